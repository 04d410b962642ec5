package dev.softservice.runner.engine;

import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.PlannedTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An engine without containers that insists on the right order: images before the environment, up before anything inside, nothing after close. */
public final class FakeEngine implements Engine, Images {
    public final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
    public Optional<EngineException> broken = Optional.empty();
    public Optional<Images.Broken> brokenImage = Optional.empty();
    public Environment.Provisioned provisioned = new Environment.Healthy();
    /** What further environments of a run come up to, in turn; then they are {@link #provisioned}. */
    public final Deque<Environment.Provisioned> later = new ArrayDeque<>();
    /** What the killing of a container comes to, where that is not health. */
    public final Map<String, Environment.Provisioned> recoveries = new HashMap<>();

    public final Map<String, List<String>> said = new HashMap<>();
    /** What a command gives in turn, the last of it for ever; others give {@link #executions}. */
    public final Map<String, Deque<Environment.Executed>> commands = new HashMap<>();

    public final Deque<Environment.Executed> executions = new ArrayDeque<>();
    public Environment.Finished finished = new Environment.Finished(
            Optional.of(0), Optional.empty(), Environment.Found.NOTHING, List.of(), Duration.ofMillis(10));
    /** What volumes hold at each look in turn, the last of it for ever. */
    public final Deque<UnaryOperator<Content>> looks = new ArrayDeque<>(List.of(UnaryOperator.identity()));
    /** What containers keep outside of volumes, at each look in turn, the last of it for ever. */
    public final Deque<List<OwnFiles>> own = new ArrayDeque<>(List.of(List.of()));

    /** The folders that every image declares as volumes. */
    public Set<String> declared = Set.of();
    /** One file of four bytes: what every volume holds where a test says nothing else. */
    public static final Content WRITTEN =
            new Content(new TreeMap<>(Map.of("rows", new Content.FileSeen(4, "r"))), 1, 4, "rows");

    public final Map<String, InetSocketAddress> addresses = new HashMap<>();
    public List<Environment.Incident> fallen = List.of();
    /** Where what is published is reached, by {@code host:port}; others where their service is, and what is nowhere at {@link Greeter}. */
    public final Map<String, InetSocketAddress> published = new HashMap<>();

    /** What is published is so on a loopback that is not this process's. */
    public boolean elsewhere;

    public boolean publishes = true;
    /** Places as {@code host:port} that take no connections. */
    public Set<String> deaf = Set.of();

    /** What has happened to services, by the call that came before it is asked. */
    public Function<String, List<Environment.Incident>> incidents = _ -> List.of();
    /** What is told beside these before an environment is taken away. */
    public Function<String, List<Environment.Incident>> lastIncidents = _ -> List.of();

    public List<String> held = List.of();
    /** The call that never returns, and only ends when it is stopped; empty: none. */
    public String hangsAt = "";
    /** Is there once that call has come. */
    public final CountDownLatch hanging = new CountDownLatch(1);

    private final Set<ImagePlan> images = new HashSet<>();
    private final List<FakeEnvironment> made = new ArrayList<>();
    private int environments;

    private void call(String what) throws InterruptedException {
        calls.add(what);
        if (!what.equals(hangsAt)) return;
        hanging.countDown();
        new CountDownLatch(1).await();
    }

    /** How many environments were made and have not been taken away. */
    public synchronized long left() {
        return made.stream().filter(one -> !one.closed && !one.over).count();
    }

    @Override
    public String product() {
        return "Fake 1.0";
    }

    @Override
    public Optional<Architecture> architecture() {
        return Optional.of(new Architecture("amd64"));
    }

    @Override
    public String describe() {
        broken.ifPresent(failure -> {
            throw failure;
        });
        return "fake engine";
    }

    @Override
    public Images images() {
        return this;
    }

    @Override
    public List<String> triggers(String reference) {
        return List.of();
    }

    @Override
    public Images anew() {
        calls.add("anew");
        return this;
    }

    @Override
    public Optional<String> renew(String reference) {
        return Optional.empty();
    }

    @Override
    public Optional<String> find(String reference) {
        return Optional.of("id of " + reference);
    }

    @Override
    public Provided provide(
            ImagePlan image, Limits limits, String source, Map<String, String> labels, Narrator narrator)
            throws InterruptedException {
        call("provide " + source);
        narrator.output(source, Stream.OUT, "building\n".getBytes(StandardCharsets.UTF_8));
        if (brokenImage.isPresent()) return brokenImage.get();
        synchronized (this) {
            images.add(image);
        }
        return new Ready("sha256:" + source, Optional.empty(), Map.of(), declared);
    }

    @Override
    public boolean publishes() {
        return publishes;
    }

    @Override
    public synchronized Environment create(EnvironmentPlan plan) {
        calls.add("create");
        made.add(new FakeEnvironment(plan.containers()));
        return made.getLast();
    }

