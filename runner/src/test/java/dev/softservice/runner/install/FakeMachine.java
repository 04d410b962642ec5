package dev.softservice.runner.install;

import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Optional<Map<String, String>> copy = Optional.empty();
    Optional<Architecture> architecture = Optional.of(new Architecture("amd64"));
    String broken = "";
    String reason = "web is not healthy";
    String unbuildable = "";
    Optional<String> clash = Optional.empty();
    Map<String, Optional<String>> bases = Map.of();
    final List<Plan> plans = new ArrayList<>();
    int dieAt = Integer.MAX_VALUE;
    private int step;

    private void step(String what) {
        calls.add(what);
        if (++step == dieAt) throw new Killed();
    }

    int steps() {
        return step;
    }

    void revive() {
        step = 0;
        dieAt = Integer.MAX_VALUE;
    }

    private static String version(Plan plan) {
        return plan.environment().containers().getLast().process().environment().get("RELEASE");
    }

    @Override
    public Arrival prepare(Plan plan, Consumer<Progress> progress) {
        step("prepare " + version(plan));
        return version(plan).equals(unbuildable)
                ? new Stranded("the image of web can't be made: no such base", List.of("FROM nowhere"))
                : new Arrived();
    }

    @Override
    public Optional<String> clash(Plan plan) {
        return clash;
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
        plan.environment().volumes().forEach(volume -> volumes.putIfAbsent(volume, ""));
        volumes.replaceAll(
                (_, data) -> data.contains("touched by " + version) ? data : data + "[touched by " + version + "]");
        step("started " + version);
        return version.equals(broken) ? new Stranded(reason, List.of("panic: no")) : new Arrived();
    }

    @Override
    public void remove(String name, boolean data) {
        step("removing");
        running = Optional.empty();
        if (data) volumes.clear();
        step("removed");
    }

    @Override
    public Inventory inventory(String name) {
        return new Inventory(
                running.map(version -> List.of(new Container("web", "running", "healthy")))
                        .orElse(List.of()),
                volumes.size());
    }

    @Override
    public SavedData saved() {
        return this;
    }

    @Override
    public void save(String name, Consumer<String> progress) {
        if (running.isPresent()) throw new AssertionError("data is copied while " + running.get() + " runs");
        copy = Optional.of(new LinkedHashMap<>(Map.of("half", "of it")));
        step("saving");
        copy = Optional.of(new LinkedHashMap<>(volumes));
        step("saved");
    }

    @Override
    public void putBack(String name, Consumer<String> progress) {
        if (running.isPresent()) throw new AssertionError("data is put back while " + running.get() + " runs");
        volumes = new LinkedHashMap<>(Map.of("half", "of it"));
        step("putting back");
        volumes = new LinkedHashMap<>(copy.orElseThrow(() -> new AssertionError("there is no copy to put back")));
        step("put back");
    }

    @Override
    public void drop(String name) {
        copy = Optional.empty();
    }
}
