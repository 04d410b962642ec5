package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.Traces;
import dev.softservice.runner.plan.ContainerPlan.VolumeUse;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Accounts for every volume of stable after an upgrade, by name and by content, whatever the new version says of its data: it is mounted where stable has it, and holds what it held. Left
 * out are volumes that stable itself calls scratch, and those that the new version drops with a reason.
 */
final class VolumeAccounts {
    /** Of bytes or files in a volume: more may not be missing. */
    private static final double SHARE = 0.5;

    private final String release;
    private final Plan before;
    private final Plan after;
    /** What stable left, by volume: without those that nobody has to account for. */
    private final Map<String, Content> left = new TreeMap<>();

    /** A volume at a place of a service. */
    private record Place(String service, String target, boolean readOnly) {
        String text() {
            return target + " of " + service;
        }
    }

    /** @param left what each volume of stable held when it was stopped */
    VolumeAccounts(Upgrade.Way way, Map<String, Content> left) {
        this.release = way.release();
        this.before = way.before();
        this.after = way.after();
        var excused = excused();
        left.forEach((volume, content) -> {
            if (content.count() > 0 && !excused.contains(volume)) this.left.put(volume, content);
        });
    }

    private Set<String> excused() {
        var excused = new LinkedHashSet<String>();
        before.data().forEach(data -> {
            excused.addAll(data.scratch());
            data.saving().ifPresent(saving -> excused.add(saving.volume()));
        });
        after.data().forEach(data -> excused.addAll(data.dropped().keySet()));
        return excused;
    }

    /** The volumes that have to be there afterwards. */
    Set<String> volumes() {
        return left.keySet();
    }

    /** What is not mounted any more where stable has it, a sentence each. */
    List<String> mounts() {
        var reasons = new ArrayList<String>();
        left.forEach((volume, content) -> {
            var then = places(before.environment(), volume);
            var now = places(after.environment(), volume);
            var what = "the volume " + name(volume) + " of " + release;
            if (now.isEmpty()) {
                reasons.add(what + " (" + content.text() + ") is mounted nowhere after the upgrade"
                        + then.stream()
                                .findFirst()
                                .map(place -> ", " + release + " has it at " + place.text() + instead(place))
                                .orElse("")
                        + ": keep it mounted there, or name it under data.dropped with a reason");
                return;
            }
            moved(then, now)
                    .ifPresent(place -> reasons.add(what + " (" + content.text() + ") is not at " + place.text()
                            + " after the upgrade, where " + release + " has it, but at "
                            + now.stream().map(Place::text).collect(Collectors.joining(", "))
                            + ": keep it there, or name it under data.dropped with a reason"));
            then.forEach(place -> hidden(place, content)
                    .ifPresent(over -> reasons.add("what " + what + " holds below " + over
                            + " is hidden after the upgrade: something else is mounted there")));
        });
        return reasons;
    }

    /** What the new version has at this place. */
    private String instead(Place place) {
        return uses(after.environment(), place.service())
                .filter(use -> clean(use.target()).equals(place.target()))
                .findFirst()
                .map(use -> ", where " + name(use.volume()) + " is now")
                .orElse("");
    }

    /** A place of stable's that is not there any more. */
    private Optional<Place> moved(List<Place> then, List<Place> now) {
        boolean writable = then.stream().anyMatch(place -> !place.readOnly());
        var asked =
                then.stream().filter(place -> !writable || !place.readOnly()).toList();
        var lost = asked.stream().filter(place -> !has(now, place)).toList();
        // A service that is gone reads nothing; somebody else has to.
        return lost.stream()
                .filter(place -> hasService(place.service()) || lost.size() == asked.size())
                .findFirst();
    }

    private static boolean has(List<Place> places, Place wanted) {
        return places.stream()
                .anyMatch(place -> place.service().equals(wanted.service())
                        && place.target().equals(wanted.target()));
    }

    private boolean hasService(String service) {
        return after.environment().containers().stream()
                .anyMatch(container -> service(container.name()).equals(service));
    }

    /** The folder below a place that the new version mounts something else on, where stable has files. */
    private Optional<String> hidden(Place place, Content content) {
        var known = targets(before.environment(), place.service());
        return targets(after.environment(), place.service()).stream()
                .filter(target -> target.startsWith(place.target() + "/") && !known.contains(target))
                .filter(target -> {
                    var below = target.substring(place.target().length() + 1);
                    return content.files().keySet().stream()
                            .anyMatch(path -> path.equals(below) || path.startsWith(below + "/"));
                })
                .findFirst();
    }

