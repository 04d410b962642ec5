package dev.softservice.server.app;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.install.MirrorBundle;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.LateVerifier;
import dev.softservice.server.start.RepositoryImport;
import dev.softservice.server.web.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code softservice admin import}: a repository that stood elsewhere becomes one of the hub's. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Takes over a repository with its branches, its tags and its pull requests' refs;",
            "or from a file that softservice bundle has made, a release of another hub, to serve it here as it is."
        },
        footer = {
            "",
            "Only the main branch is tested. Tags and refs/pull/* are kept as they came, are shown as not verified,"
                    + " and",
            "never move; the hub counts its releases and pull requests behind them.",
            "A hub that runs on this data does it itself, as it is set up, and goes on serving meanwhile.",
            "$SOFTSERVICE_IMPORT_TOKEN is the password for an address that wants one (as USER:TOKEN with a user's"
                    + " name).",
            "",
            "Examples:",
            "  softservice admin import /srv/git/wiki.git acme/wiki --owner ada",
            "  softservice admin import https://forge.example.org/acme/wiki.git acme/wiki --private",
            "  softservice admin import wiki.bundle --key hub.pub     while the hub is stopped"
        })
final class ImportCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int BAD_INPUT = 2;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions hub = new DataOptions();

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "A folder of this machine, an https address, or a bundle.")
    private String source = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OWNER/NAME",
            description = "What it is called on the hub; what is in a bundle keeps its name.")
    private String name = "";

    @Nullable
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "For a bundle: the key of the hub that made it (a public key or an allowed_signers file).")
    private Path key;

    @Option(
            names = "--accept-stale",
            description = "For a bundle: take it although its statement of what is stable has expired.")
    private boolean stale;

    @Nullable
    @Option(names = "--owner", paramLabel = "ACCOUNT", description = "Whose it is. Default: nobody's but the admins'.")
    private String owner;

    @Option(names = "--private", description = "Only those see it who have a role in it.")
    private boolean isPrivate;

    @Option(names = "--json", description = "Print one document.")
    private boolean json;

    /** {@code environment}: where the password is taken from; on a command line every user of the machine could read it. */
    ImportCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try {
            if (Files.isRegularFile(Path.of(source))) return copied();
            var request = request();
            var told = bringIn(request);
            spec.commandLine().getOut().print(json ? request.json(told) + "\n" : text(told));
            spec.commandLine().getOut().flush();
            return DONE;
        } catch (Refusal refusal) {
            spec.commandLine().getErr().println("softservice: " + Text.showableName(refusal.getMessage()));
            return BAD_INPUT;
        }
    }

    /** A release of another hub. */
    private int copied() {
        if (!name.isEmpty()) throw Refusal.invalid("what is in a bundle keeps its name; leave " + name + " out");
        if (owner != null) throw Refusal.invalid("what is in a bundle is another hub's; leave --owner out");
        var given = key;
        if (given == null)
            throw Refusal.invalid("give the key of the hub that made the bundle with --key FILE: nobody else can say"
                    + " that it is genuine");
        var done = new CopyImport(config(storage()))
                .bringIn(Path.of(source), new MirrorBundle.Trust(given, stale), isPrivate);
        spec.commandLine().getOut().print(json ? CopyImport.json(done) : CopyImport.text(done));
        spec.commandLine().getOut().flush();
        return DONE;
    }

    private Config.Storage storage() {
        var storage = hub.storage();
        if (!Files.isDirectory(storage.data().resolve("repositories")))
            throw Refusal.invalid("data folder " + storage.data() + " holds no hub; start one there once");
        return storage;
    }

    private RepositoryImport.Done bringIn(ImportRequest request) {
        if (!request.isAddress() && !Files.exists(Path.of(source)))
            throw Refusal.invalid(source + ": there is no such folder or bundle");
        if (name.isEmpty()) throw Refusal.invalid("say what it is to be called on the hub: OWNER/NAME");
        RepositoryName.read(name);
        var storage = storage();
        if (DataFolder.isTaken(storage.data())) return asked(storage.data(), request);
        var clock = Clock.systemUTC();
        try (var app =
                App.open(config(storage), clock, place -> new LateVerifier(DockerEngine::forStrangers, clock, place))) {
            return new Importer(app, hub.incoming()).bringIn(request);
        }
    }

    /** By the hub that runs, with its own settings: it goes on serving meanwhile. */
    private static RepositoryImport.Done asked(Path data, ImportRequest request) {
        var answer = OperatorSocket.ask(data, request.json())
                .orElseThrow(() -> Refusal.conflict("data folder " + data
                        + ": the hub that uses it cannot be asked from here; run this as the hub's user and where the"
                        + " hub runs, or stop the hub, import, and start it again"));
        if (answer.has("refused")) throw Refusal.invalid(answer.path("refused").asText());
        return ImportRequest.done(answer.path("done"));
    }

    private ImportRequest request() {
        var plain = new ImportRequest(
                source,
                name,
                Optional.ofNullable(owner),
                isPrivate,
                DataOptions.given(environment.get("SOFTSERVICE_IMPORT_TOKEN")));
        return plain.isAddress()
                ? plain
                : plain.at(Path.of(source).toAbsolutePath().normalize());
    }

    /** Nothing listens and nothing is run. */
    private Config config(Config.Storage storage) {
        return new Config(
                storage,
                new Config.Listening("127.0.0.1", 0, Optional.empty(), List.of()),
                new Config.Verifying(1, Rung.TOP.number(), 1, 0, 0),
                hub.incoming(),
                new ImageStore.Rules(true, Long.MAX_VALUE, Optional.empty()),
                Config.People.OF_THE_HUB,
                Optional.empty());
    }

    private String text(RepositoryImport.Done told) {
        var lines = new StringBuilder("imported %s: main%s and %s, %s, %s\n"
                .formatted(
                        name,
                        told.main().map(was -> " (there " + was + ")").orElse(""),
                        counted(told.branches(), "other branch", "other branches"),
                        counted(told.tags(), "tag", "tags"),
                        counted(told.pulls(), "pull request", "pull requests")));
        told.left()
                .forEach(line -> lines.append("left behind: ")
                        .append(Text.showableName(line))
                        .append('\n'));
        return lines.append("not verified: all but main, which the hub tests as soon as it runs\n")
                .toString();
    }

    private static String counted(long count, String one, String more) {
        return count + " " + (count == 1 ? one : more);
    }
}
