package dev.softservice.runner.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is new in a release, as its tag tells it. Each line is at most {@value #LONGEST} characters, without line ends; of each kind at most
 * {@value #MOST} are kept.
 *
 * @param first  what users have to know before they upgrade, the most important first
 * @param also   what else is new for them
 * @param merged the pull requests that came in, the oldest first: {@code #12 A better search (ann)}
 */
public record ReleaseNotes(List<String> first, List<String> also, List<String> merged) {
    public static final ReleaseNotes NONE = new ReleaseNotes(List.of(), List.of(), List.of());

    private static final int MOST = 30;
    private static final int LONGEST = 200;
    private static final String FIRST = "Know before you upgrade:";
    private static final String ALSO = "Also new:";
    private static final String MERGED = "Merged:";
    /** No line of a tag that means something to programs begins so. */
    private static final String ITEM = "- ";

    public ReleaseNotes {
        first = bounded(first);
        also = bounded(also);
        merged = bounded(merged);
    }

    private static List<String> bounded(List<String> lines) {
        var bounded = lines.stream().limit(MOST).map(ReleaseNotes::line).toList();
        return lines.size() <= MOST
                ? bounded
                : Stream.concat(bounded.stream().limit(MOST - 1), Stream.of(lines.size() - MOST + 1 + " more"))
                        .toList();
    }

    private static String line(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    public boolean isEmpty() {
        return first.isEmpty() && also.isEmpty() && merged.isEmpty();
    }

    /** As the end of a tag's message; empty where there is nothing to tell. */
    String text() {
        return section(FIRST, first) + section(ALSO, also) + section(MERGED, merged);
    }

    private static String section(String heading, List<String> lines) {
        if (lines.isEmpty()) return "";
        var text = new StringBuilder("\n").append(heading).append('\n');
        lines.forEach(line -> text.append(ITEM).append(line).append('\n'));
        return text.toString();
    }

    /** Out of a tag's message; one from before releases had notes has none. */
    static ReleaseNotes read(List<String> message) {
        return new ReleaseNotes(section(message, FIRST), section(message, ALSO), section(message, MERGED));
    }

    private static List<String> section(List<String> message, String heading) {
        int at = message.indexOf(heading);
        if (at < 0) return List.of();
        Predicate<String> item = line -> line.startsWith(ITEM);
        return new ArrayList<>(message.subList(at + 1, message.size()))
                .stream()
                        .takeWhile(item)
                        .map(line -> line.substring(ITEM.length()))
                        .toList();
    }
}
