package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;

/** {@code softservice backup} and {@code restore}: one installation as one file, which another machine can take. */
public final class Backups {
    private final Site site;

    public Backups(Site site) {
        this.site = site;
    }

    /** {@code file}: where it is. */
    public record Made(String name, Version version, Path file, long bytes) {}

    /** {@code checks}: what the distro's own {@code data.check} says of it, a sentence each. */
    public record Verified(String name, Version version, java.util.List<String> checks) {}

    /**
     * Copies the data while everything stands still for a moment, starts it again, and writes the copy into the file.
     *
     * @param file empty: {@code NAME-VERSION-TIME.softservice} in {@code folder}
     */
    public Made backup(Optional<String> wanted, Optional<Path> file, Path folder) throws InterruptedException {
        var installation = site.folders().existing(wanted);
        try (var _ = installation.lock()) {
            var change = site.change(installation);
            var state = change.resume(installation.state().orElseThrow());
            var current = state.current()
                    .orElseThrow(() ->
                            InstallRefusal.input(state.name() + " is not installed: there is nothing to back up"));
            var now = site.clock().instant();
            var target = file.orElseGet(() -> folder.resolve(
                    state.name() + "-" + current.version() + "-" + Copies.ID.format(now) + ".softservice"));
            if (Files.isDirectory(target)) throw InstallRefusal.input(target + ": is a folder: name a file");
            var saved = change.copied(state, "for a backup");
            var copy = saved.upkeep().copies().getLast();
            try {
                write(installation, saved, copy, target);
            } finally {
                change.uncopied(copy);
            }
            return new Made(state.name(), current.version(), target, size(target));
        }
    }

