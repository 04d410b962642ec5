package dev.softservice.runner.install;

import dev.softservice.manifest.model.Permissions;
import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The recorded state of one installation.
 *
 * @param current    what runs, or ran last; empty until the first installation has come up
 * @param parameters by name, those made up here included: they are kept over upgrades
 * @param history    what has been seen of the hub's releases
 * @param upkeep     how it is looked after: the copies of its data, and what is in the way
 * @param pending    what was begun and is not finished; after a crash it says where to go on
 */
public record InstallState(
        Place place,
        Optional<Installed> current,
        Map<String, String> parameters,
        History history,
        Upkeep upkeep,
        Optional<Pending> pending) {
    /** In the place of a version, where nothing is known of any. */
    static final Version NO_VERSION = new Version(0, 0, 0);

    /** Its name on this machine, where it comes from, and the address that its ports are published on. */
    public record Place(String name, Source source, String bind) {
        Place named(String other) {
            return new Place(other, source, bind);
        }
    }

    /**
     * A release that came up here.
     *
     * @param permissions its own and those of all that it is made of
     * @param endpoints   the names of those that it publishes
     * @param composition what its signed evidence says that it was tested with; empty for what was installed before that was kept
     * @param images      where its images came from
     */
    public record Installed(
            String distro,
            Version version,
            Subject subject,
            Permissions permissions,
            List<String> endpoints,
            Composition composition,
            ImagesFrom images,
            Instant at) {
        public Installed {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * @param highest the newest version ever believed: nothing older is taken after it
     * @param origin  where that one was made, as it said itself; empty where none has said so yet
     * @param failed  what failed here, and is not tried again by itself
     */
    public record History(Optional<Version> highest, Optional<Origin> origin, List<Failure> failed) {
        public static final History NONE = new History(Optional.empty(), Optional.empty(), List.of());

        public History {
            failed = List.copyOf(failed);
        }
    }

    /** A release that did not come up here, or that its user went back from. {@code until}: it is tried again by itself after that; empty: never. */
    public record Failure(Version version, String commit, String reason, Instant at, Optional<Instant> until) {
        private static final Duration HOLDS = Duration.ofDays(7);

        /** One that is tried again after a while: what it did not like about this machine may have changed. */
        static Failure of(Installed release, String reason, Instant now) {
            return new Failure(
                    release.version(), release.subject().commit(), reason, now, Optional.of(now.plus(HOLDS)));
        }

        /** Whether its user said so. */
        public boolean wanted() {
            return until.isEmpty();
        }
    }

    /** How far a change has come. */
    public enum Phase {
        /** The first release is coming up. It may be used already. */
        INSTALLING,
        /** What a first release left that did not come up is copied, and is being removed from where the next one finds it. */
        SETTING_ASIDE,
        /** What ran is being stopped and its data copied; the data itself is untouched. */
        SAVING,
        /** The data is saved, and another release is being tried over it. Nobody but the platform can reach that, so no user has written anything. */
        UPGRADING,
        /** What has passed is being opened to its users: from here on nothing is taken back by itself. */
        PUBLISHING,
        /** The saved data is being put back; nothing runs. */
        GOING_BACK,
        /** A backup is being put in the place of the data; nothing runs. */
        RESTORING,
        /** The data is right, and what belongs to it is being started. It may be used already. */
        STARTING,
        /** Containers are being removed. */
        UNINSTALLING
    }

    /** {@code copy}: the id of the data's copy that it is about; empty: of none. */
    public record Pending(Phase phase, Version version, Instant since, String copy) {}

    public InstallState {
        parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static InstallState fresh(Place place) {
        return new InstallState(place, Optional.empty(), Map.of(), History.NONE, Upkeep.NONE, Optional.empty());
    }

    public String name() {
        return place.name();
    }

    InstallState at(Place changed) {
        return new InstallState(changed, current, parameters, history, upkeep, pending);
    }

    InstallState with(Map<String, String> values) {
        return new InstallState(place, current, values, history, upkeep, pending);
    }

    InstallState with(Upkeep other) {
        return new InstallState(place, current, parameters, history, other, pending);
    }

    private InstallState with(History other) {
        return new InstallState(place, current, parameters, other, upkeep, pending);
    }

    private InstallState with(Optional<Installed> release, Optional<Pending> doing) {
        return new InstallState(place, release, parameters, history, upkeep, doing);
    }

    InstallState doing(Phase phase, Version version, Instant since) {
        return doing(phase, version, since, "");
    }

    InstallState doing(Phase phase, Version version, Instant since, String copy) {
        return with(current, Optional.of(new Pending(phase, version, since, copy)));
    }

    InstallState idle() {
        return with(current, Optional.empty());
    }

    InstallState running(Installed installed) {
        return with(Optional.of(installed), Optional.empty());
    }

    /** Uninstalled, with its data, settings and pinned key still here. */
    InstallState removed() {
        return with(Optional.empty(), Optional.empty()).with(upkeep.with(Optional.empty()));
    }

    /** As it was when this copy of its data was taken; what has been seen since stays seen. */
    InstallState asOf(DataCopy copy) {
        return with(copy.of(), Optional.empty()).with(copy.parameters());
    }

    /** What a backup holds runs here; where it is, what has been seen and how it is looked after stay. */
    InstallState restored(InstallState from) {
        return new InstallState(
                place,
                from.current(),
                from.parameters(),
                history.highest().isPresent() ? history : from.history(),
                upkeep,
                Optional.empty());
    }

    Optional<DataCopy> copy(String id) {
        return upkeep.copies().stream().filter(copy -> copy.id().equals(id)).findFirst();
    }

    InstallState keeping(DataCopy copy) {
        return with(upkeep.with(Stream.concat(without(copy), Stream.of(copy)).toList()));
    }

    InstallState forgetting(DataCopy copy) {
        return with(upkeep.with(without(copy).toList()));
    }

    private Stream<DataCopy> without(DataCopy copy) {
        return upkeep.copies().stream().filter(each -> !each.id().equals(copy.id()));
    }

    /** A version that was believed, and where it was made: the marks that nothing may fall below. */
    InstallState seen(Version version, Optional<Origin> origin) {
        var highest = history.highest()
                .filter(before -> before.compareTo(version) > 0)
                .orElse(version);
        return with(new History(Optional.of(highest), origin.or(history::origin), history.failed()));
    }

    InstallState failed(Failure failure) {
        var failures = new ArrayList<>(history.failed());
        failures.removeIf(earlier -> earlier.commit().equals(failure.commit()));
        failures.add(failure);
        return with(new History(history.highest(), history.origin(), failures));
    }

    /** What is known of a commit that failed here. */
    public Optional<Failure> failureOf(String commit, Instant now) {
        return history.failed().stream()
                .filter(failure -> failure.commit().equals(commit))
                .filter(failure -> failure.until().map(now::isBefore).orElse(true))
                .findFirst();
    }
}
