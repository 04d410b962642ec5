package dev.softservice.runner.cli;

import dev.softservice.runner.reporting.CtrfReport;
import dev.softservice.runner.reporting.FinishedRun;
import dev.softservice.runner.reporting.HtmlReport;
import dev.softservice.runner.reporting.JunitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** The files that {@code --report} and {@code --junit} name. What is wrong with them is said before the run, not after it. */
final class ReportOptions {
    private record Wanted(Path file, Function<FinishedRun, String> format) {}

    private final List<Wanted> wanted = new ArrayList<>();

    private ReportOptions() {}

    /** {@code junit}: empty, none. */
    static ReportOptions of(World world, String junit, List<String> reports) {
        var files = new ReportOptions();
        if (!junit.isEmpty()) files.wanted.add(new Wanted(writable("--junit", world.resolve(junit)), JunitReport::of));
        for (var report : reports)
            files.wanted.add(new Wanted(writable("--report", world.resolve(report)), format(report)));
        return files;
    }

    private static Function<FinishedRun, String> format(String report) {
        var name = report.toLowerCase(Locale.ROOT);
        if (name.endsWith(".html")) return HtmlReport::of;
        if (name.endsWith(".xml")) return JunitReport::of;
        if (name.endsWith(".json")) return run -> CtrfReport.of(run, RunnerVersion.text());
        throw new BadInput("--report " + report + ": end its name with .html, .xml (JUnit) or .json (CTRF)");
    }

    private static Path writable(String option, Path file) {
        if (Files.isDirectory(file)) throw new BadInput(option + " " + file + ": is a folder; name a file");
        var parent = Objects.requireNonNull(file.toAbsolutePath().getParent());
        if (!Files.isDirectory(parent) || !Files.isWritable(parent))
            throw new BadInput(option + " " + file + ": its folder is not there or not writable");
        return file;
    }

    void write(FinishedRun run) throws IOException {
        for (var each : wanted) Files.writeString(each.file(), each.format().apply(run));
    }
}
