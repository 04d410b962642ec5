package dev.softservice.server.demo;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.cli.TerminalLook;
import dev.softservice.server.core.Refusal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code softservice demo}: plays the main story on this machine and leaves nothing behind. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Plays the whole story here, with real git, real containers and a real wiki: distros are pushed, verified"
                    + " and released;",
            "a change that breaks one is found out; the corrected one is merged and released; an end user installs it"
                    + " and is kept up to date."
        },
        footer = {
            "",
            "It tells a story, so there is no --json.",
            "Stays until Ctrl-C, so that you can look round; then takes away every container, network and process.",
            "Exit codes: 0 every step held, 1 one did not, 2 bad input, 3 no engine or another program is missing."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int HELD = 0;
    private static final int BROKEN = 1;
    private static final int PLATFORM = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--exit", description = "End by itself after the last step.")
    private boolean exit;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The hub's port; 0, the default: any free one.")
    private int port;

    @Option(
            names = "--level",
            paramLabel = "N",
            defaultValue = "${bundle:ladder.accepted}",
            description = "The rung that runs climb to: ${bundle:ladder.accepted}, the default, takes minutes;"
                    + " ${bundle:ladder.top}, as on a hub, also kills services, upgrades, goes back and restores,"
                    + " and takes several times as long.")
    private int level;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "An empty or new folder to keep everything in; a temporary one, removed at the end, where none is"
                            + " given.")
    private Optional<Path> data = Optional.empty();

    @Override
    public Integer call() {
        if (port < 0 || port > 65_535)
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535, not " + port);
        if (level < Rung.ACCEPTED.number() || level > Rung.TOP.number())
            throw new ParameterException(
                    spec.commandLine(),
                    "--level must be " + Rung.ACCEPTED.number() + " to " + Rung.TOP.number() + ", not " + level);
        try (var _ = new CtrlC();
                var teller = new Teller(
                        utf8(), Clock.system(ZoneId.systemDefault()), TerminalLook.of(terminal(), System.getenv()))) {
            return play(teller);
        } catch (Refusal refusal) {
            throw new ParameterException(spec.commandLine(), refusal.getMessage());
        }
    }

    private int play(Teller teller) {
        var samples = DemoFolders.samples(System.getenv(), Path.of(""));
        var folder = DemoFolders.fresh(data);
        try {
            var outcome = new Demo(new Demo.Wish(folder, port, samples, level), teller, Clock.systemUTC())
                    .play(this::afterwards);
            outcome.missing().ifPresent(teller::failure);
            outcome.left().forEach(left -> teller.failure("left behind: " + left));
            if (outcome.left().isEmpty()) teller.note("no container, network or process is left");
            return outcome.good() ? HELD : outcome.missing().isPresent() ? PLATFORM : BROKEN;
        } finally {
            if (data.isEmpty()) DemoFolders.delete(folder);
        }
    }

    private void afterwards(Stage stage, List<Story.Sight> sights) throws InterruptedException {
        stage.teller().chapter("Look round");
        for (var sight : sights) stage.teller().note(String.format("%-22s %s", sight.what() + ":", sight.address()));
        stage.teller()
                .note(String.format(
                        "%-22s %s", "token to log in there:", stage.hub().token()));
        if (exit) return;
        stage.teller().note("Ctrl-C takes everything away again");
        new CountDownLatch(1).await();
    }

    private static PrintStream utf8() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    private static boolean terminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }
}
