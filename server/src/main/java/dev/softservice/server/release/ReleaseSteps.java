package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.ReleaseNotes;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps from an intention to a release: evidence, signed tag, {@code stable}, row. */
public final class ReleaseSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseSteps.class);

    private final Releases releases;
    private final ReleaseRefs refs;
    private final EvidenceMaker evidence;
    private final NotesMaker notes;
    private final Runs runs;
    private final Catalog catalog;
    private final Statements statements;

    /** What a release is shown in, once it is there. */
    public record Shown(Catalog catalog, Statements statements) {}

    /** What is written about a release. */
    public record Written(EvidenceMaker evidence, NotesMaker notes) {}

    public ReleaseSteps(Releases releases, ReleaseRefs refs, Written written, Runs runs, Shown shown) {
        this.releases = releases;
        this.refs = refs;
        this.evidence = written.evidence();
        this.notes = written.notes();
        this.runs = runs;
        this.catalog = shown.catalog();
        this.statements = shown.statements();
    }

    /** Does whatever is left of a release that was intended. */
    boolean finish(Release release, Map<String, KeptImage> kept) {
        var repository = refs.repository(release.repository());
        var commit = release.commit().id();
        var run = runs.require(release.run());
        var report = runs.report(run.id());
        var manifest = refs.manifest(repository, release.commit()).orElseThrow();
        var key = releases.key();
        var version = Version.parse(release.version()).orElseThrow();
        var origin = new Origin(
                key.principal(),
                repository.life().madeAs().toString(),
                version,
                Architecture.ofEngine(report.architecture()));
        var shown = new EvidenceMaker.Shown(run, report, kept, manifest.notShown());
        var envelope = evidence.of(repository, release, shown, origin).toEnvelope(key.key());
        var digest = Evidence.digest(envelope);
        refs.note(repository, commit, envelope);
        var vouched = new Vouched(origin, digest, noted(repository, release, manifest));
        if (!refs.tag(repository, release, tagObject(release, run, manifest, vouched))) {
            runs.note(run.id(), "no release: tag " + release.tag() + " exists and is somebody else's");
            releases.database().run(handle -> ReleaseTable.abandon(handle, release.id()));
            return false;
        }
        refs.forward(repository, commit);
        releases.database().run(handle -> {
            ReleaseTable.publish(handle, release.id(), digest, manifest.data().dropped());
            catalog.describe(handle, repository, manifest.about());
            catalog.released(handle, repository, release.version(), release.rungs(), release.createdAt());
        });
        statements.renew(repository);
        LOG.info("{} {} is released", repository.name(), release.tag());
        return true;
    }

    /** Written down before it is signed: what is merged or edited meanwhile changes nothing. */
    private ReleaseNotes noted(HostedRepository repository, Release release, Manifest manifest) {
        var database = releases.database();
        return database.read(handle -> ReleaseTable.notes(handle, release.id())).orElseGet(() -> {
            var made = notes.of(repository, release, manifest);
            database.run(handle -> ReleaseTable.note(handle, release.id(), made));
            return made;
        });
    }

    /** What a tag names beside what was tested: where it was made, the digest of its evidence, and what is new. */
    private record Vouched(Origin origin, String evidence, ReleaseNotes notes) {}

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
                vouched.evidence(),
                ReleaseTag.drops(manifest.data().dropped()),
                vouched.notes());
        return tag.sign(releases.key().key(), releases.key().tagger(release.createdAt()));
    }
}
