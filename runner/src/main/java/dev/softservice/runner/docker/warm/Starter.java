package dev.softservice.runner.docker.warm;

import dev.softservice.runner.docker.network.Entrance;
import dev.softservice.runner.docker.network.Entrance.Pace;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.ContainerPlan.VolumeUse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds processes at their very beginning, and asks how they are from beside them. Most of what starting a container costs is the engine's work around it, which need not wait for what
 * the container's process waits for; and most of what a command in a container costs is the engine's, too. So a container is started with a small program in place of its command, which
 * becomes the command when a latch is opened, and leaves a process that runs the healthcheck when it is told to. The program, the latches and what else the two sides say to each other with
 * (FIFOs) are in a volume of the slot, which containers have read-only: nobody else shares it. On the other side is the holder of the container's place on the network.
 */
final class Starter {
    /** Where containers have the volume: not in their image's file system, which stays as it is. */
    public static final String FOLDER = "/dev/.starter";
    /** Where the holders have it. */
    public static final String HOLDERS_FOLDER = "/starter";

    private static final String PROGRAM = FOLDER + "/starter";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Of the words of a healthcheck; the program takes some more. */
    private static final int MOST_BYTES = 8 << 10;

    private final Share share;
    private final HolderPipe holder;
    private final AtomicInteger entries = new AtomicInteger();

    /**
     * One holder's part of a volume that was made for a starter.
     *
     * @param seat    the holder's; the first one's holder brings the program
     * @param program for this kind of machine
     */
    record Share(String volume, int seat, byte[] program) {
        /** As the holder has it. */
        VolumeUse holders() {
            return new VolumeUse(volume, HOLDERS_FOLDER, false);
        }
    }

    private Starter(Share share, HolderPipe holder) {
        this.share = share;
        this.holder = holder;
    }

    static Starter make(Share share, HolderPipe holder) throws InterruptedException {
        var starter = new Starter(share, holder);
        if (share.seat() == 0) starter.tell("starter " + HexFormat.of().formatHex(share.program()));
        return starter;
    }

    /** A way in for one container. */
    public Entry entry() {
        return new Entry(share.seat() + "_" + entries.incrementAndGet());
    }

    private void tell(String order) throws InterruptedException {
        var trouble = holder.ask(order, PATIENCE).strip();
        if (!trouble.isEmpty()) throw new EngineException("a prepared network's starter does not work: " + trouble);
    }

    /** One container's. */
    final class Entry implements Entrance {
        private final String folder;

        private Entry(String folder) {
            this.folder = folder;
        }

        @Override
        public VolumeUse volume() {
            return new VolumeUse(share.volume(), FOLDER, true);
        }

        @Override
        public String[] entrypoint() {
            return new String[] {PROGRAM, FOLDER + "/" + folder};
        }

        @Override
        public void hold() throws InterruptedException {
            tell("hold " + folder);
        }

        @Override
        public void open() throws InterruptedException {
            tell("open " + folder);
        }

        @Override
        public boolean probe(List<String> words) throws InterruptedException {
            var bytes = new ByteArrayOutputStream();
            for (var word : words) {
                bytes.writeBytes(word.getBytes(StandardCharsets.UTF_8));
                bytes.write(0);
            }
            if (bytes.size() == 0 || bytes.size() > MOST_BYTES) return false;
            tell("probe " + folder + " " + HexFormat.of().formatHex(bytes.toByteArray()));
            return true;
        }

        @Override
        public boolean isHealthy(Pace pace) throws InterruptedException {
            try {
                var times = Stream.of(pace.first(), pace.slowest(), pace.timeout(), pace.whole())
                        .map(time -> " " + time.toMillis())
                        .collect(Collectors.joining());
                return !holder.ask(
                                "healthy " + folder + times,
                                PATIENCE.plus(pace.timeout()).plus(pace.whole()))
                        .isEmpty();
            } catch (EngineException _) {
                // The next look finds that the holder is gone.
                return false;
            }
        }

        @Override
        public Optional<Boolean> isWell(Duration timeout) throws InterruptedException {
            try {
                var answer = holder.ask("well " + folder + " " + timeout.toMillis(), PATIENCE.plus(timeout))
                        .strip();
                return answer.isEmpty() ? Optional.empty() : Optional.of(answer.equals("yes"));
            } catch (EngineException _) {
                return Optional.empty();
            }
        }
    }
}
