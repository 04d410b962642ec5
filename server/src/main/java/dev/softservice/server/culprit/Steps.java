package dev.softservice.server.culprit;

import dev.softservice.server.release.Release;
import dev.softservice.server.run.Pin;
import dev.softservice.server.run.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The way from one composition of a distro to another, release by release in the order in which they were made. Pure.
 *
 * @param before of each part that has changed, the release that the green run was made of, by owner/name
 * @param later  the releases of these parts since, up to those that the red run was made of, oldest first
 */
record Steps(Map<String, Release> before, List<Step> later) {
    record Step(String distro, Release release) {}

    /** {@code releases}: all of a distro's by owner/name; none for one that is not on this hub any more. */
    static Steps between(List<Use> green, List<Use> red, Function<String, List<Release>> releases) {
        var was = tags(green);
        var before = new TreeMap<String, Release>();
        var later = new ArrayList<Step>();
        tags(red).forEach((distro, tag) -> {
            var old = was.get(distro);
            if (old == null || old.equals(tag)) return;
            var all = releases.apply(distro);
            var from = all.stream().filter(one -> one.tag().equals(old)).findFirst();
            var to = all.stream().filter(one -> one.tag().equals(tag)).findFirst();
            if (from.isEmpty() || to.isEmpty() || to.get().id() < from.get().id()) return;
            before.put(distro, from.get());
            all.stream()
                    .filter(one ->
                            one.id() > from.get().id() && one.id() <= to.get().id())
                    .map(one -> new Step(distro, one))
                    .forEach(later::add);
        });
        later.sort(Comparator.comparingLong(step -> step.release().id()));
        return new Steps(before, later);
    }

    private static Map<String, String> tags(List<Use> uses) {
        return uses.stream()
                .filter(use -> use.onThisHub().isPresent())
                .collect(Collectors.toMap(
                        use -> use.onThisHub().orElseThrow(), use -> use.used().tag(), (one, _) -> one, TreeMap::new));
    }

    /** Those that lie between, where neither end is known. */
    List<Step> between(long low, long high) {
        return later.stream()
                .filter(step -> step.release().id() > low && step.release().id() < high)
                .toList();
    }

    /** What each part that has changed is, with all releases up to this one. */
    private Map<String, Release> at(long release) {
        var parts = new TreeMap<>(before);
        later.stream()
                .filter(step -> step.release().id() <= release)
                .forEach(step -> parts.put(step.distro(), step.release()));
        return parts;
    }

    List<Pin> pins(long release) {
        return at(release).entrySet().stream()
                .map(part -> new Pin(
                        part.getKey(),
                        part.getValue().version(),
                        part.getValue().tag(),
                        part.getValue().commit().name(),
                        part.getValue().tree().name()))
                .toList();
    }

    /** Whether that is what something was made of, as far as it has changed. */
    boolean isMadeOf(List<Use> uses, long release) {
        var tags = tags(uses);
        return at(release).entrySet().stream()
                .allMatch(part -> part.getValue().tag().equals(tags.get(part.getKey())));
    }
}
