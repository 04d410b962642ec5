package dev.softservice.runner.install;

import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.image.LoadArchive;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A machine in memory that keeps the rules of a real one: data is only copied while nothing runs, and a release that comes up changes the
 * data. It can be told that a release does not come up, and that the process dies at a certain step.
 */
final class FakeMachine implements Machine, Machine.SavedData {
    /** The process is gone: nothing after it happens, as with kill -9. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    final List<String> calls = new ArrayList<>();
    Optional<String> running = Optional.empty();
    Map<String, String> volumes = new LinkedHashMap<>();
    final Map<String, Map<String, String>> copies = new LinkedHashMap<>();
    /** Whether users reach what runs. */
    boolean published;
    /** Somebody who writes a line whenever the service can be reached. */
    boolean user;

    final List<String> written = new ArrayList<>();
    /** What the engine can't do, by what its steps are called; it says so with an error. */
    String failing = "";
    /** It fails once, and then works. */
    boolean failsOnce;
    /** From this step on the engine answers nothing. */
    String silentAfter = "";

    private boolean silent;
    /** Containers that somebody took away behind the platform's back. */
    final Set<String> lost = new HashSet<>();
    /** Runs, but its data is gone at the first start. */
    String ruinous = "";

    OptionalLong free = OptionalLong.empty();
    OptionalLong disk = OptionalLong.empty();
    Optional<Architecture> architecture = Optional.of(new Architecture("amd64"));
    String broken = "";
    String reason = "web is not healthy";
    /** It does not come up once, and then does. */
    boolean brokenOnce;

    /** Releases whose tests fail with its user's settings, although they come up. */
    Set<String> untrue = Set.of();

    final List<Plan> tried = new ArrayList<>();
    String unbuildable = "";
    Optional<String> clash = Optional.empty();
    Optional<String> takenPort = Optional.empty();
    Map<String, Optional<String>> bases = Map.of();
    /** The images that it has, and what each load could leave out. */
    final Set<KeptImage> shelf = new HashSet<>();

    final List<Set<Digest>> loaded = new ArrayList<>();
    List<List<Digest>> chains = List.of();
    boolean takesImages = true;
    final List<Plan> plans = new ArrayList<>();
    int dieAt = Integer.MAX_VALUE;
    private int step;
    /** A process that has died had asked the engine to stop what runs, and the engine goes on with that. */
    private boolean ending;

    private void step(String what) {
        if (user && published && running.isPresent()) {
            var line = "{" + written.size() + "}";
            written.add(line);
            volumes.replaceAll((_, data) -> data + line);
        }
        calls.add(what);
        silent = !silentAfter.isEmpty() && (silent || what.equals(silentAfter));
        if (silent || what.equals(failing)) {
            if (failsOnce) failing = "";
            throw new EngineException("the container engine did not answer within 60 s: " + what);
        }
        if (++step == dieAt) throw new Killed();
    }

    int steps() {
        return step;
    }

    void revive() {
        step = 0;
        dieAt = Integer.MAX_VALUE;
        failing = "";
    }

    private static String version(Plan plan) {
        return plan.environment().containers().getLast().process().environment().get("RELEASE");
    }

    @Override
    public Arrival prepare(Plan plan, Consumer<Progress> progress) {
        step("prepare " + version(plan));
        return version(plan).equals(unbuildable)
                ? new Hindered("the image of web can't be made: no such base", List.of("FROM nowhere"))
                : new Arrived();
    }

    @Override
    public Optional<String> clash(Plan plan) {
        return clash;
    }

    @Override
    public Optional<String> takenPort(Plan plan) {
        return takenPort;
    }

    @Override
    public Map<String, Optional<String>> bases(Plan plan) {
        return bases;
    }

    @Override
    public Optional<Architecture> architecture() {
        return architecture;
    }

    @Override
    public Arrival bringUp(Plan plan, Consumer<Progress> progress) {
        var version = version(plan);
        plans.add(plan);
        step("starting " + version);
        if (running.isPresent() && !running.get().equals(version))
            throw new AssertionError(running.get() + " still runs when " + version + " starts");
        running = Optional.of(version);
        published = plan.environment().containers().stream()
                .anyMatch(container -> !container.connections().published().isEmpty());
        plan.environment().volumes().forEach(volume -> volumes.putIfAbsent(volume, ""));
        if (version.equals(ruinous)) volumes.replaceAll((_, _) -> "ruined");
        volumes.replaceAll(
                (_, data) -> data.contains("touched by " + version) ? data : data + "[touched by " + version + "]");
        lost.clear();
        step("started " + version);
        if (ending) {
            ending = false;
            running = Optional.empty();
            return new Stranded("web exited with code 0", List.of());
        }
        boolean comes = !version.equals(broken);
        if (brokenOnce) broken = "";
        return comes ? new Arrived() : new Stranded(reason, List.of("panic: no"));
    }