    /** An environment that is up, for tests of single steps. */
    public Environment upAlready() {
        var environment = new FakeEnvironment(List.of());
        try {
            environment.up(Narrator.SILENT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        calls.clear();
        return environment;
    }

    @Override
    public int sweep(String hub, Supplier<Set<String>> liveRuns) {
        return 0;
    }

    @Override
    public java.io.InputStream save(java.util.List<String> ids) {
        throw new AssertionError("nobody asks a run for its images");
    }

    @Override
    public int collectImages(String hub, java.time.Instant madeBefore, java.util.function.Predicate<String> used) {
        return 0;
    }

    @Override
    public void close() {
        calls.add("engine closed");
    }

    private final class FakeEnvironment implements Environment {
        private final List<ContainerPlan> containers;
        private boolean up;
        private boolean over;
        private boolean closed;

        private FakeEnvironment(List<ContainerPlan> containers) {
            this.containers = containers;
        }

        private void require(boolean condition, String what) {
            if (!condition) throw new AssertionError("wrong order: " + what + " after " + calls);
            if (closed || over) throw new AssertionError(what + " after it was over: " + calls);
        }

        @Override
        public Provisioned up(Narrator narrator) throws InterruptedException {
            require(!up, "up twice");
            for (var container : containers)
                require(images.contains(container.image()), "up before the image of " + container.name());
            call("up");
            var outcome = environments++ == 0 || later.isEmpty() ? provisioned : later.pop();
            up = outcome instanceof Healthy;
            return outcome;
        }

        @Override
        public Executed exec(String container, List<String> command, Duration timeout) throws InterruptedException {
            require(up, "exec before up");
            call("exec " + container + " " + String.join(" ", command));
            var answers = commands.get(String.join(" ", command));
            if (answers != null) return answers.size() > 1 ? answers.pop() : answers.getFirst();
            return executions.size() > 1 ? executions.pop() : executions.getFirst();
        }

        @Override
        public Finished run(PlannedTest.Run test, Narrator narrator) throws InterruptedException {
            require(up, "run before up");
            if (!images.contains(test.container().image())) throw new AssertionError("the test comes before its image");
            call("run " + test.name());
            return finished;
        }

        @Override
        public InetSocketAddress address(String host, int port) throws IOException {
            require(up, "address before up");
            var address = addresses.get(host + ":" + port);
            if (address == null) throw new IOException("there is no host '" + host + "' in this environment");
            return address;
        }

        @Override
        public Optional<InetSocketAddress> published(String host, int port) {
            require(up, "published before up");
            boolean planned = containers.stream()
                    .map(ContainerPlan::connections)
                    .anyMatch(connections -> connections.aliases().contains(host)
                            && connections.published().stream().anyMatch(open -> open.port() == port));
            if (!planned) throw new IllegalArgumentException(host + ":" + port + " is not published");
            calls.add("published " + host + ":" + port);
            if (elsewhere) return Optional.empty();
            var place = host + ":" + port;
            return Optional.ofNullable(published.get(place))
                    .or(() -> Optional.ofNullable(addresses.get(place)))
                    .or(() -> Optional.of(Greeter.AT));
        }

        @Override
        public List<Incident> fallen() {
            return fallen;
        }

        @Override
        public boolean accepts(String host, int port) {
            require(up, "accepts before up");
            return !deaf.contains(host + ":" + port);
        }

        @Override
        public List<Incident> incidents() {
            require(up, "incidents before up");
            return incidents.apply(calls.isEmpty() ? "" : calls.getLast());
        }

        @Override
        public List<Incident> lastIncidents() {
            require(up, "last incidents before up");
            var all = new ArrayList<>(incidents());
            all.addAll(lastIncidents.apply(calls.isEmpty() ? "" : calls.getLast()));
            return all;
        }

        @Override
        public List<Incident> lateIncidents() {
            return incidents();
        }

        @Override
        public List<String> held() {
            return held;
        }

        @Override
        public Provisioned kill(String container) throws InterruptedException {
            require(up, "kill before up");
            call("kill " + container);
            return recoveries.getOrDefault(container, new Healthy());
        }

        @Override
        public Provisioned cutPower() throws InterruptedException {
            require(up, "cut power before up");
            call("cut power");
            return recoveries.getOrDefault("", new Healthy());
        }

        @Override
        public List<OwnFiles> ownFiles() {
            require(up, "own files before up");
            return own.size() > 1 ? own.pop() : own.getFirst();
        }

        @Override
        public List<String> said(String container) {
            return said.getOrDefault(container, List.of());
        }

        @Override
        public void down() throws InterruptedException {
            require(up, "down before up");
            over = true;
            call("down");
        }

        @Override
        public void destroy() throws InterruptedException {
            if (closed) throw new AssertionError("destroy after close: " + calls);
            over = true;
            call("destroy");
        }

        @Override
        public Volumes volumes() {
            return new Volumes() {
                @Override
                public void save(String copy, Collection<String> volumes) throws InterruptedException {
                    if (up && !over) throw new AssertionError("saved while it runs: " + calls);
                    call("save " + copy + " " + String.join(",", volumes));
                }

                @Override
                public void putBack(String copy) throws InterruptedException {
                    if (up) throw new AssertionError("put back where something has run: " + calls);
                    call("put back " + copy);
                }

                @Override
                public Map<String, Content> contents(Collection<String> volumes) {
                    var look = looks.size() > 1 ? looks.pop() : looks.getFirst();
                    var contents = new TreeMap<String, Content>();
                    volumes.forEach(volume -> contents.put(volume, look.apply(WRITTEN)));
                    return contents;
                }

                @Override
                public void share(String volume) {
                    calls.add("share " + volume);
                }
            };
        }

        @Override
        public void close() {
            calls.add("close");
            if (closed) throw new AssertionError("closed twice");
            closed = true;
        }
    }
}
