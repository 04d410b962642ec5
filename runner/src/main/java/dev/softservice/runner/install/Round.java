package dev.softservice.runner.install;

import dev.softservice.runner.engine.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One pass of {@code track} over the installations. A failure of one does not stop the others. */
public final class Round {
    private final Site site;
    private final Optional<ScheduledBackups.Plan> backups;
    private final Optional<Path> bundles;

    /** What came of a look at one. */
    public sealed interface Finding {
        String name();
    }

    public record Looked(Upgrader.Outcome outcome) implements Finding {
        @Override
        public String name() {
            return outcome.name();
        }
    }

    public record Saved(String name, Backups.Made made) implements Finding {}

    public record Refused(String name, InstallRefusal.Kind kind, String reason) implements Finding {}

    /** Its files are damaged in a way that nobody thought of. */
    public record Broken(String name, RuntimeException failure) implements Finding {}

    /**
     * @param backups how backups are made on the way, where they are wanted
     * @param bundles a folder whose bundles are looked at in the place of hubs
     */
    public Round(Site site, Optional<ScheduledBackups.Plan> backups, Optional<Path> bundles) {
        this.site = site;
        this.backups = backups;
        this.bundles = bundles;
    }

    /** Tells {@code listener} of each as soon as it is known. */
    public void play(List<String> names, Consumer<Finding> listener) throws InterruptedException {
        for (var name : names) {
            safely(name, () -> Optional.of(new Looked(upgraded(name)))).ifPresent(listener);
            if (backups.isPresent())
                safely(name, () -> saved(name, backups.get())).ifPresent(listener);
        }
    }

    private Upgrader.Outcome upgraded(String name) throws InterruptedException {
        var wanted = Optional.of(name);
        if (bundles.isEmpty()) return new Upgrader(site).upgrade(wanted, Upgrader.Wish.TRACKING);
        var state = site.folders().existing(wanted).state().orElseThrow();
        try (var bundle = BundleSupply.newest(bundles.get(), state.place().source(), site.folders())) {
            return new Upgrader(site.with(bundle)).upgrade(wanted, Upgrader.Wish.TRACKING);
        }
    }

    private Optional<Finding> saved(String name, ScheduledBackups.Plan plan) throws InterruptedException {
        return new ScheduledBackups(site, plan).look(name).map(made -> new Saved(name, made));
    }

    private interface Work {
        Optional<Finding> done() throws InterruptedException;
    }

    private static Optional<Finding> safely(String name, Work work) throws InterruptedException {
        try {
            return work.done();
        } catch (InstallRefusal refusal) {
            return Optional.of(new Refused(name, refusal.kind(), refusal.getMessage()));
        } catch (EngineException engine) {
            return Optional.of(new Refused(name, InstallRefusal.Kind.PLATFORM, engine.getMessage()));
        } catch (RuntimeException damaged) {
            return Optional.of(new Broken(name, damaged));
        }
    }
}
