package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment.Found;
import dev.softservice.runner.model.Attachment;
import dev.softservice.runner.report.AttachmentMarks;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The files that tests name by {@code [[ATTACHMENT|path]]} in what they print: told with their sizes, and only where they lie in the results. */
final class NamedAttachments {
    private final Found found;

    NamedAttachments(Found found) {
        this.found = found;
    }

    /** One line for each attachment that {@code output} names; {@code report}: the path of the report that it stands in. */
    List<String> of(String report, String output) {
        return AttachmentMarks.in(output).stream()
                .map(named -> "attachment " + line(report, named))
                .toList();
    }

    /** Those of them that are there, with what they hold as far as that was taken along. */
    List<Attachment> files(String report, String output) {
        var files = new ArrayList<Attachment>();
        for (var named : AttachmentMarks.in(output)) {
            path(report, named).ifPresent(path -> {
                var content = Optional.ofNullable(found.named().get(path));
                files.add(content.map(bytes -> new Attachment(path, bytes))
                        .orElseGet(() -> new Attachment(
                                path, Objects.requireNonNull(found.others().get(path)), "")));
            });
        }
        return files;
    }

    private Optional<String> path(String report, String named) {
        try {
            return AttachmentMarks.inside(found.folder(), report, named).stream()
                    .filter(found.others()::containsKey)
                    .findFirst();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private String line(String report, String named) {
        try {
            if (AttachmentMarks.inside(found.folder(), report, named).isEmpty())
                return named + ": refused, it is outside of " + found.folder();
            return path(report, named)
                    .map(path -> path + ": "
                            + size(Objects.requireNonNull(found.others().get(path)))
                            + (found.named().containsKey(path) ? "" : ", which is not kept"))
                    .orElse(named + ": not found under " + found.folder());
        } catch (InvalidPathException _) {
            return "refused, its name is no path";
        }
    }

    private static String size(long bytes) {
        if (bytes < 1_000) return bytes + " bytes";
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
