package dev.softservice.runner.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;

/** What the whole machine does, told by Linux: the engine and the containers work in processes that come and go. */
final class MachineLoad {
    private static final double TICKS_A_SECOND = 100;

    private MachineLoad() {}

    /** Seconds that its processors have worked since it started, for whomever; empty where nobody tells. */
    static OptionalDouble cpuSeconds() {
        try {
            // user nice system idle iowait irq softirq steal guest
            var fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+");
            return OptionalDouble.of(Arrays.stream(new int[] {1, 2, 3, 6, 7})
                            .mapToLong(field -> Long.parseLong(fields[field]))
                            .sum()
                    / TICKS_A_SECOND);
        } catch (IOException _) {
            return OptionalDouble.empty();
        }
    }

    /** The mean number of processes that ran or wanted to in the last minute; empty where nobody tells. */
    static OptionalDouble average() {
        try {
            return OptionalDouble.of(Double.parseDouble(
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0]));
        } catch (IOException _) {
            return OptionalDouble.empty();
        }
    }
}
