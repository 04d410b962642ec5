package dev.softservice.runner.install;

import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The container engine, as far as installations need it. Everything goes by the label of the installation's name; nothing else is
 * touched. A broken engine is an {@link dev.softservice.runner.engine.EngineException}.
 */
public interface Machine {
    /** Makes sure of the plan's images, which takes the longest and leaves what runs alone; then everything that follows is quick. */
    Arrival prepare(Plan plan, Consumer<Progress> progress) throws InterruptedException;

    /** The first thing of the plan that is on this machine already and belongs to somebody else, in words: two names may be one on an engine ({@code a-b} with c, a with {@code b-c}). */
    Optional<String> clash(Plan plan) throws InterruptedException;

    /** What the plan's images that are yet to be built are built on, by the names in their Dockerfiles: the id of what has this name here, if anything has. */
    Map<String, Optional<String>> bases(Plan plan) throws InterruptedException;

    /** Brings the plan up and checks it: healthy, and the acceptance tests that only look. Done again, it changes nothing that is right. */
    Arrival bringUp(Plan plan, Consumer<Progress> progress) throws InterruptedException;

    /** Stops the containers and takes them and their networks away; the data stays unless {@code data}. */
    void remove(String name, boolean data) throws InterruptedException;

    /** What there is of an installation on this machine. */
    Inventory inventory(String name) throws InterruptedException;

    /** The kind of processor that containers run on; empty: the engine does not say. */
    Optional<Architecture> architecture() throws InterruptedException;

    /** The copies of its data. */
    SavedData saved();

    sealed interface Arrival {}

    record Arrived() implements Arrival {}

    /** {@code reason}: one line; {@code tail}: the last log lines of whatever it was. */
    record Stranded(String reason, List<String> tail) implements Arrival {}

    /** {@code volumes}: how many hold its data. */
    record Inventory(List<Container> containers, int volumes) {
        public boolean isEmpty() {
            return containers.isEmpty() && volumes == 0;
        }
    }

    /** @param state as the engine says it: {@code running}, {@code exited} …; {@code health}: {@code healthy}, {@code unhealthy}, {@code starting} or empty */
    record Container(String service, String state, String health) {
        public boolean well() {
            return state.equals("running") && (health.isEmpty() || health.equals("healthy"));
        }
    }

    /** One copy of an installation's volumes, on the same engine. */
    interface SavedData {
        /** Copies all volumes; nothing may run meanwhile. An older copy is replaced. */
        void save(String name, Consumer<String> progress) throws InterruptedException;

        /** Makes the volumes what they were when saved: those that did not exist then are removed. May be done again; without a copy it does nothing. */
        void putBack(String name, Consumer<String> progress) throws InterruptedException;

        /** Removes the copy; harmless where there is none. */
        void drop(String name) throws InterruptedException;
    }
}
