package dev.softservice.manifest.importing;

import dev.softservice.manifest.fields.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code init} reports about one part of a Compose file.
 *
 * @param place {@code compose.yaml:12}, or several lines, {@code compose.yaml:12,20}
 * @param text  one sentence; of {@link Kind#IDLE} the key alone
 */
public record Told(Kind kind, String place, String text) {
    private static final int LONGEST_LINE = 300;

    /** How much a reader has to care, the most first. */
    public enum Kind {
        LOST("left out, and data WILL NOT BE KEPT"),
        LEFT_OUT("left out"),
        OTHERWISE("written in another way, or read in one of its own"),
        IDLE("left out, since it has no effect here");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** {@code compose.yaml:12: …}. */
    public String line() {
        return place + ": " + text + (kind == Kind.IDLE ? " is left out, it has no effect here" : "");
    }

    /** In the order of the file; the same key without effect in several places is told once. */
    static List<Told> of(List<ComposeChange> changes) {
        var told = new LinkedHashSet<Told>();
        var idle = new LinkedHashMap<ComposeChange, List<Integer>>();
        for (var change : changes) {
            if (change.kind() == Kind.IDLE)
                idle.computeIfAbsent(change.without(), _ -> new ArrayList<>())
                        .add(change.mark().line());
            else
                told.add(new Told(
                        change.kind(),
                        change.mark().path() + ":" + change.mark().line(),
                        Quote.clean(change.text().replaceAll("\\s+", " "), LONGEST_LINE)));
        }
        idle.forEach((key, lines) -> told.add(new Told(
                Kind.IDLE,
                key.mark().path() + ":"
                        + lines.stream().distinct().map(String::valueOf).collect(Collectors.joining(",")),
                Quote.quote(key.text()))));
        return List.copyOf(told);
    }
}
