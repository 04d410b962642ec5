package dev.softservice.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.softservice.runner.docker.disk.DiskUse;
import dev.softservice.runner.docker.environment.DockerEnvironment;
import dev.softservice.runner.docker.image.DockerImages;
import dev.softservice.runner.docker.image.ImageCollection;
import dev.softservice.runner.docker.installed.DockerInstallations;
import dev.softservice.runner.docker.link.BuildNetwork;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.EngineAddress;
import dev.softservice.runner.docker.link.HeldLimits;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.docker.network.HostGuard;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.docker.sandbox.HostSettings;
import dev.softservice.runner.docker.sandbox.ProfileFile;
import dev.softservice.runner.docker.warm.GateProgram;
import dev.softservice.runner.docker.warm.SlotPool;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.Scope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Docker engine that Docker's own client would use: DOCKER_HOST, contexts and TLS settings honoured. */
public final class DockerEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);

    /** An engine may be replaced by another one under way. */
    private static final Duration VERSION_HOLDS = Duration.ofMinutes(10);

    private static final String PORTS_OPEN =
            "Podman runs without root here, where no firewall rule keeps image builds from what listens on this"
                    + " machine: use an engine that runs as root";

    private final EngineAddress address;
    private final boolean strangers;
    private final DockerHttpClient http;
    private final DockerClient client;
    private final DockerCalls calls;
    private final DockerImages images;
    private final Removal removal;
    private final Networks networks;
    private final SlotPool slots;
    private final ProfileFile profile = new ProfileFile();
    private final HostGuard guard = new HostGuard();
    private final ExecutorService removals = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<DockerEnvironment> open = ConcurrentHashMap.newKeySet();
    private final Thread atExit = new Thread(this::removeOpen, "environments-at-exit");
    private volatile boolean closed;
    private Optional<DiskUse> diskUse = Optional.empty();
    private Optional<Info> info = Optional.empty();
    private Optional<HeldLimits> held = Optional.empty();
    private Optional<HostSettings> settings = Optional.empty();
    private volatile Optional<ToldVersion> version = Optional.empty();

    /** {@code at}: of {@link System#nanoTime}. */
    private record ToldVersion(Version version, long at) {}

    private DockerEngine(EngineAddress address, Duration patience, boolean strangers) {
        this.address = address;
        this.strangers = strangers;
        this.calls = new DockerCalls(patience, address::explain);
        var config = address.config();
        var transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .maxConnections(1_000)
                .connectionTimeout(Duration.ofSeconds(10));
        address.tls().ifPresent(transport::sslConfig);
        http = new BuildNetwork(transport.build());
        client = DockerClientImpl.getInstance(config, http);
        images = new DockerImages(this);
        removal = new Removal(client, calls);
        slots = new SlotPool(this, SlotPool.Bounds.DEFAULT);
        networks = new Networks(client, calls, slots::yield);
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The process is ending and this engine is to tidy up: whoever opened it closes it.
        }
    }

    /** Opens the client; nothing is sent before the first call, see {@link #describe}. */
    public static DockerEngine connect() {
        return connect(System.getenv());
    }

    /** As above, with these in the place of the environment's variables. */
    public static DockerEngine connect(Map<String, String> environment) {
        return new DockerEngine(EngineAddress.of(environment), DockerCalls.PATIENCE, false);
    }

    /** As {@link #connect()}, for running what strangers wrote: one that can't hold containers to their limits, or a Podman without root, is of no use for that, and says so whenever it is asked how it is. */
    public static DockerEngine forStrangers() {
        return forStrangers(EngineAddress.of(System.getenv()));
    }

    static DockerEngine forStrangers(EngineAddress address) {
        return new DockerEngine(address, DockerCalls.PATIENCE, true);
    }

    /** The engine at this very address, such as {@code unix:///var/run/docker.sock}, whatever the surroundings say. */
    public static DockerEngine at(String host) {
        return at(host, DockerCalls.PATIENCE);
    }

    /** @param patience how long the engine may take for what it answers at once */
    static DockerEngine at(String host, Duration patience) {
        return new DockerEngine(EngineAddress.at(host), patience, false);
    }

    @Override
    public String describe() {
        try {
            var itself = itself();
            if (strangers) held();
            return itself;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while asking whether the container engine answers", e);
        }
    }

    private String itself() throws InterruptedException {
        try {
            // In any case, since that it answers is half of what is asked.
            calls.call("answer", () -> client.pingCmd().exec());
            var version = version();
            return (isPodman(version) ? "Podman " : "Docker ") + version.getVersion() + ", API "
                    + version.getApiVersion() + ", at " + address.host();
        } catch (DockerException | EngineException e) {
            if (calls.explained(e).isPresent()) throw e;
            throw new EngineException(address.silence(DockerCalls.reason(e), "start Docker"), e);
        }
    }

    /** Asked for now and then only: for its version an engine starts its helpers and asks for theirs. */
    private Version version() throws InterruptedException {
        var known = version;
        if (known.isPresent() && System.nanoTime() - known.get().at() < VERSION_HOLDS.toNanos())
            return known.get().version();
        var told = calls.call("tell its version", () -> client.versionCmd().exec());
        version = Optional.of(new ToldVersion(told, System.nanoTime()));
        return told;
    }

    public boolean isPodman() throws InterruptedException {
        return isPodman(version());
    }

    static boolean isPodman(Version version) {
        return version.getComponents() != null
                && version.getComponents().stream()
                        .anyMatch(part -> String.valueOf(part.getName()).startsWith("Podman"));
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public Environment create(EnvironmentPlan plan) {
        var environment = new DockerEnvironment(this, plan);
        open.add(environment);
        return environment;
    }

    /** What end users have installed on this engine. */
    public DockerInstallations installations() {
        return new DockerInstallations(client, calls, removal);
    }

    @Override
    public int sweep(String hub, Supplier<Set<String>> liveRuns) {
        try {
            return removal.sweep(hub, liveRuns, slots::ids);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public int collectImages(String hub, Instant madeBefore, Predicate<String> used) {
        try {
            return new ImageCollection(client, calls).collect(hub, madeBefore, used);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    public DockerClient client() {
        return client;
    }

    public DockerCalls calls() {
        return calls;
    }

    public DockerImages dockerImages() {
        return images;
    }

    public Removal removal() {
        return removal;
    }

    public synchronized DiskUse diskUse() throws InterruptedException {
        if (diskUse.isEmpty())
            diskUse = Optional.of(new DiskUse(client, calls, local() ? Optional.of(info()) : Optional.empty()));
        return diskUse.get();
    }

    /** What every container on this engine is held by. */
    public synchronized HostSettings settings() throws InterruptedException {
        if (settings.isEmpty() || profile.isGone()) {
            var about = info();
            settings = Optional.of(HostSettings.on(
                    about,
                    held(),
                    isPodman()
                            ? list -> local() && ProfileFile.isSeenBy(about)
                                    ? Optional.of(profile.of(list))
                                    : Optional.empty()
                            : Optional::of));
        }
        return settings.get();
    }

    /** Which limits containers can be given here; told in the log where that is not all of them. @throws EngineException where it has to be */
    public synchronized HeldLimits held() throws InterruptedException {
        if (held.isEmpty()) {
            var about = info();
            var found = calls.call("tell which limits it can hold", () -> HeldLimits.of(about, isPodman(), http));
            var missing = found.missing(about);
            if (missing.isPresent() && strangers) throw new EngineException(missing.get());
            if (strangers && isRootlessPodman()) throw new EngineException(PORTS_OPEN);
            missing.ifPresent(sentence -> LOG.warn("{}; what is run here is not held to them", sentence));
            held = Optional.of(found);
        }
        return held.get();
    }

    public synchronized boolean isRootless() throws InterruptedException {
        return HeldLimits.isRootless(info());
    }

    public boolean isRootlessPodman() throws InterruptedException {
        return isPodman() && isRootless();
    }

    /** What can hold containers at their start on this engine's machine. */
    public synchronized Optional<byte[]> gateProgram() throws InterruptedException {
        return GateProgram.on(info().getArchitecture());
    }

    /** Asked of the engine once: telling all about itself is the dearest of its short answers. */
    private Info info() throws InterruptedException {
        if (info.isEmpty())
            info = Optional.of(
                    calls.call("tell about itself", () -> client.infoCmd().exec()));
        return info.get();
    }

    /** The name of what starts every container here: the engine's default. */
    public synchronized String runtime() throws InterruptedException {
        return String.valueOf(info().getRawValues().get("DefaultRuntime"));
    }

    public Networks networks() {
        return networks;
    }

    /** The prepared networks of this process. */
    public SlotPool slots() {
        return slots;
    }

    /** True where a container's address can be dialled from this process: the engine's bridges are this machine's own. */
    public boolean local() {
        return "unix".equals(address.host().getScheme());
    }

    /** Where the engine's bridges are this machine's, containers of runs are kept from it. */
    public void guardHost() throws InterruptedException {
        if (isRootless()) guard.beyondReach();
        else if (local()) guard.settle();
    }

    /** Ends a container at once; one that is not running, or is gone, is as good. */
    public void kill(String id) throws InterruptedException {
        try {
            calls.call(
                    "kill the container " + id,
                    () -> client.killContainerCmd(id).exec());
        } catch (DockerException e) {
            if (e.getHttpStatus() != 409 && e.getHttpStatus() != 404)
                throw new EngineException("the container " + id + " could not be killed: " + DockerCalls.reason(e), e);
        }
    }

    /** Takes a network away, off the caller's path. */
    public void drop(String network) {
        try {
            removals.execute(() -> dropNow(network));
        } catch (RejectedExecutionException _) {
            // Closed meanwhile: the sweeper finds it by its labels.
        }
    }

    private void dropNow(String network) {
        try {
            removal.removeNetwork(network);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the network {} is not removed yet: {}", network, e.getMessage());
        }
    }

    /** Runs a removal off the caller's path; {@link #close} waits for it. */
    public void handOff(DockerEnvironment environment, Runnable work) {
        Runnable removal = () -> {
            try {
                work.run();
            } finally {
                forget(environment);
            }
        };
        try {
            removals.execute(removal);
        } catch (RejectedExecutionException _) {
            // The process is ending and our hook has been here already: it falls to whoever closes the environment, and
            // nobody may interrupt it.
            await(Thread.ofVirtual().name("removal").start(removal));
        }
    }

    private static void await(Thread work) {
        boolean interrupted = false;
        while (work.isAlive()) {
            try {
                work.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    public void forget(DockerEnvironment environment) {
        open.remove(environment);
        synchronized (open) {
            open.notifyAll();
        }
    }

    /** Returns once nothing of a closed run's environments is left to this engine's hands: it is removed, or left to the sweeper. */
    public void awaitRemoval(String run) throws InterruptedException {
        synchronized (open) {
            while (open.stream()
                    .anyMatch(environment -> environment.plan().scope() instanceof Scope.Run scope
                            && scope.id().equals(run))) open.wait();
        }
    }

    private void removeOpen() {
        slots.stop();
        open.forEach(DockerEnvironment::close);
        removals.close();
        slots.close();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        removeOpen();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The process is ending: the hook is running already, or about to.
        }
        calls.close();
        profile.close();
        try {
            client.close();
        } catch (IOException e) {
            throw new EngineException("the connection to the container engine can't be closed: " + e.getMessage(), e);
        }
    }
}
