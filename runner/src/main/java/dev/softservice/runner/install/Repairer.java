package dev.softservice.runner.install;

import java.util.Optional;

/**
 * {@code softservice repair}, {@code start}, {@code stop} and {@code restart}: makes an installation run as it should,
 * or stops it.
 */
public final class Repairer {
    private final Site site;

    public Repairer(Site site) {
        this.site = site;
    }

    /** Finishes what was left half-done, and makes again what was removed or changed. The data stays as it is. */
    public InstallState repair(Optional<String> wanted) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            var change = site.change(folder);
            var state = change.resume(folder.state().orElseThrow());
            requireInstalled(state);
            // What still runs of one that was to be down ends in a moment: the engine goes on with a stop whose command
            // was killed.
            if (state.upkeep().stopped()) site.machine().remove(state.name(), false);
            return change.start(state.with(state.upkeep().up(site.clock().instant())));
        }
    }

    /** Stops everything until it is started again; {@code track} leaves it alone meanwhile. */
    public InstallState stop(Optional<String> wanted) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            var state = site.change(folder).resume(folder.state().orElseThrow());
            requireInstalled(state);
            var stopped = state.with(state.upkeep().down());
            folder.save(stopped);
            site.machine().remove(state.name(), false);
            return stopped;
        }
    }

    /** Stops everything, and starts it. */
    public InstallState restart(Optional<String> wanted) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            var change = site.change(folder);
            var state = change.resume(folder.state().orElseThrow());
            requireInstalled(state);
            folder.save(state.with(state.upkeep().down()));
            site.machine().remove(state.name(), false);
            return change.start(state.with(state.upkeep().up(site.clock().instant())));
        }
    }

    private static void requireInstalled(InstallState state) {
        if (state.current().isEmpty())
            throw InstallRefusal.input(state.name() + ": its installation has not come up yet: softservice install "
                    + state.place().source().url() + " tries again");
    }
}
