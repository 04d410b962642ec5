package dev.softservice.runner.install;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which copies of an installation's data are kept.
 *
 * @param last  at least so many
 * @param days  everything that is younger
 * @param share as a percentage of the engine's disk, what all of them may take; the newest one is kept whatever it takes
 */
public record Keeping(int last, int days, int share) {
    public static final Keeping DEFAULT = new Keeping(2, 7, 25);

    public Keeping {
        if (last < 1 || last > 1_000) throw new IllegalArgumentException("copies to keep: " + last);
        if (days < 0 || days > 3_650) throw new IllegalArgumentException("days to keep copies: " + days);
        if (share < 1 || share > 95) throw new IllegalArgumentException("share of the disk for copies: " + share);
    }

    /** Those that go, oldest first. {@code disk}: its size in bytes, where it is known. */
    List<DataCopy> surplus(List<DataCopy> copies, Instant now, OptionalLong disk) {
        var newest = copies.stream()
                .filter(copy -> !copy.going())
                .sorted(Comparator.comparing((DataCopy copy) -> copy.taken().at())
                        .reversed())
                .toList();
        var kept = new ArrayList<DataCopy>();
        for (var copy : newest) {
            boolean young = copy.taken().at().plus(Duration.ofDays(days)).isAfter(now);
            if (kept.size() < last || young) kept.add(copy);
        }
        long allowed = disk.isPresent() ? disk.getAsLong() / 100 * share : Long.MAX_VALUE;
        while (kept.size() > 1 && kept.stream().mapToLong(DataCopy::bytes).sum() > allowed) kept.removeLast();
        return newest.reversed().stream().filter(copy -> !kept.contains(copy)).toList();
    }
}
