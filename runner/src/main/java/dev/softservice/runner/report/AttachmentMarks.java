package dev.softservice.runner.report;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the marks {@code [[ATTACHMENT|path]]} in what tests print. They may name files below the results only. */
public final class AttachmentMarks {
    private static final Pattern MARK = Pattern.compile("\\[\\[ATTACHMENT\\|([^\\]\\n]{1,1000})]]");
    private static final Pattern PROPERTY =
            Pattern.compile("<property\\s+name=[\"']attachment[\"']\\s+value=[\"']([^\"'\\n]{1,1000})[\"']");
    private static final int MOST = 100;

    private AttachmentMarks() {}

    /** What the marks of a text name, as it stands there. */
    public static List<String> in(String text) {
        return found(MARK, text);
    }

    /** The same for a whole report that has not been read yet, properties of that name among it. */
    public static List<String> inReport(byte[] report) {
        var text = ReportText.of(report).text();
        return Stream.concat(found(MARK, text).stream(), found(PROPERTY, text).stream())
                .map(AttachmentMarks::unescaped)
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        var names = new ArrayList<String>();
        for (var mark = pattern.matcher(text); mark.find() && names.size() < MOST; )
            names.add(mark.group(1).strip());
        return names;
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    /**
     * The paths below {@code folder} that {@code named} may mean, relative to its report first; none: it is outside.
     *
     * @throws InvalidPathException where it is no path
     */
    public static List<String> inside(String folder, String report, String named) {
        var top = Path.of(folder);
        var beside = Optional.ofNullable(Path.of(report).getParent()).orElse(top);
        return Stream.of(beside.resolve(named).normalize(), top.resolve(named).normalize())
                .filter(path -> path.startsWith(top))
                .map(Path::toString)
                .distinct()
                .toList();
    }
}
