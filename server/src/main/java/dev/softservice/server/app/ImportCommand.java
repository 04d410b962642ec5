package dev.softservice.server.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.forge.RemoteSource;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.git.LocalSource;
import dev.softservice.server.git.RefImport;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.LateVerifier;
import dev.softservice.server.start.RepositoryImport;
import dev.softservice.server.web.Text;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.http.GuardedHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        description = "Takes over a repository with its branches, its tags and its pull requests' refs.",
        footer = {
            "",
            "Only the main branch is tested. Tags and refs/pull/* are kept as they came, are shown as not verified,"
                    + " and",
            "never move; the hub counts its releases and pull requests behind them.",
            "$SOFTSERVICE_IMPORT_TOKEN is the password for an address that wants one (as USER:TOKEN with a user's"
                    + " name).",
            "",
            "Examples:",
            "  softservice admin import /srv/git/wiki.git acme/wiki --owner ada",
            "  softservice admin import https://forge.example.org/acme/wiki.git acme/wiki --private"
        })
final class ImportCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int BAD_INPUT = 2;
    private static final String USER = "token";

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions hub = new DataOptions();

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A folder of this machine, or an https address.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "OWNER/NAME", description = "What it is called on the hub.")
    private String name = "";

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
            var told = bringIn();
            spec.commandLine().getOut().print(json ? document(told) + "\n" : text(told));
            spec.commandLine().getOut().flush();
            return DONE;
        } catch (Refusal refusal) {
            spec.commandLine().getErr().println("softservice: " + Text.showableName(refusal.getMessage()));
            return BAD_INPUT;
        }
    }

    private RepositoryImport.Done bringIn() {
        var wished = RepositoryName.read(name);
        var storage = hub.storage();
        if (!Files.isDirectory(storage.data().resolve("repositories")))
            throw Refusal.invalid("data folder " + storage.data() + " holds no hub; start one there once");
        var clock = Clock.systemUTC();
        try (var http = new GuardedHttp(Frontend.rules(hub.incoming()));
                var from = from(http);
                var app = App.open(
                        config(storage), clock, place -> new LateVerifier(DockerEngine::forStrangers, clock, place))) {
            var imports = new RepositoryImport(
                    new RepositoryImport.Places(app.repositories(), app.imports(), app.git(), app.proposals()),
                    new RefImport(app.git(), GitLimits.of(hub.incoming().quarantine())));
            return imports.bringIn(
                    new RepositoryImport.Wish(wished, shown(), from, isPrivate), account(app.accounts()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What a page may say of where it stood: nothing of how the machine's folders are called. */
    private String shown() {
        return Text.line(
                "SOURCE",
                isAddress()
                        ? source
                        : "the folder "
                                + Path.of(source).toAbsolutePath().normalize().getFileName(),
                500);
    }

    private boolean isAddress() {
        return source.contains("://");
    }

    /** Whatever has a scheme is an address; all else is a folder. */
    private RefImport.Source from(GuardedHttp http) {
        if (!isAddress()) return LocalSource.of(Path.of(source));
        var token = DataOptions.given(environment.get("SOFTSERVICE_IMPORT_TOKEN"))
                .map(text -> text.split(":", 2))
                .map(parts -> new RemoteSource.Login(
                        parts.length == 1 ? USER : parts[0], new Secret(parts[parts.length - 1])));
        return new RemoteSource(
                http,
                Text.address("SOURCE", source, http::objection),
                token,
                hub.incoming().quarantine());
    }

    /** The operator at the machine may do everything; what is made belongs to the account that was named. */
    private Account account(Accounts accounts) {
        return Optional.ofNullable(owner)
                .map(text -> accounts.known(Account.HUB).stream()
                        .map(Accounts.Known::account)
                        .filter(known -> known.name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> Refusal.notFound("no account " + text + " here"))
                        .as(Role.ADMIN))
                .orElse(Account.HUB);
    }

    /** Nothing listens and nothing is run. */
    private Config config(Config.Storage storage) {
        return new Config(
                storage,
                new Config.Listening("127.0.0.1", 0, Optional.empty(), List.of()),
                new Config.Verifying(1, Rung.TOP.number(), 1, 0),
                hub.incoming(),
                new ImageStore.Rules(true, Long.MAX_VALUE),
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
        return lines.append("not verified: all but main, which the hub tests when it is started\n")
                .toString();
    }

    private static String counted(long count, String one, String more) {
        return count + " " + (count == 1 ? one : more);
    }

    private String document(RepositoryImport.Done told) {
        try {
            return new JsonMapper()
                    .writeValueAsString(Map.of(
                            "repository",
                            name,
                            "main",
                            told.main().orElse("refs/heads/main"),
                            "branches",
                            told.branches(),
                            "tags",
                            told.tags(),
                            "pulls",
                            told.pulls(),
                            "left",
                            told.left()));
        } catch (JsonProcessingException plainValues) {
            throw new IllegalStateException(plainValues);
        }
    }
}
