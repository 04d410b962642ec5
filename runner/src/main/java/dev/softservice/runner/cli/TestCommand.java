package dev.softservice.runner.cli;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.files.AttachmentFolder;
import dev.softservice.runner.local.Seat;
import dev.softservice.runner.local.Snapshot;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.reporting.FinishedRun;
import dev.softservice.runner.stop.Stop;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Verifies a distro in throwaway containers, as the hub does: read, build, provision, accept, and deeper.",
            "Deeper: each service is killed, the release that users run is upgraded and taken back, and everything is"
                    + " restored from a backup.",
            "What git ignores is left out, as it would be there."
        },
        footer = {
            "",
            "Examples:",
            "  softservice test",
            "  softservice test my-wiki --set site-name=Ours",
            "  softservice test --level 4          no further than its own tests",
            "  softservice test --json my-wiki > verdict.json",
            "  softservice test --report report.html my-wiki",
            "  softservice test --keep my-wiki     leave a failed environment up for a look inside",
            "",
            "Exit codes: 0 passed, 1 failed, 2 bad input, 3 the platform could not tell, 130 interrupted."
        })
final class TestCommand implements Callable<Integer> {
    @Mixin
    private DistroArgument distro = new DistroArgument();

    @Option(names = "--json", description = "Print one JSON document, and nothing else.")
    private boolean json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML, too.")
    private String junit = "";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = {
                "Write a report, too. May be repeated.",
                "By the name's ending: .html one page for people, .xml JUnit XML, .json CTRF JSON."
            })
    private List<String> reports = new ArrayList<>();

    @Option(
            names = "--attachments",
            paramLabel = "FOLDER",
            description = {
                "Keep the files that tests attach by [[ATTACHMENT|path]] in this folder.",
                "It is made where it does not exist. Without it they are not kept."
            })
    private String attachments = "";

    @Option(names = "--keep", description = "Leave the environment up. The next softservice test removes it.")
    private boolean keep;

    @Option(
            names = "--level",
            paramLabel = "N",
            description = {
                "Climb the ladder no higher than this rung: ${bundle:ladder.rungs}.",
                "Without it: what release.level of the manifest asks for, else ${bundle:ladder.alone}."
            })
    private @Nullable Integer level;

    @Option(
            names = "--stable",
            paramLabel = "REVISION",
            description =
                    "The release to upgrade from. Without it: origin/stable or stable of the Git repository that the"
                            + " folder is in.")
    private String stable = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Give a parameter's value. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Mixin
    private UsedDistros used = new UsedDistros();

    private static final int TOP = Rung.TOP.number();

    private final World world;

    TestCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        if (level != null && (level < 1 || level > TOP)) throw new BadInput("--level " + level + ": 1 to " + TOP);
        var folder = distro.folder(world);
        if (!attachments.isEmpty())
            NewFolder.require(
                    "--attachments " + attachments, world.resolve(attachments).toAbsolutePath());
        var files = ReportOptions.of(world, junit, reports);
        var screen = Screen.of(world);
        try (var interruption = Interruption.asking()) {
            var run = verify(folder, new Desk(screen, interruption.stop()));
            files.write(run);
            if (json) screen.raw(JsonReport.of(run));
            else {
                Summary.print(screen, run);
                tellWhatIsNotKept(screen, run);
            }
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.of(run);
        }
    }

    /** Where a run is told to the user, and stopped by them. */
    private record Desk(Screen screen, Stop stop) {}

    private FinishedRun verify(Path folder, Desk desk) throws Exception {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (var seat = Seat.take(temporary, world.user(), keep)) {
            Snapshot.copy(folder, seat.source());
            var source = SourceTree.in(seat.source());
            var manifest = source.reading().manifest();
            manifest.ifPresent(this::requireSettings);
            var top = level == null ? wanted(manifest) : level;
            var request = new RunRequest(
                            new Footprint(seat.id(), Seat.hub(world.user())),
                            source,
                            parameters,
                            new Reach(top, Limits.DEFAULT))
                    .keeping(keep)
                    .withStable(
                            top < StepName.UPGRADE.level()
                                    ? Optional.empty()
                                    : new LocalStable(folder).find(stable, seat.stable()));
            var name = manifest.map(Manifest::name).orElse(String.valueOf(folder.getFileName()));
            var run = run(name, request, desk);
            if (keep && !json) tellWhatIsKept(desk.screen(), seat);
            return run;
        }
    }

    private FinishedRun run(String name, RunRequest request, Desk desk) throws Exception {
        var kept = attachments.isEmpty()
                ? Optional.<AttachmentFolder>empty()
                : Optional.of(new AttachmentFolder(world.resolve(attachments).toAbsolutePath()));
        if (json) return run(name, request, new RunRecord(RunListener.SILENT, kept), desk.stop());
        try (var display = new RunDisplay(desk.screen(), world.clock(), ZoneId.systemDefault())) {
            return run(name, request, new RunRecord(display, kept), desk.stop());
        }
    }

    private FinishedRun run(String name, RunRequest request, RunRecord record, Stop stop) throws Exception {
        var composer = used.composer(world);
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var startedAt = world.clock().instant();
        try (var engine = world.engines().get()) {
            engine.sweep(request.hub(), () -> Seat.alive(temporary, world.user()));
            var verdict = new Runner(engine, world.clock(), composer).run(request, record, stop);
            return new FinishedRun(
                    name,
                    verdict,
                    record.steps(),
                    record.log(),
                    startedAt,
                    world.clock().instant(),
                    RunRecord::attached);
        }
    }

    /** Said as what it is, and before an engine is asked: no distro fails by what was typed. */
    private void requireSettings(Manifest manifest) {
        for (var problem : ParameterValues.resolve(manifest.parameters(), parameters, () -> "made up")
                .problems()) {
            if (parameters.containsKey(problem.parameter())) throw new BadInput("--set: " + problem.sentence());
        }
    }

    private void tellWhatIsNotKept(Screen screen, FinishedRun run) {
        long lost = run.verdict().report().tests().stream()
                .flatMap(test -> test.attachments().stream())
                .filter(file -> file.file().isEmpty())
                .count();
        if (lost == 0) return;
        screen.line("  " + (lost == 1 ? "1 attached file is" : lost + " attached files are") + " not kept: "
                + (attachments.isEmpty()
                        ? "--attachments FOLDER keeps them"
                        : "too large, too many, or " + attachments + " does not take them"));
    }

    /** As high as a version has to climb to be released; its own tests at least. */
    private static int wanted(Optional<Manifest> manifest) {
        var asked = manifest.map(Manifest::releaseLevel).orElse(OptionalInt.empty());
        return Math.clamp(asked.orElse(Rung.ALONE.number()), Rung.ACCEPTED.number(), TOP);
    }

    private void tellWhatIsKept(Screen screen, Seat seat) {
        screen.line("");
        screen.line("kept: docker ps --filter label=dev.softservice.run=" + seat.id());
        screen.line("      the next softservice test removes it");
    }
}
