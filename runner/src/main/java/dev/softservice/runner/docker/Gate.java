package dev.softservice.runner.docker;

import dev.softservice.runner.engine.EngineException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds processes at their very beginning. Most of what starting a container costs is the engine's work around it, which need not wait for what the container's process waits
 * for: so the container is started with a small program in place of its command, which becomes the command when its latch is opened. The program and the latches (FIFOs that the
 * holder keeps open) are in a volume of the slot, which containers have read-only: nobody else shares it.
 */
final class Gate {
    /** Where containers have the volume: not in their image's file system, which stays as it is. */
    static final String FOLDER = "/dev/.gate";
    /** Where the holder has it. */
    static final String HOLDERS_FOLDER = "/gate";
    private static final String PROGRAM = FOLDER + "/gate";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String volume;
    private final HolderPipe keeper;
    private final AtomicInteger latches = new AtomicInteger();

    private Gate(String volume, HolderPipe keeper) {
        this.volume = volume;
        this.keeper = keeper;
    }

    /** Puts the program into the volume, through a holder that has it. */
    static Gate make(String volume, byte[] program, HolderPipe keeper) throws InterruptedException {
        var gate = new Gate(volume, keeper);
        gate.tell("gate " + HexFormat.of().formatHex(program));
        return gate;
    }

    /** One closed latch, for one container. */
    record Latch(String volume, int number) {
        /** What a container's process is to be; its command are the arguments. */
        String[] entrypoint() {
            return new String[] {PROGRAM, FOLDER + "/" + number};
        }
    }

    Latch latch() throws InterruptedException {
        var latch = new Latch(volume, latches.incrementAndGet());
        tell("hold " + latch.number());
        return latch;
    }

    /** Lets the container's process begin, or begin at once when it is started; from then on it is open whoever starts the container again. */
    void open(Latch latch) throws InterruptedException {
        tell("open " + latch.number());
    }

    private void tell(String order) throws InterruptedException {
        var trouble = keeper.ask(order, PATIENCE).strip();
        if (!trouble.isEmpty()) throw new EngineException("a prepared network's gate does not work: " + trouble);
    }
}