    /**
     * What is missing of what stable left, a sentence each.
     *
     * @param now     what the volumes hold once the new version is healthy, and before it was asked for anything
     * @param checked whether a check of stable's says that its data is there, however it is laid out
     */
    List<String> contents(Map<String, Content> now, boolean checked) {
        var reasons = new ArrayList<String>();
        left.forEach((volume, was) -> {
            var is = now.getOrDefault(volume, Content.EMPTY);
            lost(was, is, checked)
                    .ifPresent(how -> reasons.add("the upgrade from " + release + " " + how + " the volume "
                            + name(volume) + ": it held " + was.text() + " and holds " + is.text()
                            + "; what is meant to go is named under data.dropped with a reason"));
        });
        return reasons;
    }

    private static Optional<String> lost(Content was, Content is, boolean checked) {
        if (is.count() == 0) return Optional.of("emptied");
        if (is.bytes() < was.bytes() * SHARE || is.count() < was.count() * SHARE)
            return Optional.of("lost more than half of");
        if (checked || !was.isWhole() || !is.isWhole()) return Optional.empty();
        var kept = was.files().keySet().stream()
                .filter(path -> !Traces.are(path) && is.files().containsKey(path))
                .toList();
        if (kept.isEmpty() && was.files().keySet().stream().anyMatch(path -> !Traces.are(path)))
            return Optional.of("replaced every file in");
        return kept.stream()
                .filter(path -> Objects.requireNonNull(was.files().get(path)).bytes() > 0
                        && Objects.requireNonNull(is.files().get(path)).bytes()
                                < Objects.requireNonNull(was.files().get(path)).bytes() * SHARE)
                .findFirst()
                .map(path -> "truncated " + path + " in");
    }

    /**
     * Services that keep writing, but no longer where stable kept their data, a sentence each.
     *
     * @param now    what the volumes hold after the new version's tests
     * @param strays what its services write outside of volumes while their tests run
     */
    List<String> elsewhere(Map<String, Content> now, List<Stray> strays) {
        var reasons = new ArrayList<String>();
        for (var stray : strays) {
            var service = service(stray.container());
            var kept = left.keySet().stream()
                    .filter(volume -> places(before.environment(), volume).stream()
                            .anyMatch(place -> place.service().equals(service)))
                    .toList();
            boolean untouched = !kept.isEmpty()
                    && kept.stream()
                            .allMatch(volume -> Objects.requireNonNull(left.get(volume))
                                    .digest()
                                    .equals(now.getOrDefault(volume, Content.EMPTY)
                                            .digest()));
            if (untouched)
                reasons.add("after the upgrade " + service + " leaves alone what " + release + " kept in "
                        + kept.stream().map(this::name).collect(Collectors.joining(", ")) + ", and "
                        + stray.sentence());
        }
        return reasons;
    }

    private static List<Place> places(EnvironmentPlan plan, String volume) {
        return plan.containers().stream()
                .flatMap(container -> container.files().volumes().stream()
                        .filter(use -> use.volume().equals(volume))
                        .map(use -> new Place(service(container.name()), clean(use.target()), use.readOnly())))
                .distinct()
                .toList();
    }

    private static java.util.stream.Stream<VolumeUse> uses(EnvironmentPlan plan, String service) {
        return plan.containers().stream()
                .filter(container -> service(container.name()).equals(service))
                .flatMap(container -> container.files().volumes().stream());
    }

    private static Set<String> targets(EnvironmentPlan plan, String service) {
        var targets = uses(plan, service)
                .map(use -> clean(use.target()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        plan.containers().stream()
                .filter(container -> service(container.name()).equals(service))
                .flatMap(container -> container.files().tmpfs().stream())
                .forEach(tmpfs -> targets.add(clean(tmpfs.target())));
        return targets;
    }

    /** Without the number of a replica. */
    private static String service(String container) {
        return container.replaceFirst("\\.\\d+$", "");
    }

    private static String clean(String target) {
        return target.length() > 1 && target.endsWith("/") ? target.substring(0, target.length() - 1) : target;
    }

    private String name(String volume) {
        return DataPlan.shortName(before.environment().scope(), volume);
    }
}
