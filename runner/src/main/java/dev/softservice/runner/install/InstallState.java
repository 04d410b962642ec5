package dev.softservice.runner.install;

import dev.softservice.manifest.model.Manifest.Permissions;
import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one installation.
 *
 * @param current    what runs, or ran last; empty until the first installation has come up
 * @param parameters by name, those made up here included: they are kept over upgrades
 * @param history    what has been seen of the hub's releases
 * @param pending    what was begun and is not finished; after a crash it says where to go on
 */
public record InstallState(
        Place place,
        Optional<Installed> current,
        Map<String, String> parameters,
        History history,
        Optional<Pending> pending) {
    /** Its name on this machine, where it comes from, and the address that its ports are published on. */
    public record Place(String name, Source source, String bind) {}

    /**
     * A release that came up here.
     *
     * @param permissions its own and those of all that it is made of
     * @param endpoints   the names of those that it publishes
     * @param composition what its signed evidence says that it was tested with; empty for what was installed before that was kept
     */
    public record Installed(
            String distro,
            Version version,
            Subject subject,
            Permissions permissions,
            List<String> endpoints,
            Composition composition,
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

    /** A release that did not come up here. */
    public record Failure(Version version, String commit, String reason, Instant at) {}

    /** How far a change has come. */
    public enum Phase {
        /** The first release is coming up; there is no data yet that could be lost. */
        INSTALLING,
        /** The old release is being stopped and its data copied; the data itself is untouched. */
        SAVING,
        /** The data is saved; the new release may have changed the original. */
        UPGRADING,
        /** The saved data is being put back. */
        GOING_BACK,
        /** Containers are being removed. */
        UNINSTALLING
    }

    public record Pending(Phase phase, Version version, Instant since) {}

    public InstallState {
        parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static InstallState fresh(Place place) {
        return new InstallState(place, Optional.empty(), Map.of(), History.NONE, Optional.empty());
    }

    public String name() {
        return place.name();
    }

    InstallState at(Place changed) {
        return new InstallState(changed, current, parameters, history, pending);
    }

    InstallState with(Map<String, String> values) {
        return new InstallState(place, current, values, history, pending);
    }

    InstallState doing(Phase phase, Version version, Instant since) {
        return new InstallState(place, current, parameters, history, Optional.of(new Pending(phase, version, since)));
    }

    InstallState idle() {
        return new InstallState(place, current, parameters, history, Optional.empty());
    }

    InstallState running(Installed installed) {
        return new InstallState(place, Optional.of(installed), parameters, history, Optional.empty());
    }

    /** Uninstalled, with its data, settings and pinned key still here. */
    InstallState removed() {
        return new InstallState(place, Optional.empty(), parameters, history, Optional.empty());
    }

    /** A version that was believed, and where it was made: the marks that nothing may fall below. */
    InstallState seen(Version version, Optional<Origin> origin) {
        var highest = history.highest()
                .filter(before -> before.compareTo(version) > 0)
                .orElse(version);
        return new InstallState(
                place,
                current,
                parameters,
                new History(Optional.of(highest), origin.or(history::origin), history.failed()),
                pending);
    }

    InstallState failed(Failure failure) {
        var failures = new ArrayList<>(history.failed());
        failures.removeIf(earlier -> earlier.commit().equals(failure.commit()));
        failures.add(failure);
        return new InstallState(
                place, current, parameters, new History(history.highest(), history.origin(), failures), pending);
    }

    /** What is known of a commit that failed here. */
    public Optional<Failure> failureOf(String commit) {
        return history.failed().stream()
                .filter(failure -> failure.commit().equals(commit))
                .findFirst();
    }
}
