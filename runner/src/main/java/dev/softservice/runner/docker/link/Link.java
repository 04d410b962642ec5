package dev.softservice.runner.docker.link;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one engine, with what the engine told about itself. */
public final class Link implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

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
    private final Removal removal;
    private Optional<Info> info = Optional.empty();
    private Optional<HeldLimits> held = Optional.empty();
    private volatile Optional<ToldVersion> version = Optional.empty();

    /** {@code at}: of {@link System#nanoTime}. */
    private record ToldVersion(Version version, long at) {}

    /**
     * Opens the client; nothing is sent yet.
     *
     * @param patience  how long the engine may take for what it answers at once
     * @param strangers whether it is for running what strangers wrote
     */
    public Link(EngineAddress address, Duration patience, boolean strangers) {
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
        removal = new Removal(client, calls);
    }

    /** Returns one line that names the engine. Fails where it does not answer, or is of no use for strangers' distros. */
    public String describe() throws InterruptedException {
        var itself = itself();
        if (strangers) held();
        return itself;
    }

    private String itself() throws InterruptedException {
        try {
            // In any case, since that it answers is half of what is asked.
            calls.call("answer", () -> client.pingCmd().exec());
            var version = version();
            return product(version) + ", API " + version.getApiVersion() + ", at " + address.host();
        } catch (DockerException | EngineException e) {
            if (calls.explained(e).isPresent()) throw e;
            throw new EngineException(address.silence(DockerCalls.reason(e), "start Docker"), e);
        }
    }

    /** Its name and version. */
    public String product() throws InterruptedException {
        return product(version());
    }

    private static String product(Version version) {
        return EngineProgram.of(version).title() + " " + version.getVersion();
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

    public EngineProgram program() throws InterruptedException {
        return EngineProgram.of(version());
    }

    /** Asked of the engine once: telling all about itself is the dearest of its short answers. */
    public synchronized Info info() throws InterruptedException {
        if (info.isEmpty())
            info = Optional.of(
                    calls.call("tell about itself", () -> client.infoCmd().exec()));
        return info.get();
    }

    /** Which limits containers can be given here; told in the log where that is not all of them. @throws EngineException where it has to be */
    public synchronized HeldLimits held() throws InterruptedException {
        if (held.isEmpty()) {
            var about = info();
            var found = calls.call("tell which limits it can hold", () -> HeldLimits.of(about, program(), http));
            var missing = found.missing(about);
            if (missing.isPresent() && strangers) throw new EngineException(missing.get());
            if (strangers && buildsOnItsOwnNetwork()) throw new EngineException(PORTS_OPEN);
            missing.ifPresent(sentence -> LOG.warn("{}; what is run here is not held to them", sentence));
            held = Optional.of(found);
        }
        return held.get();
    }

    /** Whether this is Docker with its own image store, which knows images by their layers; containerd's knows them by what was pulled. */
    public boolean keepsImagesByLayers() throws InterruptedException {
        if (!program().tellsDigestsOfRegistries()) return false;
        var status = info().getDriverStatuses();
        return status == null
                || status.stream().flatMap(java.util.List::stream).noneMatch(word -> word.startsWith("io.containerd."));
    }

    public boolean isRootless() throws InterruptedException {
        return HeldLimits.isRootless(info());
    }

    /** Whether each step of an image's build has a network of its own, which no network made here can replace. */
    public boolean buildsOnItsOwnNetwork() throws InterruptedException {
        return program().buildsOnItsOwnNetworkWithoutRoot() && isRootless();
    }

    /** Whether a container's address can be dialled from this process: the engine's bridges are this machine's own. */
    public boolean isLocal() {
        return "unix".equals(address.host().getScheme());
    }

    /** The engine's socket on this machine; empty: it is reached in another way, and has its own where it always is. */
    public Optional<String> socket() {
        return isLocal() ? Optional.of(address.host().getPath()) : Optional.empty();
    }

    public DockerClient client() {
        return client;
    }

    /** What the engine answers to a question that the client has no words for; {@code path}: with its query. The caller closes it. */
    public DockerHttpClient.Response ask(String path) {
        return http.execute(DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build());
    }

    public DockerCalls calls() {
        return calls;
    }

    public Removal removal() {
        return removal;
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

    @Override
    public void close() {
        calls.close();
        try {
            client.close();
        } catch (IOException e) {
            throw new EngineException("the connection to the container engine can't be closed: " + e.getMessage(), e);
        }
    }
}
