package dev.softservice.runner.docker;

import dev.softservice.runner.docker.environment.Departures;
import dev.softservice.runner.docker.environment.DockerEnvironment;
import dev.softservice.runner.docker.environment.Services;
import dev.softservice.runner.docker.image.DockerImages;
import dev.softservice.runner.docker.image.ImageCollection;
import dev.softservice.runner.docker.installed.DockerInstallations;
import dev.softservice.runner.docker.installed.DockerMachine;
import dev.softservice.runner.docker.installed.DockerSavedData;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.EngineAddress;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.docker.network.PreparedNetworks;
import dev.softservice.runner.docker.sandbox.Sandbox;
import dev.softservice.runner.docker.warm.SlotPool;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The Docker engine that Docker's own client would use: DOCKER_HOST, contexts and TLS settings honoured. */
public final class DockerEngine implements Engine {
    /** The one switch: without it every environment makes its networks itself, and containers are started when their time has come. */
    private static final boolean PREPARES_NETWORKS = true;

    private final Link link;
    private final Sandbox sandbox;
    private final DockerImages images;
    private final Networks networks;
    private final PreparedNetworks prepared;
    private final Departures departures = new Departures();
    private final Thread atExit = new Thread(this::removeOpen, "environments-at-exit");
    private volatile boolean closed;

    private DockerEngine(EngineAddress address, Duration patience, boolean strangers) {
        link = new Link(address, patience, strangers);
        sandbox = new Sandbox(link);
        networks = new Networks(link, this::makeRoom);
        images = new DockerImages(link, networks);
        prepared = PREPARES_NETWORKS
                ? new SlotPool(link, networks, sandbox, SlotPool.Bounds.DEFAULT)
                : PreparedNetworks.NONE;
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The process is ending and this engine is to tidy up: the code that opened it closes it.
        }
    }

    private boolean makeRoom() {
        return prepared.yield();
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
        return told(link::describe);
    }

    @Override
    public Optional<Architecture> architecture() {
        return told(() -> Optional.ofNullable(link.info().getArchitecture())).flatMap(Architecture::ofEngine);
    }

    @Override
    public String product() {
        return told(link::product);
    }

    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    private static <T> T told(Question<T> question) {
        try {
            return question.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while asking whether the container engine answers", e);
        }
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public boolean publishes() {
        return told(() -> link.isLocal() && !link.isRootless() && link.program().takesAnotherGateway());
    }

    @Override
    public Environment create(EnvironmentPlan plan) {
        return DockerEnvironment.open(new Services(link, sandbox, images, networks, prepared), departures, plan);
    }

    /** What end users have installed on this engine, and how it is changed. */
    public DockerMachine machine() {
        return new DockerMachine(this, installations(), images, new DockerSavedData(link, sandbox, images));
    }

    /** What end users have installed on this engine. */
    public DockerInstallations installations() {
        return new DockerInstallations(link);
    }

    @Override
    public int sweep(String hub, Supplier<Set<String>> liveRuns) {
        try {
            return link.removal().sweep(hub, EnvironmentScope.LABEL_RUN, liveRuns)
                    + link.removal().sweep(hub, PreparedNetworks.LABEL, prepared::ids);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public int collectImages(String hub, Instant madeBefore, Predicate<String> used) {
        try {
            return new ImageCollection(link).collect(hub, madeBefore, used);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** The name of what starts every container here: the engine's default. */
    public String runtime() throws InterruptedException {
        return String.valueOf(link.info().getRawValues().get("DefaultRuntime"));
    }

    Link link() {
        return link;
    }

    PreparedNetworks prepared() {
        return prepared;
    }

    /** Returns once nothing of a closed run's environments is left to this engine's hands: it is removed, or left to the sweeper. */
    public void awaitRemoval(String run) throws InterruptedException {
        departures.await(run);
    }

    private void removeOpen() {
        prepared.stop();
        departures.close();
        networks.close();
        prepared.close();
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
        sandbox.close();
        link.close();
    }
}
