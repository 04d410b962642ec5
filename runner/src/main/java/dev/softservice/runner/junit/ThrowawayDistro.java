package dev.softservice.runner.junit;

import dev.softservice.manifest.model.Problem;
import dev.softservice.runner.climb.BuildImages;
import dev.softservice.runner.climb.Provision;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Environment.Executed;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.install.GitDistros;
import dev.softservice.runner.install.StateFolder;
import dev.softservice.runner.local.Seat;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A distro in an environment of its own, from {@link #start} to {@link #close}: built, healthy, reachable from this process, and gone afterwards; what a
 * killed process left behind is removed by the next start. Not safe for concurrent use before it has started.
 */
public final class ThrowawayDistro implements AutoCloseable {
    private static final Duration EXEC_PATIENCE = Duration.ofMinutes(5);

    private final String distro;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private Optional<String> hub =
            Optional.ofNullable(System.getenv("SOFTSERVICE_HUB")).filter(text -> !text.isBlank());
    private Optional<Running> running = Optional.empty();

    /** What is up. */
    private record Running(Seat seat, DockerEngine engine, Plan plan, Environment environment) {}

    private ThrowawayDistro(String distro) {
        this.distro = distro;
    }

    /** @param distro a folder with a {@code softservice.yaml}; or {@code owner/name} or a Git URL, then its highest release or, with {@code @1.2.3} behind it, that one */
    public static ThrowawayDistro of(String distro) {
        return new ThrowawayDistro(distro);
    }

    /** Sets a parameter's value; the rest takes defaults, and secrets are made up. */
    public ThrowawayDistro with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    /** Where {@code owner/name} is looked up; {@code SOFTSERVICE_HUB} where this is not called. */
    public ThrowawayDistro onHub(String url) {
        hub = Optional.of(url);
        return this;
    }

    /**
     * Builds it and brings it up; returns once every service is healthy. Nothing is left of a start that failed.
     *
     * @throws DistroStartException where the distro is at fault, or can't be had
     * @throws EngineException      where no container engine answers
     */
    public ThrowawayDistro start() {
        if (running.isPresent()) throw new IllegalStateException(distro + " has been started already");
        var user = System.getProperty("user.name");
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            var seat = Seat.take(temporary, user, false);
            try {
                running = Optional.of(up(seat, temporary, user));
            } finally {
                if (running.isEmpty()) seat.close();
            }
            return this;
        } catch (IOException e) {
            throw new DistroStartException(distro, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DistroStartException(distro, "interrupted", e);
        }
    }

    private Running up(Seat seat, Path temporary, String user) throws IOException, InterruptedException {
        var repositories = new GitDistros(
                () -> StateFolder.of(System.getenv(), Path.of(""), user).root().resolve("cache"), Clock.systemUTC());
        var folder = new DistroTree(repositories, hub).find(distro, seat.source());
        var plan = plan(
                composed(folder, new Composer(repositories, hub)),
                new EnvironmentScope.Run(Seat.hub(user), seat.id(), false));
        var engine = DockerEngine.connect();
        boolean healthy = false;
        Optional<Environment> made = Optional.empty();
        try {
            engine.sweep(Seat.hub(user), () -> Seat.alive(temporary, user));
            held(new BuildImages(engine.images(), Narrator.SILENT).run(plan));
            made = Optional.of(engine.create(plan.environment()));
            held(Provision.run(made.get(), Narrator.SILENT));
            healthy = true;
            return new Running(seat, engine, plan, made.get());
        } finally {
            if (!healthy) {
                made.ifPresent(Environment::close);
                engine.close();
            }
        }
    }

    private ResolvedDistro composed(Path folder, Composer composer) throws IOException {
        var reading = SourceTree.in(folder).reading();
        var manifest = reading.manifest()
                .orElseThrow(() -> new DistroStartException(
                        distro, reading.errors().stream().map(Problem::toString).toList()));
        return switch (composer.compose(manifest, folder)) {
            case Composer.Whole whole -> whole.distro();
            case Composer.Refused refused -> throw new DistroStartException(distro, refused.reasons());
        };
    }

    private Plan plan(ResolvedDistro resolved, EnvironmentScope scope) {
        var values = ParameterValues.resolve(
                resolved.manifest().parameters(),
                ParameterValues.forTests(resolved.manifest().parameters(), parameters),
                Secrets::generate);
        return switch (Planner.plan(resolved, values, scope, Limits.DEFAULT, (_, _) -> Secrets.generate())) {
            case Planning.Planned planned -> withoutTests(planned.plan());
            case Planning.Refused refused -> throw new DistroStartException(distro, refused.reasons());
        };
    }

    /** The tests here are the caller's own: images of the distro's need not be built. */
    private static Plan withoutTests(Plan plan) {
        return plan.with(plan.environment(), List.of());
    }

    private <T> void held(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Broke<T> broke) throw new DistroStartException(distro, broke.reasons());
    }

    /** Where its first provided endpoint is reached from here. */
    public InetSocketAddress address() {
        return endpoint(running().plan().endpoints().keySet().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(distro + " provides nothing; name a service and a port")));
    }

    /** Where a provided endpoint is reached from here. */
    public InetSocketAddress endpoint(String name) {
        var endpoint = running().plan().endpoints().get(name);
        if (endpoint == null)
            throw new IllegalArgumentException(distro + " provides no " + name + "; it provides "
                    + String.join(", ", running().plan().endpoints().keySet()));
        return service(endpoint.host(), endpoint.port());
    }

    /** Where any port of a service is reached from here; {@code service}: its name, or {@code <use>} or {@code <use>-<service>} for what it is made of. */
    public InetSocketAddress service(String service, int port) {
        try {
            return running().environment().address(service, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** {@code http://HOST:PORT} of its first endpoint, as reached from here. */
    public String url() {
        var address = address();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** What it hands to distros that use it; host names in there are those inside of the environment. */
    public Map<String, String> outputs() {
        return running().plan().outputs();
    }

    /** Runs a command in a service's container to its end, for five minutes at most. */
    public Executed exec(String service, String... command) {
        try {
            return running().environment().exec(service, List.of(command), EXEC_PATIENCE);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The last lines that a service has printed. */
    public List<String> logs(String service) {
        try {
            return running().environment().said(service);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Running running() {
        return running.orElseThrow(() -> new IllegalStateException(distro + " is not started"));
    }

    private static EngineException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new EngineException("interrupted", cause);
    }

    /** Takes everything away, data included. Closing twice, or before it has started, does nothing. */
    @Override
    public void close() {
        running.ifPresent(up -> {
            running = Optional.empty();
            up.environment().close();
            up.engine().close();
            try {
                up.seat().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
