package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.Ending;
import dev.softservice.runner.docker.container.Exec;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.container.Held;
import dev.softservice.runner.docker.disk.DiskWatch;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.volume.VolumeCopies;
import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.OwnFiles;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.engine.Volumes;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.PlannedTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final Duration CONNECT = Duration.ofMillis(500);

    private final Services services;
    private final Departures departures;
    private final EnvironmentPlan plan;
    private final Link link;
    private final Containers containers;
    private final Exec exec;
    private final Lodging lodging;
    private final EnvironmentContainers members;
    private final Maker maker;
    private final TestsAhead ahead;
    private final ContainerAddresses reach;
    private final Vitals vitals;
    private final Checks checks;
    private final Incidents incidents;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DockerEnvironment(Services services, Departures departures, EnvironmentPlan plan) {
        this.services = services;
        this.departures = departures;
        this.plan = plan;
        link = services.link();
        containers = new Containers(link);
        exec = new Exec(link);
        lodging = new Lodging(services, plan);
        members = new EnvironmentContainers(link, containers, plan.scope());
        maker = new Maker(services, plan, containers, lodging);
        var starts = new EarlyStarts(
                maker, containers, link.removal(), lodging, services.images().present());
        ahead = new TestsAhead(maker, starts);
        reach = new ContainerAddresses(
                link, plan, members, lodging, new Relay(services, plan, containers, exec, maker));
        vitals = new Vitals(lodging);
        checks = new Checks(
                plan, vitals, new Checks.Probes(containers, exec, reach, starts, new Held(link, containers)));
        incidents = new Incidents(checks, members, services.images().present());
    }

    /** Opens one; nothing is made yet. */
    public static DockerEnvironment open(Services services, Departures departures, EnvironmentPlan plan) {
        var environment = new DockerEnvironment(services, departures, plan);
        departures.add(environment, plan.scope());
        return environment;
    }

    @Override
    public void prepare(List<PlannedTest.Run> tests, String domain) {
        lodging.prepare(tests, domain);
        ahead.expect(tests);
    }

    @Override
    public Provisioned up(Narrator narrator) throws InterruptedException {
        var installed = new Installed(link, plan, containers);
        var images = images(narrator);
        if (plan.scope() instanceof EnvironmentScope.Installation) installed.clearChanged(images);
        makeNetworksAndVolumes();
        ahead.begin();
        if (plan.scope() instanceof EnvironmentScope.Run && !vitals.isWatched())
            vitals.watch(DiskWatch.start(link, plan, members::ids));
        var outcome = new BringUp(checks, members, installed, services.images().present()).run(images, narrator);
        if (outcome instanceof Healthy) incidents.begin();
        if (plan.scope() instanceof EnvironmentScope.Run) tellRoad(images, narrator);
        return outcome;
    }

    /** Explains why one run is quicker than another. */
    private void tellRoad(Map<String, Images.Ready> images, Narrator narrator) throws InterruptedException {
        int checked = 0;
        for (var container : plan.containers()) {
            var image = Objects.requireNonNull(images.get(container.name())).id();
            if (Healthcheck.of(services.images().present(), plan, container, image)
                    .isPresent()) checked++;
        }
        var starts = checks.probes().starts();
        narrator.came(new Road(lodging.road(), starts.held(), starts.asked(), checked));
    }

    private Map<String, Images.Ready> images(Narrator narrator) throws InterruptedException {
        var images = new ConcurrentHashMap<String, Images.Ready>();
        var tasks = new ArrayList<Callable<?>>();
        for (var container : plan.containers()) {
            tasks.add(() -> images.put(container.name(), maker.image(container, narrator)));
        }
        Together.all(tasks);
        return images;
    }

    private void makeNetworksAndVolumes() throws InterruptedException {
        var tasks = new ArrayList<Callable<?>>();
        tasks.add(() -> {
            lodging.open();
            return null;
        });
        plan.volumes().forEach(volume -> tasks.add(() -> makeVolume(volume)));
        Together.all(tasks);
    }

    private Void makeVolume(String name) throws InterruptedException {
        if (plan.scope() instanceof EnvironmentScope.Installation) {
            try {
                var found = link.calls()
                        .call(
                                "inspect the volume " + name,
                                () -> link.client().inspectVolumeCmd(name).exec());
                lodging.requireOurs("volume " + name, found.getLabels());
                return null;
            } catch (NotFoundException _) {
                // Made below.
            }
        }
        link.calls()
                .call(
                        "create the volume " + name,
                        () -> link.client()
                                .createVolumeCmd()
                                .withName(name)
                                .withLabels(plan.scope().labels("volume"))
                                .exec());
        return null;
    }

    @Override
    public Executed exec(String container, List<String> command, Duration timeout) throws InterruptedException {
        return exec.run(members.id(container), command, timeout, OUTPUT_LIMIT);
    }

    @Override
    public Finished run(PlannedTest.Run test, Narrator narrator) throws InterruptedException {
        return new TestContainer(new TestContainer.Bench(link, maker, members, ahead, checks), test, narrator).run();
    }

    @Override
    public InetSocketAddress address(String host, int port) throws IOException, InterruptedException {
        return reach.address(host, port);
    }

    @Override
    public Optional<InetSocketAddress> published(String host, int port) throws IOException, InterruptedException {
        return reach.published(host, port);
    }

    @Override
    public boolean accepts(String host, int port) throws InterruptedException {
        return reach.accepts(host, port, CONNECT);
    }

    @Override
    public List<Incident> incidents() throws InterruptedException {
        // An installation's engine looks after it, and an update is gated by its health.
        return plan.scope() instanceof EnvironmentScope.Run ? incidents.soFar() : List.of();
    }

    @Override
    public List<Incident> lastIncidents() throws InterruptedException {
        return plan.scope() instanceof EnvironmentScope.Run ? incidents.last() : List.of();
    }

    @Override
    public List<Incident> lateIncidents() throws InterruptedException {
        return incidents.late();
    }

    @Override
    public List<Incident> fallen() {
        var met = overLimit();
        if (met.isPresent()) return met.get();
        lodging.requireHolders();
        var fallen = new ArrayList<Incident>();
        try {
            var running = running();
            for (var container : plan.containers()) {
                var id = members.made(container.name());
                if (id.isEmpty() || running.contains(id.get())) continue;
                var state = containers.inspect(id.get());
                if (state.isEmpty()) throw EnvironmentContainers.removed(container, "while the tests ran");
                // The engine will start it again, and it has ended all the same.
                boolean again = Boolean.TRUE.equals(state.get().getState().getRestarting());
                boolean ended = again || Ending.fall(container, state.get()).isPresent();
                if (!ended || Readiness.isJob(plan, container)) continue;
                boolean expected = again && plan.restless().contains(container.name());
                fallen.add(new Incident(
                        container.name(),
                        expected,
                        Ending.last(container, state.get()) + (expected ? Incidents.EXPECTED + "," : "")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // They may have been ended for a limit that was met since that was asked for.
        return fallen.isEmpty() ? fallen : overLimit().orElse(fallen);
    }

    private Optional<List<Incident>> overLimit() {
        return vitals.met().map(met -> List.of(new Incident("", false, met)));
    }

    /** One question for all, since most often all of them run. */
    private Set<String> running() throws InterruptedException {
        return Installed.list(link, plan.scope().identity()).stream()
                .filter(container -> "running".equals(container.getState()))
                .map(Container::getId)
                .collect(Collectors.toSet());
    }

    @Override
    public Provisioned kill(String container) throws InterruptedException {
        incidents.pause();
        var killed = Environment.named(plan.containers(), container);
        incidents.keep(List.of(killed));
        return watched(recovery().from(killed));
    }

    @Override
    public Provisioned cutPower() throws InterruptedException {
        incidents.pause();
        incidents.keep(plan.containers());
        return watched(recovery().fromPowerCut());
    }

    private Recovery recovery() {
        return new Recovery(checks, members, services.images().present(), incidents::tell);
    }

    private Provisioned watched(Provisioned outcome) throws InterruptedException {
        if (!(outcome instanceof Healthy)) return outcome;
        for (var container : plan.containers()) members.healthy(container);
        incidents.begin();
        return outcome;
    }

    @Override
    public List<OwnFiles> ownFiles() throws InterruptedException {
        var reader = new OwnFilesReader(link, containers, services.images().present());
        var found = new ConcurrentSkipListMap<String, OwnFiles>();
        var tasks = new ArrayList<Callable<?>>();
        for (var container : plan.containers()) {
            var id = members.made(container.name());
            if (id.isEmpty() || Readiness.isJob(plan, container)) continue;
            tasks.add(() -> found.put(container.name(), reader.of(container, id.get())));
        }
        Together.all(tasks);
        return List.copyOf(found.values());
    }

    @Override
    public List<String> said(String container) throws InterruptedException {
        return members.said(container);
    }

    @Override
    public void down() throws InterruptedException {
        if (closed.get()) return;
        incidents.pause();
        var stops = new ArrayList<Callable<?>>();
        for (var container : plan.containers()) {
            var id = members.made(container.name());
            if (id.isEmpty()) continue;
            stops.add(() -> {
                containers.stop(id.get(), container.process().stopGrace());
                return null;
            });
        }
        try {
            Together.all(stops);
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
        vitals.stop();
        try {
            incidents.pause();
            members.stopFollowing();
            reach.close();
            ahead.stop();
            var removed = link.removal().removeAll(plan.scope().identity(), false);
            if (data) copies().erase();
            lodging.leave(removed.complete());
            gone = true;
        } finally {
            if (gone) departures.forget(this);
            else departures.handOff(this, this::remove);
        }
    }

    private VolumeCopies copies() {
        return new VolumeCopies(link, services.sandbox(), services.images(), plan.scope());
    }

    @Override
    public Volumes volumes() {
        var copies = copies();
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
            public Map<String, Content> contents(Collection<String> volumes) throws InterruptedException {
                return copies.contents(volumes);
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
        vitals.stop();
        incidents.stop();
        if (plan.scope() instanceof EnvironmentScope.Run run && !run.keep()) {
            lodging.leaving();
            departures.handOff(this, this::remove);
        } else {
            members.stopFollowing();
            departures.forget(this);
        }
    }

    private void remove() {
        try {
            boolean gone = false;
            try {
                members.stopFollowing();
                reach.close();
                ahead.stop();
                gone = link.removal().removeAll(plan.scope().identity(), true).complete();
            } finally {
                lodging.leave(gone);
            }
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
        var tasks = new ArrayList<Callable<?>>();
        members.plans()
                .forEach((name, container) -> tasks.add(() -> {
                    var id = members.made(name);
                    if (id.isPresent())
                        checks.probes()
                                .held()
                                .by(container, id.get())
                                .ifPresent(held -> sentences.put(name, name + " was held to its " + held));
                    return null;
                }));
        Together.all(tasks);
        return List.copyOf(sentences.values());
    }
}
