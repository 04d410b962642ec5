package dev.softservice.runner.step;

import dev.softservice.runner.engine.Environment.Found;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that tests name by {@code [[ATTACHMENT|path]]} in what they print: told with their sizes, and only where they lie in the results. */
final class Attachments {
    private static final Pattern MARK = Pattern.compile("\\[\\[ATTACHMENT\\|([^\\]\\n]{1,1000})]]");
    private static final int MOST = 100;

    private final Found found;

    Attachments(Found found) {
        this.found = found;
    }

    /** One line for each attachment that {@code output} names; {@code report}: the path of the report that it stands in. */
    List<String> of(String report, String output) {
        var lines = new ArrayList<String>();
        for (var mark = MARK.matcher(output); mark.find() && lines.size() < MOST;) lines.add("attachment " + line(report, mark.group(1).strip()));
        return lines;
    }

    private String line(String report, String named) {
        var folder = Path.of(found.folder());
        try {
            var beside = Optional.ofNullable(Path.of(report).getParent()).orElse(folder);
            var inside = Stream.of(beside.resolve(named).normalize(), folder.resolve(named).normalize()).filter(path -> path.startsWith(folder)).toList();
            if (inside.isEmpty()) return named + ": refused, it is outside of " + folder;
            return inside.stream().filter(path -> found.others().containsKey(path.toString())).findFirst()
                    .map(path -> path + ": " + size(found.others().get(path.toString()))).orElse(named + ": not found under " + folder);
        } catch (InvalidPathException _) {
            return "refused, its name is no path";
        }
    }

    private static String size(long bytes) {
        if (bytes < 1_000) return bytes + " bytes";
        return bytes < 1_000_000 ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3) : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
