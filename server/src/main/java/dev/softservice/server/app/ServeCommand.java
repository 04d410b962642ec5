package dev.softservice.server.app;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.LateVerifier;
import dev.softservice.server.tls.Certificates;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code softservice serve}: the hub in this process, until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs a hub: Git hosting, verification, releases, catalog.",
        footer = {
            "",
            "Programs ask the REST API (/openapi.json), so there is no --json.",
            "Every option is also an environment variable, shown above as $NAME.",
            "$SOFTSERVICE_ADMIN_TOKEN sets the first admin token; without it one is made at the first start and"
                    + " printed once,",
            "with a link to the page where the admin sets a password."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final int STARTED_AND_STOPPED = 0;
    private static final int BAD_INPUT = 2;
    private static final int PLATFORM = 3;
    private static final int HTTPS = 443;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOptions hub = new DataOptions();

    @Mixin
    private PeopleOptions people = new PeopleOptions();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:SOFTSERVICE_PORT:-8080}",
            description = "Port to listen on; 0: any free one. $SOFTSERVICE_PORT, default: 8080")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "${env:SOFTSERVICE_BIND:-127.0.0.1}",
            description = "Address to listen on. $SOFTSERVICE_BIND, default: 127.0.0.1")
    private String bind = "127.0.0.1";

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            defaultValue = "${env:SOFTSERVICE_PUBLIC_URL:-}",
            description = "What links are built from, when a proxy stands in front. $SOFTSERVICE_PUBLIC_URL, default:"
                    + " http://ADDRESS:N")
    private String publicUrl = "";

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "${env:SOFTSERVICE_WORKERS:-0}",
            description = "Runs at once. $SOFTSERVICE_WORKERS, default: the number of processors")
    private int workers;

    @Option(
            names = "--keep-images",
            paramLabel = "DAYS",
            defaultValue = "${env:SOFTSERVICE_KEEP_IMAGES:-14}",
            description =
                    "Days an image built for runs is kept after its last use. $SOFTSERVICE_KEEP_IMAGES, default: 14")
    private int keepImages;

    @Option(
            names = "--tried-users",
            paramLabel = "N",
            defaultValue = "${env:SOFTSERVICE_TRIED_USERS:-20}",
            description =
                    "The most distros that each version of a pull request is tried with, of those that use what it"
                            + " changes. $SOFTSERVICE_TRIED_USERS, default: 20")
    private int users;

    @Option(
            names = "--verify-anew",
            paramLabel = "DAYS",
            defaultValue = "${env:SOFTSERVICE_VERIFY_ANEW:-28}",
            description = "After so many days, or when a base image is newer, a release is verified anew from scratch,"
                    + " while nothing else runs; 0: never. $SOFTSERVICE_VERIFY_ANEW, default: 28")
    private int anew;

    @Mixin
    private ImageOptions images = new ImageOptions();

    @Option(
            names = "--level",
            paramLabel = "N",
            defaultValue = "${env:SOFTSERVICE_LEVEL:-${bundle:ladder.top}}",
            description = "The highest rung of the ladder that runs climb to, ${bundle:ladder.accepted} to"
                    + " ${bundle:ladder.top}. $SOFTSERVICE_LEVEL, default: ${bundle:ladder.top}")
    private int level;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "ADDRESS",
            split = ",",
            defaultValue = "${env:SOFTSERVICE_TRUSTED_PROXIES:-}",
            description = "A proxy in front of the hub, as an address or a network such as 10.0.0.0/8, whose"
                    + " X-Forwarded-For counts; may be repeated. $SOFTSERVICE_TRUSTED_PROXIES, comma-separated")
    private List<String> proxies = List.of();

    /** {@code environment} is what the admin token is taken from: on a command line every user of the machine could read it. */
    private ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    Config config() {
        if (port < 0 || port > 65_535) throw wrong("--port must be 0 to 65535, not " + port);
        if (workers < 0 || workers > 256) throw wrong("--workers must be 1 to 256, not " + workers);
        if (keepImages < 1 || keepImages > 3_650)
            throw wrong("--keep-images must be 1 to 3650 days, not " + keepImages);
        if (users < 0 || users > 1_000) throw wrong("--tried-users must be 0 to 1000, not " + users);
        if (anew < 0 || anew > 3_650) throw wrong("--verify-anew must be 0 to 3650 days, not " + anew);
        if (level < Rung.ACCEPTED.number() || level > Rung.TOP.number())
            throw wrong("--level must be " + Rung.ACCEPTED.number() + " to " + Rung.TOP.number() + ", not " + level);
        return new Config(
                hub.storage(),
                listening(),
                new Config.Verifying(
                        workers == 0 ? Runtime.getRuntime().availableProcessors() : workers,
                        level,
                        keepImages,
                        users,
                        anew),
                hub.incoming(),
                images.rules(),
                people.settings(spec),
                DataOptions.given(environment.get("SOFTSERVICE_ADMIN_TOKEN")));
    }

    /** How the hub is reached, and by what certificate. */
    private Config.Listening listening() {
        var acme = tls.acme();
        return new Config.Listening(
                bind,
                port,
                url().or(() -> acme.map(each ->
                        URI.create("https://" + each.domains().getFirst() + (port == HTTPS ? "" : ":" + port)))),
                DataOptions.list(proxies),
                acme.map(_ -> Certificates.files(hub.storage().data().resolve("tls")))
                        .or(tls::files),
                acme);
    }

    private Optional<URI> url() {
        return DataOptions.given(publicUrl).map(text -> {
            try {
                var url = URI.create(text);
                boolean usable = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                        && url.getHost() != null
                        && url.getQuery() == null
                        && url.getFragment() == null
                        && url.getUserInfo() == null;
                if (usable) return url;
            } catch (IllegalArgumentException malformed) {
                // Said below, in our words.
            }
            throw wrong("--public-url must be http://HOST or https://HOST, not " + text);
        });
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    @Override
    public Integer call() throws InterruptedException {
        var config = config();
        var out = spec.commandLine().getOut();
        try {
            serve(config, out);
            return STARTED_AND_STOPPED;
        } catch (Refusal refusal) {
            spec.commandLine().getErr().println("softservice: " + refusal.getMessage());
            return refusal.kind() == Refusal.Kind.BUSY ? PLATFORM : BAD_INPUT;
        }
    }

    private static void serve(Config config, PrintWriter out) throws InterruptedException {
        var clock = Clock.systemUTC();
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        try (var _ = Precedence.take();
                var hub = Running.start(
                        config, clock, place -> new LateVerifier(DockerEngine::forStrangers, clock, place))) {
            // The process ends when this hook does: by then everything is closed, in order.
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
                        stop.countDown();
                        await(stopped);
                    }));
            hub.firstLink()
                    .ifPresent(link ->
                            out.println("make the first administrator: " + link + " (works once, within a day)"));
            out.println("ready " + hub.address());
            out.flush();
            stop.await();
        } finally {
            stopped.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command, in this environment. */
    public static ServeCommand in(Map<String, String> environment) {
        return new ServeCommand(environment);
    }
}
