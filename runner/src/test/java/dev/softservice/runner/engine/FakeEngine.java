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
    public List<String> fallen = List.of();
    /** Places as {@code host:port} that take no connections. */
    public Set<String> deaf = Set.of();

    public List<Environment.Incident> incidents = List.of();
    public List<String> held = List.of();
    private final Set<ImagePlan> images = new HashSet<>();
    private int environments;

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
    public Optional<String> find(String reference) {
        return Optional.of("id of " + reference);
    }

    @Override
    public synchronized Provided provide(
            ImagePlan image, Limits limits, String source, Map<String, String> labels, Narrator narrator) {
        calls.add("provide " + source);
        narrator.output(source, Stream.OUT, "building\n".getBytes(StandardCharsets.UTF_8));
        if (brokenImage.isPresent()) return brokenImage.get();
        images.add(image);
        return new Ready("sha256:" + source, Optional.empty(), Map.of(), declared);
    }

    @Override
    public Environment create(EnvironmentPlan plan) {
        calls.add("create");
        return new FakeEnvironment(plan.containers());
    }

    /** An environment that is up, for tests of single steps. */
    public Environment upAlready() {
        var environment = new FakeEnvironment(List.of());
        environment.up(Narrator.SILENT);
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
        public Provisioned up(Narrator narrator) {
            require(!up, "up twice");
            for (var container : containers)
                require(images.contains(container.image()), "up before the image of " + container.name());
            calls.add("up");
            var outcome = environments++ == 0 || later.isEmpty() ? provisioned : later.pop();
            up = outcome instanceof Healthy;
            return outcome;
        }

        @Override
        public Executed exec(String container, List<String> command, Duration timeout) {
            require(up, "exec before up");
            calls.add("exec " + container + " " + String.join(" ", command));
            var answers = commands.get(String.join(" ", command));
            if (answers != null) return answers.size() > 1 ? answers.pop() : answers.getFirst();
            return executions.size() > 1 ? executions.pop() : executions.getFirst();
        }

        @Override
        public Finished run(PlannedTest.Run test, Narrator narrator) {
            require(up, "run before up");
            if (!images.contains(test.container().image())) throw new AssertionError("the test comes before its image");
            calls.add("run " + test.name());
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
        public List<String> fallen() {
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
            return incidents;
        }

        @Override
        public List<String> held() {
            return held;
        }

        @Override
        public Provisioned kill(String container) {
            require(up, "kill before up");
            calls.add("kill " + container);
            return recoveries.getOrDefault(container, new Healthy());
        }

        @Override
        public Provisioned cutPower() {
            require(up, "cut power before up");
            calls.add("cut power");
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
        public void down() {
            require(up, "down before up");
            calls.add("down");
            over = true;
        }

        @Override
        public void destroy() {
            if (closed) throw new AssertionError("destroy after close: " + calls);
            calls.add("destroy");
            over = true;
        }

        @Override
        public Volumes volumes() {
            return new Volumes() {
                @Override
                public void save(String copy, Collection<String> volumes) {
                    if (up && !over) throw new AssertionError("saved while it runs: " + calls);
                    calls.add("save " + copy + " " + String.join(",", volumes));
                }

                @Override
                public void putBack(String copy) {
                    if (up) throw new AssertionError("put back where something has run: " + calls);
                    calls.add("put back " + copy);
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
