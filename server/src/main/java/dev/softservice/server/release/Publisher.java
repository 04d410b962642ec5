package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Architecture;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryLocks;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the main branch has proven: images, evidence, signed tag, {@code stable}, row, in this order. The intention is a row of its own
 * first, each step is the same when done twice, so a crash at any point is finished at the next start.
 */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final String MAIN = BranchName.MAIN.ref();
    private static final String STABLE = BranchName.STABLE.ref();
    static final String NOTES = "refs/notes/verification";

    /** What publishing needs of the hub; {@code level}: the highest rung that runs climb to here. */
    public record Parts(
            Releases releases,
            GitStore git,
            GitReader reader,
            Repositories repositories,
            RepositoryLocks locks,
            Runs runs,
            ImageStore images,
            Catalog catalog,
            Clock clock,
            int level) {}

    private final Parts parts;
    /** Why what could not be finished failed last. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    private final EvidenceMaker evidence;
    private final ManifestReader manifests = new ManifestReader();

    /** {@code runnerVersion} goes into the evidence. */
    public Publisher(Parts parts, String runnerVersion) {
        this.parts = parts;
        this.evidence = new EvidenceMaker(parts.reader(), runnerVersion);
    }

    /** Listens to runs: what passed on main is released. */
    public void onRun(Run run) {
        if (run.kind() != Run.Kind.BRANCH
                || !run.ref().equals(MAIN)
                || run.verdict().filter(Run.Outcome.PASSED::equals).isEmpty()) return;
        parts.locks()
                .with(run.repository(), () -> begun(run))
                .ifPresent(release -> attempt("release " + release.tag(), () -> complete(release)));
    }

    /** A release that is intended and not published yet. */
    private Optional<Release> begun(Run run) {
        var repository = parts.repositories().byId(run.repository());
        var database = parts.releases().database();
        var begun = database.read(handle -> ReleaseTable.ofCommit(handle, repository.id(), run.commit()));
        if (begun.isPresent()) return begun.filter(release -> release.evidence().isEmpty());
        var manifest = manifest(repository, run.commit());
        if (manifest.isEmpty()) return Optional.empty();
        var proven = new Proven(
                run.commit(), run.tree(), run.rungs(), run.reusedFrom().orElse(run.id()));
        return switch (decide(repository, manifest.get(), proven)) {
            case ReleaseRules.Hold hold -> {
                // Decided anew at each start of the hub, and said once.
                if (!parts.runs().notes(run.id()).contains(hold.why()))
                    parts.runs().note(run.id(), hold.why());
                yield Optional.empty();
            }
            case ReleaseRules.Publish publish -> {
                // To the second: that is what a tag holds.
                var now = parts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
                yield Optional.of(database.write(
                        handle -> ReleaseTable.intend(handle, repository.id(), publish.version(), proven, now)));
            }
        };
    }

    /** Keeping its images takes as long as the engine needs to write them out, so the repository is not locked meanwhile: its pull requests go on. */
    private void complete(Release release) {
        keepImages(release);
        parts.locks().with(release.repository(), () -> stillBegun(release) && finish(release));
    }

    private void keepImages(Release release) {
        var wanted = new ImageStore.Wanted(
                release.id(), release.repository(), parts.runs().report(release.run()));
        try {
            parts.images().keep(wanted).ifPresent(gone -> parts.runs().note(release.run(), gone));
        } catch (Refusal waits) {
            if (!parts.runs().notes(release.run()).contains(waits.getMessage()))
                parts.runs().note(release.run(), waits.getMessage());
            throw waits;
        }
    }

    private ReleaseRules.Decision decide(HostedRepository repository, Manifest manifest, Proven proven) {
        var stable = parts.releases().stable(repository);
        boolean follows = resolve(repository, STABLE)
                .map(tip -> parts.reader()
                        .isAncestor(repository.name(), tip, proven.commit().id()))
                .orElse(true);
        if (!follows)
            return new ReleaseRules.Hold(
                    "no release: main does not contain what stable points to; merge stable into it");
        var taken = new HashSet<>(
                parts.releases().database().read(handle -> ReleaseTable.versions(handle, repository.id())));
        parts.reader()
                .tags(repository.name())
                .forEach(tag -> Version.ofTag(tag.name()).ifPresent(taken::add));
        return ReleaseRules.decide(manifest, proven, new ReleaseRules.Before(stable, taken), parts.level());
    }

    private Optional<Manifest> manifest(HostedRepository repository, Sha commit) {
        return manifests.read(parts.git().files(repository.name(), commit.id())).manifest();
    }

    private Optional<ObjectId> resolve(HostedRepository repository, String ref) {
        return parts.git().resolve(repository.name(), ref).map(ObjectId::copy);
    }

    /** Does whatever is left of a release that was intended. */
    private boolean finish(Release release) {
        var repository = parts.repositories().byId(release.repository());
        var commit = release.commit().id();
        var run = parts.runs().require(release.run());
        var report = parts.runs().report(run.id());
        var manifest = manifest(repository, release.commit()).orElseThrow();
        var key = parts.releases().key();
        var version = Version.parse(release.version()).orElseThrow();
        var origin = new Origin(
                key.principal(), repository.name().toString(), version, Architecture.ofEngine(report.architecture()));
        var shown = new EvidenceMaker.Shown(run, report, parts.images().of(release.id()));
        var envelope = evidence.of(repository, release, shown, origin).toEnvelope(key.key());
        var digest = Evidence.digest(envelope);
        parts.git().note(repository.name(), NOTES, commit, envelope);
        if (!tag(repository, release, tagObject(release, run, manifest, new Vouched(origin, digest)))) {
            parts.runs().note(run.id(), "no release: tag " + release.tag() + " exists and is somebody else's");
            parts.releases().database().run(handle -> ReleaseTable.abandon(handle, release.id()));
            return false;
        }
        forward(repository, commit);
        parts.releases().database().run(handle -> {
            ReleaseTable.publish(handle, release.id(), digest);
            parts.catalog().describe(handle, repository, manifest.about());
            parts.catalog().released(handle, repository, release.version(), release.rungs(), release.createdAt());
        });
        LOG.info("{} {} is released", repository.name(), release.tag());
        return true;
    }

    /** What a tag names beside what was tested: where it was made, and the digest of its evidence. */
    private record Vouched(Origin origin, String evidence) {}

    private byte[] tagObject(Release release, Run run, Manifest manifest, Vouched vouched) {
        var counts = run.tests();
        var tested = new ReleaseTag.Tested(
                new Subject(release.commit().name(), release.tree().name()),
                ReleaseTag.Reached.of(release.rungs()),
                counts.passed(),
                counts.failed(),
                counts.skipped());
        var tag = new ReleaseTag(
                manifest.name(),
                vouched.origin().version(),
                Optional.of(vouched.origin()),
                tested,
                manifest.permissions(),
                vouched.evidence());
        return tag.sign(parts.releases().key().key(), parts.releases().key().tagger(release.createdAt()));
    }

    /** Tags never move: false where there is another one by that name. */
    private boolean tag(HostedRepository repository, Release release, byte[] object) {
        var id = parts.git().insert(repository.name(), Constants.OBJ_TAG, object);
        var ref = "refs/tags/" + release.tag();
        if (parts.git()
                .moveRef(repository.name(), ref, Optional.empty(), Optional.of(id), "release " + release.version()))
            return true;
        return resolve(repository, ref).filter(id::equals).isPresent();
    }

    /** {@code stable} only ever goes forward. */
    private void forward(HostedRepository repository, ObjectId commit) {
        var present = resolve(repository, STABLE);
        if (present.isPresent() && parts.reader().isAncestor(repository.name(), commit, present.get())) return;
        if (!parts.git().moveRef(repository.name(), STABLE, present, Optional.of(commit), "release")) {
            throw new IllegalStateException(repository.name() + ": stable was moved by somebody else");
        }
    }

    /** For the start of the hub: finishes what was begun, and releases what was proven just before the end. */
    public void repairAll() {
        finishBegun();
        for (RunId id : parts.runs().newestPassed(MAIN)) {
            attempt("run " + id, () -> onRun(parts.runs().require(id)));
        }
    }

    /** Finishes releases whose last step failed; each by itself, so that one that can't be finished keeps no other waiting. */
    public void finishBegun() {
        for (var release : parts.releases().database().read(ReleaseTable::intended)) {
            attempt("release " + release.tag(), () -> complete(release));
        }
    }

    /** Somebody else may have finished or given it up while the repository was locked. */
    private boolean stillBegun(Release release) {
        return parts.releases().database().read(ReleaseTable::intended).stream()
                .anyMatch(begun -> begun.id() == release.id());
    }

    /** What fails is tried again later; its reason is logged once, not at every attempt. */
    private void attempt(String what, Runnable repair) {
        try {
            repair.run();
            told.remove(what);
        } catch (RuntimeException failed) {
            if (!String.valueOf(failed).equals(told.put(what, String.valueOf(failed)))) {
                LOG.error("{} could not be finished; it is tried again", what, failed);
            }
        }
    }
}
