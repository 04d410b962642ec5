package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.evidence.Version;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides which run of main becomes a release, and writes the intention down before anything is done. */
public final class ReleaseIntentions {
    private final Releases releases;
    private final ReleaseRefs refs;
    private final Runs runs;
    private final Clock clock;
    private final int level;

    /** @param level the highest rung that runs climb to here */
    public ReleaseIntentions(Releases releases, ReleaseRefs refs, Runs runs, Clock clock, int level) {
        this.releases = releases;
        this.refs = refs;
        this.runs = runs;
        this.clock = clock;
        this.level = level;
    }

    HostedRepository repository(Release release) {
        return refs.repository(release.repository());
    }

    /** Returns the release that the run makes, if it is intended and not published yet. */
    Optional<Release> of(Run run) {
        var repository = refs.repository(run.repository());
        var database = releases.database();
        var begun = database.read(handle -> ReleaseTable.ofCommit(handle, repository.id(), run.commit()));
        if (begun.isPresent()) return begun.filter(release -> release.evidence().isEmpty());
        var manifest = refs.manifest(repository, run.commit());
        if (manifest.isEmpty()) return Optional.empty();
        var proven = proven(run);
        return switch (decide(repository, manifest.get(), proven)) {
            case ReleaseRules.Hold hold -> {
                // Decided anew at each start of the hub, and said once.
                if (!runs.notes(run.id()).contains(hold.why())) runs.note(run.id(), hold.why());
                yield Optional.empty();
            }
            case ReleaseRules.Wait _ -> Optional.empty();
            case ReleaseRules.Publish publish -> {
                // To the second: that is what a tag holds.
                var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
                yield Optional.of(database.write(
                        handle -> ReleaseTable.intend(handle, repository.id(), publish.version(), proven, now)));
            }
        };
    }

    /** The level that a release of this commit has to reach; empty where its manifest can't be read. */
    OptionalInt required(HostedRepository repository, Sha commit) {
        return refs.manifest(repository, commit)
                .map(manifest -> OptionalInt.of(ReleaseRules.required(manifest, releases.newest(repository), level)))
                .orElse(OptionalInt.empty());
    }

    /** What has become of a run of main that passed, as things are now. */
    sealed interface Outlook {
        record Published(Release release) implements Outlook {}

        record Begun(Release release) implements Outlook {}

        /** {@code why}: one line. */
        record Held(String why) implements Outlook {}

        /** Runs of what uses the distro decide. {@code why}: one line. */
        record Tried(String why) implements Outlook {}

        /** It is about to be begun. */
        record Next(String tag) implements Outlook {}
    }

    Outlook outlook(HostedRepository repository, Run run) {
        var begun = releases.database().read(handle -> ReleaseTable.ofCommit(handle, repository.id(), run.commit()));
        if (begun.isPresent())
            return begun.get().evidence().isEmpty()
                    ? new Outlook.Begun(begun.get())
                    : new Outlook.Published(begun.get());
        return refs.manifest(repository, run.commit())
                .map(manifest -> switch (decide(repository, manifest, proven(run))) {
                    case ReleaseRules.Hold hold -> (Outlook) new Outlook.Held(hold.why());
                    case ReleaseRules.Wait wait -> new Outlook.Tried(wait.why());
                    case ReleaseRules.Publish publish -> new Outlook.Next("v" + publish.version());
                })
                .orElse(new Outlook.Held("no release: its manifest can't be read; mend softservice.yaml"));
    }

    private static Proven proven(Run run) {
        return new Proven(
                run.commit(), run.tree(), run.rungs(), run.reusedFrom().orElse(run.id()));
    }

    /** Returns what is intended and not published. */
    List<Release> open() {
        return releases.database().read(ReleaseTable::intended);
    }

    private boolean isRemade(Optional<Release> stable, Proven proven) {
        return stable.filter(release -> !parts(release.run()).equals(parts(proven.run())))
                .isPresent();
    }

    private Set<String> parts(RunId run) {
        return runs.usesOf(List.of(run)).getOrDefault(run, List.of()).stream()
                .map(use -> use.used().line())
                .collect(Collectors.toSet());
    }

    /** The version that this commit would be released as, if it came to main and reached its level; empty where it would not be. */
    Optional<Version> next(HostedRepository repository, Sha commit) {
        return refs.manifest(repository, commit)
                .flatMap(manifest -> ReleaseRules.next(manifest, releases.newest(repository), taken(repository)));
    }

    private Set<Version> taken(HostedRepository repository) {
        var taken = new HashSet<>(releases.database().read(handle -> ReleaseTable.versions(handle, repository.id())));
        taken.addAll(refs.tagged(repository));
        return taken;
    }

    private ReleaseRules.Decision decide(HostedRepository repository, Manifest manifest, Proven proven) {
        var stable = releases.newest(repository);
        if (!refs.followsStable(repository, proven.commit()))
            return new ReleaseRules.Hold(
                    "no release: main does not contain what stable points to; merge stable into it");
        var before = new ReleaseRules.Before(stable, taken(repository), isRemade(stable, proven));
        return ReleaseRules.decide(manifest, proven, before, level);
    }
}
