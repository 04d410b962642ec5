package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.docker.container.Exec;
import dev.softservice.runner.docker.container.Held;
import dev.softservice.runner.docker.container.LogFollower;
import dev.softservice.runner.docker.disk.DiskWatch;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.docker.volume.VolumeCopies;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.Volumes;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.Scope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An environment on a Docker engine. */
public final class DockerEnvironment implements Environment {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEnvironment.class);
    private static final int OUTPUT_LIMIT = 64 << 10;
    private static final Duration SAID_PATIENCE = Duration.ofMillis(300);
    private static final Duration LAST_PATIENCE = Duration.ofMillis(500);

    private final DockerEngine engine;
    private final EnvironmentPlan plan;
    private final DockerClient client;
    private final DockerCalls calls;
    private final Containers containers;
    private final Exec exec;
    private final Lodging lodging;
    private final TestsAhead ahead = new TestsAhead(this);
    private final GatedStarts starts = new GatedStarts(this);
    private final Reach reach;
    /** Container ids by name, as far as they were made. */
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    private final Map<String, ContainerPlan> plans = new ConcurrentHashMap<>();
    private final Map<String, LogFollower> followers = new ConcurrentHashMap<>();
    private volatile Optional<DiskWatch> disk = Optional.empty();
    private final AtomicBoolean closed = new AtomicBoolean();

    public DockerEnvironment(DockerEngine engine, EnvironmentPlan plan) {
        this.engine = engine;
        this.plan = plan;
        this.client = engine.client();
        this.calls = engine.calls();
        this.containers = new Containers(client, calls);
        this.exec = new Exec(client, calls);
        this.lodging = new Lodging(engine, plan);
        this.reach = new Reach(this, ids);
    }

    @Override
    public void prepare(List<PlannedTest.Run> tests, String domain) {
        lodging.prepare(tests, domain);
        ahead.expect(tests);
    }

    @Override
    public Provisioned up(Narrator narrator) throws InterruptedException {
        var installed = new Installed(engine, plan, containers);
        var images = images(narrator);
        if (plan.scope() instanceof Scope.Installation) installed.clearChanged(images);
        makeNetworksAndVolumes();
        ahead.begin();
        if (plan.scope() instanceof Scope.Run && disk.isEmpty())
            disk = Optional.of(DiskWatch.start(engine, plan, () -> Map.copyOf(ids)));
        return new BringUp(this, images, narrator).run();
    }

    /** Images are there already where a build step went before; then this only looks their ids up. */
    private Map<String, Images.Ready> images(Narrator narrator) throws InterruptedException {
        var images = new ConcurrentHashMap<String, Images.Ready>();
        var tasks = new ArrayList<Callable<?>>();
        for (var container : plan.containers()) {
            tasks.add(() -> images.put(container.name(), image(container, narrator)));
        }
        Removal.all(tasks);
        return images;
    }

    Images.Ready image(ContainerPlan container, Narrator narrator) throws InterruptedException {
        return switch (engine.images()
                .provide(
                        container.image(),
                        plan.limits(),
                        "build:" + container.name(),
                        plan.scope().labels("build"),
                        narrator)) {
            case Images.Ready ready -> ready;
            case Images.Broken broken ->
                throw new EngineException("the image of " + container.name() + " is not there: " + broken.reason());
        };
    }

    private void makeNetworksAndVolumes() throws InterruptedException {
        var tasks = new ArrayList<Callable<?>>();
        tasks.add(() -> {
            lodging.open();
            return null;
        });
        plan.volumes().forEach(volume -> tasks.add(() -> makeVolume(volume)));
        Removal.all(tasks);
    }

    private Void makeVolume(String name) throws InterruptedException {
        if (plan.scope() instanceof Scope.Installation) {
            try {
                var found = calls.call(
                        "inspect the volume " + name,
                        () -> client.inspectVolumeCmd(name).exec());
                lodging.requireOurs("volume " + name, found.getLabels());
                return null;
            } catch (NotFoundException _) {
                // Made below.
            }
        }
        calls.call(
                "create the volume " + name,
                () -> client.createVolumeCmd()
                        .withName(name)
                        .withLabels(plan.scope().labels("volume"))
                        .exec());
        return null;
    }

    @Override
    public Executed exec(String container, List<String> command, Duration timeout) throws InterruptedException {
        return exec.run(id(container), command, timeout, OUTPUT_LIMIT);
    }

    @Override
    public Finished run(PlannedTest.Run test, Narrator narrator) throws InterruptedException {
        return new TestContainer(this, test, narrator).run();
    }

    @Override
    public InetSocketAddress address(String host, int port) throws IOException, InterruptedException {
        return reach.address(host, port);
    }

    boolean accepts(String container, int port, Duration patience) throws InterruptedException {
        return reach.accepts(container, port, patience);
    }

    @Override
    public List<String> fallen() {
        var limit = limit();
        if (limit.isPresent()) return List.of("the run met its " + limit.get());
        lodging.requireHolders();
        var sentences = new ArrayList<String>();
        try {
            var running = running();
            for (var container : plan.containers()) {
                var id = ids.get(container.name());
                if (id == null || running.contains(id)) continue;
                var state = containers.inspect(id);
                if (state.isEmpty()) throw removed(container, "while the tests ran");
                // Of an installation the engine will start it again, and it has ended all the same.
                boolean ended = Boolean.TRUE.equals(state.get().getState().getRestarting())
                        || Readiness.fall(container, state.get()).isPresent();
                if (ended && !Readiness.isJob(plan, container)) sentences.add(Readiness.end(container, state.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sentences;
    }

    /** One question for all, since most often all of them run. */
    private Set<String> running() throws InterruptedException {
        return Installed.list(engine, plan.scope().identity()).stream()
                .filter(container -> "running".equals(container.getState()))
                .map(Container::getId)
                .collect(Collectors.toSet());
    }

    @Override
    public Provisioned kill(String container) throws InterruptedException {
        return new Recovery(this).from(Environment.named(plan.containers(), container));
    }

    @Override
    public List<String> said(String container) throws InterruptedException {
        return said(container, SAID_PATIENCE);
    }

    /** {@code patience}: how long to wait for the rest of what an ended container printed. */
    List<String> said(String container, Duration patience) throws InterruptedException {
        var follower = followers.get(container);
        return follower == null ? List.of() : follower.lastLines(patience);
    }

    @Override
    public void down() throws InterruptedException {
        if (closed.get()) return;
        var stops = new ArrayList<Callable<?>>();
        for (var container : plan.containers()) {
            var id = ids.get(container.name());
            if (id == null) continue;
            stops.add(() -> {
                containers.stop(id, container.process().stopGrace());
                return null;
            });
        }
        try {
            Removal.all(stops);
        } catch (InterruptedException | RuntimeException over) {
            close();
            throw over;
        }
        takeAway(false);
    }

    @Override
    public void destroy() throws InterruptedException {
        takeAway(true);
    }

    /** Not handed off: what comes next has the same names. Where it is interrupted the run is over, and then the rest is. */
    private void takeAway(boolean data) throws InterruptedException {
        boolean down = !closed.compareAndSet(false, true);
        if (down && !data) return;
        boolean gone = false;
        disk.ifPresent(DiskWatch::stop);
        try {
            followers.values().forEach(LogFollower::stop);
            reach.close();
            ahead.stop();
            var removed = engine.removal().removeAll(plan.scope().identity(), false);
            if (data) new VolumeCopies(engine, plan.scope()).erase();
            lodging.leave(removed.complete());
            gone = true;
        } finally {
            if (gone) engine.forget(this);
            else engine.handOff(this, this::remove);
        }
    }

    @Override
    public Volumes volumes() {
        var copies = new VolumeCopies(engine, plan.scope());
        return new Volumes() {
            @Override
            public void save(String copy, Collection<String> volumes) throws InterruptedException {
                copies.save(copy, volumes, _ -> {});
            }

            @Override
            public void putBack(String copy) throws InterruptedException {
                copies.putBack(copy, _ -> {});
            }

            @Override
            public void share(String volume) throws InterruptedException {
                copies.share(volume);
            }
        };
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        disk.ifPresent(DiskWatch::stop);
        if (plan.scope() instanceof Scope.Run run && !run.keep()) {
            engine.handOff(this, this::remove);
        } else {
            followers.values().forEach(LogFollower::stop);
            engine.forget(this);
        }
    }

    private void remove() {
        try {
            followers.values().forEach(LogFollower::stop);
            reach.close();
            ahead.stop();
            lodging.leave(
                    engine.removal().removeAll(plan.scope().identity(), true).complete());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The sweeper will find what is left: its labels tell.
            LOG.warn("environment {} is not removed yet: {}", plan.scope().identity(), e.getMessage());
        }
    }

    @Override
    public List<String> held() throws InterruptedException {
        var sentences = new ConcurrentSkipListMap<String, String>();
        var limits = new Held(this);
        var tasks = new ArrayList<Callable<?>>();
        plans.forEach((name, container) -> tasks.add(() -> {
            var id = ids.get(name);
            if (id != null)
                limits.by(container, id).ifPresent(held -> sentences.put(name, name + " was held to its " + held));
            return null;
        }));
        Removal.all(tasks);
        return List.copyOf(sentences.values());
    }

    /** No distro can do that: it was somebody on the engine's machine. */
    EngineException removed(ContainerPlan container, String when) {
        return new EngineException("the container of " + container.name() + " was removed behind our back " + when
                + ": somebody else uses this container engine");
    }

    /** The limit of the whole run that was met, if one was: then its containers have been killed. */
    Optional<String> limit() {
        return disk.flatMap(DiskWatch::breach);
    }

    public EnvironmentPlan plan() {
        return plan;
    }

    TestsAhead ahead() {
        return ahead;
    }

    GatedStarts starts() {
        return starts;
    }

    Lodging lodging() {
        return lodging;
    }

    public Containers containers() {
        return containers;
    }

    public DockerEngine engine() {
        return engine;
    }

    Exec execs() {
        return exec;
    }

    String id(String container) {
        var id = ids.get(container);
        if (id == null) throw new IllegalArgumentException("no container " + container + " in this environment");
        return id;
    }

    void created(ContainerPlan container, String id) {
        plans.put(container.name(), container);
        ids.put(container.name(), id);
    }

    void removeEarlier(ContainerPlan container) throws InterruptedException {
        var earlier = ids.remove(container.name());
        if (earlier != null) engine.removal().removeContainer(earlier);
    }

    LogFollower follow(ContainerPlan container, Narrator narrator) {
        var follower = LogFollower.follow(client, id(container.name()), container.name(), narrator);
        followers.put(container.name(), follower);
        return follower;
    }

    /** What a container that does not come up printed last; the stream of one that the engine starts again ends with its first life. */
    List<String> lastLines(String id, LogFollower log) throws InterruptedException {
        if (plan.scope() instanceof Scope.Run) return log.lastLines(LAST_PATIENCE);
        return LogFollower.follow(client, id, "", Narrator.SILENT, new LogFollower.Range(LogFollower.TAIL, false))
                .lastLines(LAST_PATIENCE);
    }

    /** Follows a container that was started again, from where it had ended. */
    void followAgain(ContainerPlan container, Instant ended) throws InterruptedException {
        var before = followers.get(container.name());
        if (before == null) throw new IllegalStateException(container.name() + " was not followed before");
        // The stream of the container that ended brings its last lines, and ends.
        before.lastLines(SAID_PATIENCE);
        before.stop();
        followers.put(container.name(), LogFollower.followAgain(client, id(container.name()), before, ended));
    }

    void forgetWhatWasSaid() {
        followers.values().forEach(LogFollower::forget);
    }

    String createContainer(ContainerPlan container, String image) throws InterruptedException, Unstartable {
        var id = make(container, image);
        created(container, id);
        return id;
    }

    String make(ContainerPlan container, String image) throws InterruptedException, Unstartable {
        return make(container, image, Optional.empty());
    }

    String make(ContainerPlan container, String image, Optional<GatedStarts.Gated> gated)
            throws InterruptedException, Unstartable {
        var labels = new java.util.LinkedHashMap<>(container.labels());
        if (plan.scope() instanceof Scope.Installation)
            labels.put(Installed.LABEL_PLAN, Installed.fingerprint(engine, plan, container, image));
        return containers.create(
                container,
                image,
                lodging.of(container, gated),
                new Containers.Labels(plan.scope(), labels),
                engine.settings());
    }
}
