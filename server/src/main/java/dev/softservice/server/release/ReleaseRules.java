package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.RungOutcome.NotRun;
import java.util.Collection;
import java.util.Optional;

/** Whether a proven commit is released, and as what. Pure. */
final class ReleaseRules {
    private ReleaseRules() {}

    sealed interface Decision {}

    record Publish(Version version) implements Decision {}

    /** {@code why}: one line for the run's page, naming the remedy where there is one. */
    record Hold(String why) implements Decision {}

    /** What is not known yet is told by runs of what uses the distro. */
    record Wait(String why) implements Decision {}

    /** {@code taken}: every version released, or tagged by anybody, so far; {@code remade}: what was proven is made of other parts than stable. */
    record Before(Optional<Release> stable, Collection<Version> taken, boolean remade) {}

    /** {@code highest}: the rung that runs climb to on this hub; what was shown above it once can't be asked for any more. */
    static Decision decide(Manifest manifest, Proven proven, Before before, int highest) {
        var stable = before.stable();
        boolean same =
                stable.filter(release -> release.tree().equals(proven.tree())).isPresent();
        if (same && !before.remade()) {
            return new Hold(
                    "no release: nothing has changed since " + stable.get().tag());
        }
        int required = required(manifest, stable, highest);
        if (proven.rungs().reach(Math.min(required, Rung.ALONE.number()))
                && required >= Rung.CARRIES.number()
                && proven.rungs().of(Rung.CARRIES) instanceof NotRun) {
            return new Wait("it is tried with what uses this distro, because level " + required + " ("
                    + Rung.titleOf(required) + ") is asked for");
        }
        if (!proven.rungs().reach(required)) {
            return new Hold("no release: " + proven.rungs().text() + "; level " + required + " ("
                    + Rung.titleOf(required) + ") is asked for");
        }
        return numbered(manifest, stable, before.taken());
    }

    /** The level that a release has to reach. */
    static int required(Manifest manifest, Optional<Release> stable, int highest) {
        return manifest.releaseLevel()
                .orElse(stable.map(release -> Math.min(release.level(), highest))
                        .orElse(1));
    }

    /** Returns the version that something with this manifest would get; empty where it would get none. */
    static Optional<Version> next(Manifest manifest, Optional<Release> stable, Collection<Version> taken) {
        return switch (numbered(manifest, stable, taken)) {
            case Publish publish -> Optional.of(publish.version());
            case Hold _, Wait _ -> Optional.empty();
        };
    }

    private static Decision numbered(Manifest manifest, Optional<Release> stable, Collection<Version> taken) {
        var line = manifest.version();
        int next = taken.stream()
                        .filter(version -> version.major() == line.major() && version.minor() == line.minor())
                        .mapToInt(Version::patch)
                        .max()
                        .orElse(-1)
                + 1;
        var version = new Version(line.major(), line.minor(), line.patch().orElse(next));
        if (taken.contains(version)) {
            return new Hold("no release: " + version
                    + " has been released already; write the next version into softservice.yaml");
        }
        var present = stable.flatMap(release -> Version.parse(release.version()));
        if (present.isPresent() && version.compareTo(present.get()) < 0) {
            return new Hold("no release: " + version + " would come after " + present.get()
                    + "; write a higher version into softservice.yaml");
        }
        return new Publish(version);
    }
}
