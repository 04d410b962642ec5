package dev.softservice.runner.install;

import dev.softservice.runner.image.LoadArchive;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

    /** The first port of the plan that something else on this machine has, such as {@code 127.0.0.1:8080}; empty: all are free, or the plan's own containers have them. */
    Optional<String> takenPort(Plan plan) throws InterruptedException;

    /** What the plan's images that are yet to be built are built on, by the names in their Dockerfiles: the id of what has this name here, if anything has. */
    Map<String, Optional<String>> bases(Plan plan) throws InterruptedException;

    /** Brings the plan up and checks it: healthy, and the tests that say `live`. Done again, it changes nothing that is right. */
    Arrival bringUp(Plan plan, Consumer<Progress> progress) throws InterruptedException;

    /** Stops the containers and takes them and their networks away; the data stays unless {@code data}. */
    void remove(String name, boolean data) throws InterruptedException;

    /** Takes away the images that were made for an installation and that nothing else uses. */
    void removeImages(String name) throws InterruptedException;

    /** What there is of an installation on this machine. */
    Inventory inventory(String name) throws InterruptedException;

    /** The kind of processor that containers run on; empty: the engine does not say. */
    Optional<Architecture> architecture() throws InterruptedException;

    /**
     * Brings a plan of a run up over these volumes, looks whether all is well and its tests pass, and throws it away. What is installed is not touched.
     *
     * @param volumes by engine-wide name
     */
    Tried tryOut(Plan plan, Map<String, Archive> volumes, Consumer<Progress> progress) throws InterruptedException;

    /** Removes what trials of this {@code hub} have left that were killed; only that, and harmless where there is nothing. */
    void clearTrials(String hub) throws InterruptedException;

    /** What a volume holds, as an archive that {@link SavedData#read} gives. */
    interface Archive {
        InputStream open() throws IOException;
    }

    sealed interface Tried {}

    /** {@code checks}: what each {@code data.check} came to, a sentence each. */
    record Held(List<String> checks) implements Tried {}

    record Fell(String reason) implements Tried {}

    /** The copies of its data. */
    SavedData saved();

    /** The images that it has. */
    Shelf images();

    /** The machine's images, as far as an installation brings those that its release was tested with. */
    interface Shelf {
        boolean has(ImagePlan.Exact image) throws InterruptedException;

        /** The layers of each image here, from the bottom up: an archive may begin with these and leave them out. Empty where the engine wants all of them. */
        List<List<Digest>> chains() throws InterruptedException;

        void load(LoadArchive archive) throws InterruptedException;

        /** Takes an image that was loaded away again, unless something uses it. */
        void drop(ImagePlan.Exact image) throws InterruptedException;
    }

    sealed interface Arrival {}

    record Arrived() implements Arrival {}

    /** What was to run is to blame. {@code reason}: one line; {@code tail}: the last log lines of whatever it was. */
    record Stranded(String reason, List<String> tail) implements Arrival {}

    /** This machine could not do it now, which says nothing of what was to run. As above. */
    record Hindered(String reason, List<String> tail) implements Arrival {}

    /** {@code volumes}: how many hold its data. */
    record Inventory(List<Container> containers, int volumes) {
        public boolean isEmpty() {
            return containers.isEmpty() && volumes == 0;
        }
    }

    /** What an engine says that a container does. */
    enum State {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        STOPPING,
        EXITED,
        REMOVING,
        DEAD,
        /** A word that is not known here. */
        UNKNOWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What its healthcheck says. */
    enum Health {
        /** It has no healthcheck, or does not run. */
        NONE,
        STARTING,
        HEALTHY,
        UNHEALTHY;

        /** Returns the engines' own word; empty for {@link #NONE}. */
        public String word() {
            return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param since when it was started last, where that is known */
    record Container(String service, State state, Health health, Optional<Instant> since) {
        public boolean running() {
            return state == State.RUNNING;
        }

        /** {@code seen}: when all of it was last seen to be well. An engine says "starting" until it has asked for health itself. */
        public boolean well(Optional<Instant> seen) {
            if (!running()) return false;
            boolean sure = seen.isPresent()
                    && since.map(started -> !started.isAfter(seen.get())).orElse(false);
            return switch (health) {
                case NONE, HEALTHY -> true;
                case STARTING -> sure;
                case UNHEALTHY -> false;
            };
        }
    }

    /** The disk that the engine keeps its data on, in bytes; empty: that can't be seen from here. */
    record Disk(OptionalLong free, OptionalLong size) {}

    /** Copies of an installation's volumes, on the same engine. */
    interface SavedData {
        /** What a further copy would hold, in bytes. What runs goes on. */
        long bytes(String name) throws InterruptedException;

        Disk disk() throws InterruptedException;

        /** Copies all volumes under an id; nothing may run meanwhile. Where it fails, nothing of the copy stays. */
        void save(String name, String copy, Consumer<String> progress) throws InterruptedException;

        /** Makes the volumes what they were when saved. May be done again. Returns whether there was such a copy; without one nothing is changed. */
        boolean putBack(String name, String copy, Consumer<String> progress) throws InterruptedException;

        /** The engine-wide names of the volumes that a copy is of. */
        List<String> volumes(String name, String copy) throws InterruptedException;

        /** Gives out what a copy holds of one volume, as an archive with owners, modes and times. */
        void read(String name, String copy, String volume, OutputStream to) throws IOException, InterruptedException;

        /** Makes a volume that is not there yet of such an archive. */
        void write(String name, String volume, InputStream from) throws InterruptedException;

        /** Removes a copy; harmless where there is none. */
        void drop(String name, String copy) throws InterruptedException;

        /** Removes the data itself. Copies stay. */
        void erase(String name) throws InterruptedException;
    }
}
