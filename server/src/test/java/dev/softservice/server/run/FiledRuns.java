package dev.softservice.server.run;

import dev.softservice.runner.model.Report;
import dev.softservice.server.core.RunId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes the files of runs that never were, as a hub keeps them. */
public final class FiledRuns {
    private final RunFiles files;
    private final RunReports reports;

    /** {@code runs}: where the hub keeps them. */
    public FiledRuns(Path runs) {
        files = new RunFolder(runs);
        reports = new RunReports(files);
    }

    /** {@code events}: one a line, as they are stored. */
    public void write(RunId run, Report report, List<String> events) {
        reports.write(run, report);
        try (var to = files.events(run).append()) {
            to.write((String.join("\n", events) + "\n").getBytes(StandardCharsets.UTF_8));
            to.write(RunEvents.LAST_LINE);
        }
    }
}
