package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.Traces;
import dev.softservice.runner.engine.Volumes;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a backup covers of the volumes. Where a part is saved by its own commands, a volume of which nothing came back that it held beyond what every new installation has is covered by nobody. Copied
 * volumes are covered as they are.
 */
final class Coverage {
    static final Coverage NOTHING = new Coverage(Map.of(), Set.of(), _ -> "");

    private final Map<String, Content> backedUp;
    private final Set<String> asked;
    private final java.util.function.UnaryOperator<String> name;
    private Map<String, Content> fresh = Map.of();

    private Coverage(Map<String, Content> backedUp, Set<String> asked, java.util.function.UnaryOperator<String> name) {
        this.backedUp = backedUp;
        this.asked = asked;
        this.name = name;
    }

    /** Looks at the volumes as they were backed up. */
    static Coverage of(Plan plan, Volumes volumes) throws InterruptedException {
        var saved =
                plan.data().stream().filter(data -> data.saving().isPresent()).toList();
        var asked = new LinkedHashSet<String>();
        for (var data : saved) asked.addAll(data.volumes());
        for (var data : saved) {
            asked.remove(data.saving().orElseThrow().volume());
            data.scratch().forEach(asked::remove);
        }
        var all = Stream.concat(asked.stream(), plan.data().stream().flatMap(data -> data.toBeSaved().stream()))
                .distinct()
                .toList();
        var scope = plan.environment().scope();
        return new Coverage(volumes.contents(all), asked, volume -> DataPlan.shortName(scope, volume));
    }

    /** Looks at the volumes as a new installation has them, before anything is restored. */
    void fresh(Volumes volumes) throws InterruptedException {
        fresh = asked.isEmpty() ? Map.of() : volumes.contents(asked);
    }

    /** The volumes that were not brought back, a sentence each. */
    List<String> missing(Volumes volumes) throws InterruptedException {
        if (asked.isEmpty()) return List.of();
        var now = volumes.contents(asked);
        var reasons = new ArrayList<String>();
        for (var volume : asked) {
            var was = backedUp.getOrDefault(volume, Content.EMPTY);
            var is = now.getOrDefault(volume, Content.EMPTY);
            var anew = fresh.getOrDefault(volume, Content.EMPTY);
            if (!was.isWhole() || !is.isWhole()) continue;
            var more = was.changedSince(anew).stream()
                    .filter(path -> !Traces.are(path))
                    .toList();
            boolean lost = !more.isEmpty()
                    && more.stream()
                            .allMatch(path -> !is.files().containsKey(path)
                                    || is.files().get(path).equals(anew.files().get(path)));
            if (lost)
                reasons.add("nothing of what was in the volume " + name.apply(volume) + " is back after the restore ("
                        + (more.size() == 1 ? "1 file" : more.size() + " files") + ", " + more.getFirst()
                        + (more.size() == 1 ? "" : ", …")
                        + "): neither data.backup nor data.check touches it; save it, or name it under data.scratch");
        }
        return reasons;
    }

    void tell(Tally tally) {
        backedUp.values().forEach(content -> tally.volume(content.bytes()));
    }
}
