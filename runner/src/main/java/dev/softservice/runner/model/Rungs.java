package dev.softservice.runner.model;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.RungOutcome.Checked;
import dev.softservice.runner.model.RungOutcome.Failed;
import dev.softservice.runner.model.RungOutcome.Held;
import dev.softservice.runner.model.RungOutcome.NotApplicable;
import dev.softservice.runner.model.RungOutcome.NotRun;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The results of all rungs in one run, and the level that follows from them. */
public record Rungs(Map<Rung, RungOutcome> outcomes) {
    /** Nothing was run. */
    public static final Rungs NONE = new Rungs(Map.of());

    /** Rungs that are left out were not run. */
    public Rungs {
        var all = new EnumMap<Rung, RungOutcome>(Rung.class);
        for (var rung : Rung.values()) all.put(rung, outcomes.getOrDefault(rung, new NotRun()));
        outcomes = Collections.unmodifiableMap(all);
    }

    /** What a level means that was written down before outcomes were: all up to it were called held. */
    public static Rungs ofLevel(int level) {
        var held = new EnumMap<Rung, RungOutcome>(Rung.class);
        for (var rung : Rung.values()) if (rung.number() <= level) held.put(rung, new Held(Checked.NOT_RECORDED));
        return new Rungs(held);
    }

    public Rungs with(Rung rung, RungOutcome outcome) {
        var changed = new EnumMap<>(outcomes);
        changed.put(rung, outcome);
        return new Rungs(changed);
    }

    public RungOutcome of(Rung rung) {
        return Objects.requireNonNull(outcomes.get(rung));
    }

    /** The highest rung that is held, where each below it is held or not applicable; 0: none. */
    public int level() {
        int level = 0;
        for (var rung : Rung.values()) {
            switch (of(rung)) {
                case Held _ -> level = rung.number();
                case NotApplicable _ -> {}
                case Failed _, NotRun _ -> {
                    return level;
                }
            }
        }
        return level;
    }

    /** Whether this is enough where that level is asked for: each rung up to it is held or not applicable. */
    public boolean reach(int asked) {
        return outcomes.entrySet().stream()
                .filter(rung -> rung.getKey().number() <= asked)
                .allMatch(rung -> rung.getValue() instanceof Held || rung.getValue() instanceof NotApplicable);
    }

    /** {@code level 5 (resilient); upgrades, restores: not applicable, it keeps no data}. */
    public String text() {
        int level = level();
        var words = level == 0 ? "no level reached" : "level " + level + " (" + Rung.titleOf(level) + ")";
        var not = notApplicable();
        return not.isEmpty() ? words : words + "; " + not;
    }

    /** {@code upgrades, restores: not applicable, it keeps no data}; empty where every rung is applicable. */
    public String notApplicable() {
        var byReason = new EnumMap<RungOutcome.Reason, String>(RungOutcome.Reason.class);
        outcomes.forEach((rung, outcome) -> {
            if (outcome instanceof NotApplicable not)
                byReason.merge(not.reason(), rung.title(), (before, title) -> before + ", " + title);
        });
        return byReason.entrySet().stream()
                .map(entry ->
                        entry.getValue() + ": not applicable, " + entry.getKey().sentence())
                .collect(Collectors.joining("; "));
    }
}