    @Override
    public void remove(String name, boolean data) {
        try {
            step("removing");
        } catch (Killed killed) {
            ending = running.isPresent();
            throw killed;
        }
        ending = false;
        running = Optional.empty();
        published = false;
        if (data) {
            volumes.clear();
            copies.clear();
        }
        step("removed");
    }

    /** Nothing of a trial outlives it here. */
    @Override
    public void clearTrials(String hub) {}

    @Override
    public void removeImages(String name) {
        calls.add("removing images");
    }

    @Override
    public Inventory inventory(String name) {
        return new Inventory(
                running.map(version -> plans.getLast().environment().containers().stream()
                                .filter(container -> !lost.contains(container.name()))
                                .map(container -> new Container(
                                        container.name(),
                                        State.RUNNING,
                                        Health.HEALTHY,
                                        Optional.<java.time.Instant>empty()))
                                .toList())
                        .orElse(List.of()),
                volumes.size());
    }

    @Override
    public Shelf images() {
        return new Shelf() {
            @Override
            public boolean has(ImagePlan.Exact image) {
                return shelf.contains(image.image());
            }

            @Override
            public List<List<Digest>> chains() {
                return chains;
            }

            @Override
            public void drop(ImagePlan.Exact image) {
                shelf.remove(image.image());
            }

            @Override
            public void load(LoadArchive archive) {
                step("loading");
                try {
                    archive.write(OutputStream.nullOutputStream());
                } catch (IOException missing) {
                    throw new UncheckedIOException(missing);
                }
                if (takesImages) shelf.addAll(archive.images().values());
                loaded.add(archive.absent());
            }
        };
    }

    @Override
    public SavedData saved() {
        return this;
    }

    @Override
    public long bytes(String name) {
        return volumes.values().stream().mapToLong(String::length).sum();
    }

    @Override
    public Disk disk() {
        return new Disk(free, disk);
    }

    @Override
    public void save(String name, String copy, Consumer<String> progress) {
        if (running.isPresent()) throw new AssertionError("data is copied while " + running.get() + " runs");
        if (copies.containsKey(copy)) throw new AssertionError("the copy " + copy + " is there already");
        copies.put(copy, new LinkedHashMap<>(Map.of("half", "of it")));
        step("saving");
        copies.put(copy, new LinkedHashMap<>(volumes));
        step("saved");
    }

    @Override
    public boolean putBack(String name, String copy, Consumer<String> progress) {
        if (running.isPresent()) throw new AssertionError("data is put back while " + running.get() + " runs");
        if (!copies.containsKey(copy)) return false;
        volumes = new LinkedHashMap<>(Map.of("half", "of it"));
        step("putting back");
        volumes = new LinkedHashMap<>(copies.get(copy));
        step("put back");
        return true;
    }

    @Override
    public List<String> volumes(String name, String copy) {
        return List.copyOf(copies.get(copy).keySet());
    }

    @Override
    public void read(String name, String copy, String volume, OutputStream to) throws IOException {
        to.write(copies.get(copy).get(volume).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(String name, String volume, InputStream from) {
        if (running.isPresent()) throw new AssertionError("data is written while " + running.get() + " runs");
        step("writing");
        try {
            volumes.put(volume, new String(from.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Tried tryOut(Plan plan, Map<String, Archive> archives, Consumer<Progress> progress) {
        if (!archives.isEmpty()) calls.add("trying " + String.join(" ", archives.keySet()));
        tried.add(plan);
        if (untrue.contains(version(plan))) return new Fell(reason);
        return !archives.isEmpty() && version(plan).equals(broken) ? new Fell(reason) : new Held(List.of());
    }

    @Override
    public void drop(String name, String copy) {
        step("dropping");
        copies.remove(copy);
    }

    @Override
    public void erase(String name) {
        if (running.isPresent()) throw new AssertionError("data is erased while " + running.get() + " runs");
        step("erasing");
        volumes.clear();
    }
}