    private void write(InstallationFolder installation, InstallState state, DataCopy copy, Path target)
            throws InterruptedException {
        var saved = site.machine().saved();
        var name = state.name();
        var scope = new EnvironmentScope.Installation(name, "");
        try (var writer = new BackupFile.Writer(target)) {
            var alone = state.with(Upkeep.NONE).idle();
            writer.add(
                    BackupFile.FILES + InstallationFolder.STATE,
                    out -> out.write(StateJson.write(alone).getBytes(StandardCharsets.UTF_8)));
            for (var each : installation.kept())
                writer.add(BackupFile.FILES + installation.root().relativize(each), out -> Files.copy(each, out));
            for (var volume : saved.volumes(name, copy.id())) {
                site.conversation().progress("writing " + volume);
                writer.addVolume(DataPlan.shortName(scope, volume), out -> saved.read(name, copy.id(), volume, out));
            }
            writer.finish(name, copy.taken().at());
        } catch (IOException failed) {
            throw InstallRefusal.platform(target + ": the backup could not be written: " + failed.getMessage() + "; "
                    + name + " runs as before");
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Brings back what a file holds. What is here under this name makes way, and is kept as a copy.
     *
     * @param wanted empty: as it was called when it was saved
     */
    public InstallState restore(Path file, Optional<String> wanted, boolean agreed) throws InterruptedException {
        try (var _ = site.folders().unpacking();
                var backup = BackupFile.open(file)) {
            var unpacked = unpack(backup);
            try {
                return restore(backup, unpacked, wanted, agreed);
            } finally {
                Folders.delete(unpacked.root());
            }
        }
    }

    private InstallState restore(
            BackupFile backup, InstallationFolder unpacked, Optional<String> wanted, boolean agreed)
            throws InterruptedException {
        var from = unpacked.state().orElseThrow();
        var installation = site.folders().installation(wanted.orElse(from.name()));
        try (var _ = installation.lock()) {
            var change = site.change(installation);
            var known = installation.state();
            var here = known.isPresent()
                    ? change.resume(known.get())
                    : InstallState.fresh(from.place().named(installation.name()));
            known.ifPresent(state -> requireSame(state, from, installation, unpacked));
            var place = here.place();
            var plan = Tree.running(unpacked, from.at(place), site.conversation());
            site.machine().clash(plan).ifPresent(taken -> {
                throw InstallRefusal.input(place.name() + " can't stand beside what is here: " + taken
                        + "; give it another name with --name");
            });
            boolean data = site.machine().inventory(place.name()).volumes() > 0;
            if (data && known.isEmpty())
                throw InstallRefusal.input("there is data of an installation " + place.name()
                        + " here of which nothing is known: give another name with --name");
            if (data
                    && !agreed
                    && !site.conversation()
                            .agree("Put the data of " + place.name()
                                    + " from the backup in the place of what is here?"))
                throw InstallRefusal.input(
                        place.name() + ": restoring takes the data that is here out of use, and keeps it"
                                + " as a copy: add --yes if that is wanted");
            // A machine that has nothing yet needs them even for filling volumes.
            switch (site.machine().prepare(plan, site.conversation()::progress)) {
                case Machine.Arrived _ -> {}
                case Machine.Stranded stranded ->
                    throw InstallRefusal.failed(stranded.reason() + "; nothing was changed");
                case Machine.Hindered hindered ->
                    throw InstallRefusal.platform(hindered.reason() + "; nothing was changed");
            }
            var version = from.current().orElseThrow().version();
            try {
                installation.take(unpacked, version);
            } catch (IOException failed) {
                throw InstallRefusal.platform(place.name() + ": " + failed.getMessage() + "; nothing was changed");
            }
            return change.restore(
                    here,
                    from,
                    fill(
                            backup,
                            new EnvironmentScope.Installation(place.name(), ""),
                            site.machine().saved()));
        }
    }

    private static Changeover.Filling fill(BackupFile backup, EnvironmentScope scope, Machine.SavedData saved) {
        return name -> {
            for (var volume : backup.volumes()) {
                try (var in = backup.volume(volume)) {
                    saved.write(name, scope.nameOf(volume), in);
                } catch (IOException unreadable) {
                    throw InstallRefusal.platform("the backup can't be read: " + unreadable.getMessage());
                }
            }
        };
    }

    private static void requireSame(
            InstallState here, InstallState from, InstallationFolder installation, InstallationFolder unpacked) {
        if (!here.place().source().url().equals(from.place().source().url()))
            throw InstallRefusal.input(here.name() + " is installed from "
                    + here.place().source().url() + ", and the backup is of "
                    + from.place().source().url() + ": give it another name with --name");
        if (!installation.hasSeedOf(unpacked))
            throw InstallRefusal.input(here.name() + " has passwords of its own, which the backup's data does not know:"
                    + " give it another name with --name, or uninstall " + here.name() + " --data first");
    }

    /** By this the engine tells what is tried out for this user: what a crash has left of that is removed before the next one. */
    private String hub() {
        return "softservice-verify-"
                + Integer.toHexString(
                        site.folders().root().toAbsolutePath().toString().hashCode());
    }

    private InstallationFolder unpack(BackupFile backup) {
        var folder = site.folders().unpacked().resolve(UUID.randomUUID().toString());
        StateFolder.makePrivate(folder);
        var unpacked = new InstallationFolder(folder);
        boolean whole = false;
        try {
            backup.unpack(folder);
            unpacked.checkout(unpacked.state()
                    .flatMap(InstallState::current)
                    .orElseThrow(() -> InstallRefusal.input("this backup holds no installation")));
            whole = true;
            return unpacked;
        } catch (IOException failed) {
            throw InstallRefusal.platform("the backup can't be unpacked: " + failed.getMessage());
        } finally {
            if (!whole) Folders.delete(folder);
        }
    }

    /** Brings a backup up in an environment that is thrown away, and looks whether all is well there. Nothing that is installed is touched. */
    public Verified verify(Path file) throws InterruptedException {
        try (var _ = site.folders().unpacking();
                var backup = BackupFile.open(file)) {
            var unpacked = unpack(backup);
            try {
                var state = unpacked.state().orElseThrow();
                var version = state.current().orElseThrow().version();
                var scope = new EnvironmentScope.Run(
                        hub(), "verify-" + UUID.randomUUID().toString().substring(0, 8), false);
                var plan = Tree.running(unpacked, state, site.conversation(), scope);
                var volumes = new LinkedHashMap<String, Machine.Archive>();
                for (var volume : backup.volumes()) volumes.put(scope.nameOf(volume), () -> backup.volume(volume));
                return switch (site.machine().tryOut(plan.live(), volumes, site.conversation()::progress)) {
                    case Machine.Held held -> new Verified(state.name(), version, held.checks());
                    case Machine.Fell fell ->
                        throw InstallRefusal.failed(file + ": brought up from this backup, " + state.name() + " "
                                + version + " is not well: " + fell.reason());
                };
            } finally {
                Folders.delete(unpacked.root());
            }
        }
    }
}
