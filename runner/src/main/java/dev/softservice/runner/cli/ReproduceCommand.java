package dev.softservice.runner.cli;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.install.HubRuns;
import dev.softservice.runner.local.Seat;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.reporting.FinishedRun;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Makes a run that failed on a hub again here, and leaves its environment up for a look inside.",
            "From the same trees, parts and parameters, up to the step that failed there. It is removed when you"
                    + " leave.",
            "It stands for a person, so there is no --json."
        },
        footer = {
            "",
            "Examples:",
            "  softservice reproduce https://hub.example.org/samples/team-wiki/runs/12",
            "  softservice reproduce --shell web https://hub.example.org/samples/team-wiki/runs/12",
            "  softservice reproduce --hub https://hub.example.org samples/team-wiki#12",
            "",
            "A private repository asks for a token of yours, in SOFTSERVICE_TOKEN.",
            "Exit codes: 0 it fails here as there, 1 it does not, 2 bad input, 3 this machine could not tell,",
            "            130 interrupted."
        })
final class ReproduceCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN",
            description = "The address of the run's page, https://HUB/OWNER/NAME/runs/N, or OWNER/NAME#N.")
    private String run = "";

    @Option(names = "--hub", paramLabel = "URL", description = "Where OWNER/NAME#N is. $SOFTSERVICE_HUB")
    private String hub = "";

    @Option(
            names = "--shell",
            paramLabel = "SERVICE",
            description = "Open a shell in this service once the run is over. Leaving it removes everything.")
    private String shell = "";

    @Option(
            names = "--keep",
            description = "Leave the environment up and return. The next softservice test or reproduce removes it.")
    private boolean keep;

    private final World world;
    private final LookInside look;

    ReproduceCommand(World world) {
        this.world = world;
        this.look = new LookInside(world);
    }

    @Override
    public Integer call() throws Exception {
        if (keep && !shell.isEmpty())
            throw new BadInput("--keep and --shell: give one; a shell is left, and then all of it goes");
        var asked = AskedRun.parse(run, UsedDistros.hub(hub, world), world.folder());
        var runs = new HubRuns(asked.source(), world.token());
        var reproduction = Reproduction.of(runs.recorded(asked.number()));
        var client = shell.isEmpty() ? Optional.<Path>empty() : Optional.of(shellsClient(reproduction));
        var screen = Screen.of(world);
        reproduction.intentions().forEach(screen::line);
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (var interruption = Interruption.asking();
                var seat = Seat.take(temporary, world.user(), keep)) {
            reproduction.fetch(runs, seat);
            try (var engine = world.engines().get()) {
                engine.sweep(Seat.hub(world.user()), () -> Seat.alive(temporary, world.user()));
                var composer =
                        new Composer(UsedDistros.cache(world), asked.source().hub());
                return new Standing(reproduction, seat, screen, interruption).run(engine, composer, client);
            }
        }
    }

    private Path shellsClient(Reproduction reproduction) {
        if (!reproduction.stands())
            throw new BadInput("--shell " + shell + ": the run failed before anything was started; leave --shell out");
        var services = reproduction.services();
        if (!services.isEmpty() && !services.contains(shell))
            throw new BadInput(
                    "--shell " + shell + ": the run has no such service; it has " + String.join(", ", services));
        return look.client();
    }

    /** What stands here while somebody looks at it. */
    private final class Standing {
        private final Reproduction reproduction;
        private final Seat seat;
        private final Screen screen;
        private final Interruption interruption;

        Standing(Reproduction reproduction, Seat seat, Screen screen, Interruption interruption) {
            this.reproduction = reproduction;
            this.seat = seat;
            this.screen = screen;
            this.interruption = interruption;
        }

        int run(Engine engine, Composer composer, Optional<Path> client) throws Exception {
            try {
                var verdict = verify(engine, composer);
                var outcome = reproduction.compared(verdict);
                screen.line("");
                outcome.lines().forEach(screen::line);
                if (interruption.happened()) return ExitCode.INTERRUPTED;
                if (verdict instanceof Verdict.Errored) return ExitCode.NO_ANSWER;
                // What fails before there are images leaves nothing to look into.
                boolean made = verdict.report().rungs().of(Rung.BUILDS) instanceof RungOutcome.Held;
                if (reproduction.stands() && made) lookInside(client);
                return interruption.happened()
                        ? ExitCode.INTERRUPTED
                        : outcome.same() ? ExitCode.PASSED : ExitCode.FAILED;
            } finally {
                if (!keep) remove(engine);
            }
        }

        private Verdict verify(Engine engine, Composer composer) throws Exception {
            var startedAt = world.clock().instant();
            try (var display = new RunDisplay(screen, world.clock(), ZoneId.systemDefault())) {
                var record = new RunRecord(display, Optional.empty());
                var verdict = new Runner(engine, world.clock(), composer)
                        .run(
                                reproduction.request(seat, Seat.hub(world.user())),
                                (RunListener) record,
                                interruption.stop());
                Summary.print(
                        screen,
                        new FinishedRun(
                                "run " + run,
                                verdict,
                                record.steps(),
                                record.log(),
                                startedAt,
                                world.clock().instant()));
                return verdict;
            }
        }

        private void lookInside(Optional<Path> client) throws Exception {
            var scope = new EnvironmentScope.Run(Seat.hub(world.user()), seat.id(), true);
            screen.line("");
            screen.line("it stands: docker ps --filter label=" + EnvironmentScope.LABEL_RUN + "=" + seat.id());
            reproduction
                    .services()
                    .forEach(service -> screen.line("  docker exec -it " + scope.nameOf(service) + " sh"));
            if (keep) {
                screen.line("the next softservice test or reproduce removes it");
                return;
            }
            if (client.isPresent()) {
                screen.line("a shell in " + shell + "; leave it with exit, and all of it is removed");
                look.shell(client.get(), scope.nameOf(shell));
                return;
            }
            screen.line("Enter removes it");
            look.awaitLeaving(interruption.stop());
        }

        /** All of this run; others of the same user go on. */
        private void remove(Engine engine) {
            var temporary = Path.of(System.getProperty("java.io.tmpdir"));
            engine.sweep(Seat.hub(world.user()), () -> {
                var alive = new HashSet<>(Seat.alive(temporary, world.user()));
                alive.remove(seat.id());
                return alive;
            });
        }
    }
}
