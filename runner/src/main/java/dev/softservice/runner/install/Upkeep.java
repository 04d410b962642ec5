package dev.softservice.runner.install;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an installation is maintained.
 *
 * @param copies  of its data, oldest first
 * @param keeping how long those are kept
 * @param trouble what keeps it from following its hub
 * @param well    when it was last seen to be up, whole and healthy
 * @param stopped its user wants it to be down
 */
public record Upkeep(
        List<DataCopy> copies, Keeping keeping, Optional<Trouble> trouble, Optional<Instant> well, boolean stopped) {
    public static final Upkeep NONE = new Upkeep(List.of(), Keeping.DEFAULT, Optional.empty(), Optional.empty(), false);

    public Upkeep {
        copies = List.copyOf(copies);
    }

    Upkeep with(List<DataCopy> others) {
        return new Upkeep(others, keeping, trouble, well, stopped);
    }

    Upkeep with(Keeping other) {
        return new Upkeep(copies, other, trouble, well, stopped);
    }

    Upkeep with(Optional<Trouble> other) {
        return new Upkeep(copies, keeping, other, well, stopped);
    }

    Upkeep up(Instant seen) {
        return new Upkeep(copies, keeping, trouble, Optional.of(seen), false);
    }

    Upkeep down() {
        return new Upkeep(copies, keeping, trouble, Optional.empty(), true);
    }
}
