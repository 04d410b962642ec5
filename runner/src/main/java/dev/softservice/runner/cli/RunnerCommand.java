package dev.softservice.runner.cli;

import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.files.PrivateFile;
import dev.softservice.runner.install.StateFolder;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.remote.RefusedException;
import dev.softservice.runner.remote.RemoteRunner;
import dev.softservice.runner.remote.RunnerFolder;
import dev.softservice.runner.wire.Messages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code softservice runner}: verifies runs for a hub on this machine, until it is told to stop. */
@Command(
        name = "runner",
        mixinStandardHelpOptions = true,
        description = "Verifies pull requests for a hub on this machine, until it is told to stop.",
        footer = {
            "",
            "Examples:",
            "  softservice runner --hub https://hub.example.org --token-file token",
            "  softservice runner --hub https://hub.example.org --workers 2 --label strangers=no",
            "  softservice runner --hub https://hub.example.org --once",
            "",
            "It talks to its hub and to its log, so there is no --json.",
            "The first start needs a token: the hub's page Runners makes it. Later ones do not.",
            "Exit codes: 0 told to stop, or --once and done; 2 the hub refuses it; 3 this machine is of no use."
        })
final class RunnerCommand implements Callable<Integer> {
    private static final int LONGEST_TOKEN = 1_000;

    private final World world;

    @Option(names = "--hub", paramLabel = "URL", required = true, description = "The hub's address.")
    private String hub = "";

    @Nullable
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the token; nobody but you may be able to read it.")
    private String tokenFile;

    @Nullable
    @Option(names = "--name", paramLabel = "NAME", description = "What the hub calls it. Default: this machine's name.")
    private String name;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Runs at once. Default: half the number of processors, at least 1.")
    private int workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            description = "Said to the hub; may be repeated. strangers=no: only code of people who may push to its"
                    + " repository.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Nullable
    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where it keeps who it is, its key, and trees. Default: the folder runner beside your"
                    + " installations.")
    private String state;

    @Option(names = "--once", description = "Verify one run, and end.")
    private boolean once;

    RunnerCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        var address = address();
        try (var folder = RunnerFolder.open(folder(), world.clock());
                var engine = engine()) {
            var machine = machine(engine);
            if (!RemoteRunner.isRegistered(address, folder))
                RemoteRunner.register(address, folder, token(), name(), machine);
            work(address, folder, engine, machine);
            return ExitCode.PASSED;
        } catch (RefusedException no) {
            throw new BadInput(no.getMessage());
        } catch (IOException broken) {
            throw new EngineException(Reason.of(broken), broken);
        } catch (IllegalArgumentException wrong) {
            throw new BadInput(String.valueOf(wrong.getMessage()));
        }
    }

    private void work(URI address, RunnerFolder folder, Engine engine, Messages.Machine machine)
            throws RefusedException, InterruptedException {
        var settings = new RemoteRunner.Settings(machine, once, world.clock());
        try (var interruption = Interruption.asking();
                var runner = new RemoteRunner(address, folder, engine, settings, this::say);
                var _ = interruption.stop().onAsked(_ -> runner.stop())) {
            say("ready for " + address);
            runner.run();
        }
    }

    private void say(String line) {
        synchronized (world) {
            world.streams().out().println(Screen.clean(line));
            world.streams().out().flush();
        }
    }

    private URI address() {
        var text = hub.replaceAll("/+$", "");
        try {
            var uri = URI.create(text);
            boolean usable = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (!usable) throw new BadInput("--hub must be https://HOST, not " + hub);
            boolean near = uri.getHost().matches("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
            if ("http".equals(uri.getScheme()) && !near)
                throw new BadInput(
                        hub + " is reached over plain HTTP, where anybody on the way can read and change what"
                                + " is told: use https");
            return uri;
        } catch (IllegalArgumentException malformed) {
            throw new BadInput("--hub must be https://HOST, not " + hub);
        }
    }

    private Path folder() {
        if (state != null) return world.resolve(state);
        return StateFolder.of(world.environment(), world.folder(), world.user())
                .root()
                .resolve("runner");
    }

    /** Such that strangers' code may run on it, unless it is said that none does. */
    private Engine engine() {
        return labels.getOrDefault(Messages.STRANGERS, "yes").equals("no")
                ? world.engines().get()
                : world.engineForStrangers();
    }

    private Messages.Machine machine(Engine engine) {
        var all = new LinkedHashMap<String, String>();
        engine.architecture().map(Architecture::name).ifPresent(text -> all.put("arch", text));
        all.put("engine", engine.product());
        all.putAll(labels);
        return new Messages.Machine(RunnerVersion.text(), all, workers);
    }

    private String name() {
        if (name != null) return name;
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException nameless) {
            throw new BadInput("this machine has no name: give the runner one with --name");
        }
    }

    private String token() throws IOException {
        if (tokenFile == null)
            throw new BadInput("this machine is not known at " + hub
                    + " yet: make a token on the hub's page Runners, and give --token-file");
        var file = world.resolve(tokenFile);
        if (!Files.isRegularFile(file)) throw new BadInput(tokenFile + " is no file");
        if (PrivateFile.isOpenToOthers(file, LinkOption.NOFOLLOW_LINKS))
            throw new BadInput(tokenFile + ": others may read or write this token: chmod 600 it");
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(LONGEST_TOKEN), StandardCharsets.US_ASCII).strip();
            if (!text.matches("[\\x21-\\x7e]+")) throw new BadInput(tokenFile + " holds no token");
            return text;
        }
    }
}
