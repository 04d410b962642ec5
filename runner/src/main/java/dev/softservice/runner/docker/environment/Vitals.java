package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.disk.DiskWatch;
import java.util.Optional;

/** What has to hold for a whole environment, whichever of its containers is looked at. */
final class Vitals {
    private final Lodging lodging;
    private volatile Optional<DiskWatch> disk = Optional.empty();

    Vitals(Lodging lodging) {
        this.lodging = lodging;
    }

    boolean isWatched() {
        return disk.isPresent();
    }

    void watch(DiskWatch watch) {
        disk = Optional.of(watch);
    }

    void stop() {
        disk.ifPresent(DiskWatch::stop);
    }

    /** The limit of the whole run that was met, if one was: then its containers have been killed. */
    Optional<String> limit() {
        return disk.flatMap(DiskWatch::breach);
    }

    /** The same as a reason. A limit is told before anything is killed for it. */
    Optional<String> met() {
        return limit().map(limit -> "the run met its " + limit);
    }

    void requireHolders() {
        lodging.requireHolders();
    }
}
