package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.StableStatement.Named;
import dev.softservice.runner.evidence.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The release that is stable, once everything about it has been checked: the tag's signature and name, and the evidence that it names.
 *
 * @param word the hub's statement that names it; empty from hubs that make none
 */
record StableRelease(ReleaseTag tag, Evidence evidence, String signedBy, Optional<StableStatement> word) {
    private static final int LARGEST_TAG = 64 << 10;
    private static final int LARGEST_EVIDENCE = 8 << 20;

    Version version() {
        return tag.version();
    }

    String commit() {
        return tag.tested().subject().commit();
    }

    /** What the branch {@code stable} points to, of what has been fetched. @throws InstallRefusal for whatever can't be believed */
    static StableRelease find(Repository repository, AllowedSigners signers) {
        try {
            var stable = repository.exactRef(DistroRepository.STABLE);
            var commit = stable == null ? null : stable.getObjectId();
            if (commit == null) throw refuse("there is no stable branch");
            var ref = tagOf(repository, commit)
                    .orElseThrow(() -> refuse(
                            "stable points to " + commit.abbreviate(10).name() + ", which no release tag vouches for"));
            return believed(repository, ref, tagBytes(repository, ref), signers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the hub's statement names, wherever the branch points. @throws InstallRefusal for whatever can't be believed */
    static StableRelease named(Repository repository, AllowedSigners signers, StableStatement word, Named named) {
        try {
            var tag = named.version().tag();
            var ref = repository.exactRef(Constants.R_TAGS + tag);
            if (ref == null)
                throw refuse("the hub says that " + named.version() + " is stable, and shows no tag " + tag);
            var bytes = tagBytes(repository, ref);
            if (!StableStatement.digest(bytes).equals(named.tag()))
                throw refuse("tag " + tag + " is not the one that the hub's statement of what is stable names");
            var release = believed(repository, ref, bytes, signers);
            var origin = release.tag().origin();
            if (!release.commit().equals(named.commit())
                    || origin.filter(made -> !made.hub().equals(word.hub())
                                    || !made.repository().equals(word.repository()))
                            .isPresent())
                throw refuse("tag " + tag
                        + " vouches for another commit, hub or repository than the hub's statement of what is stable");
            return new StableRelease(release.tag(), release.evidence(), release.signedBy(), Optional.of(word));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A release that the statement does not name, of the same hub and repository. @throws InstallRefusal for whatever can't be believed */
    static StableRelease other(Repository repository, AllowedSigners signers, StableStatement word, Version version) {
        try {
            var ref = repository.exactRef(Constants.R_TAGS + version.tag());
            if (ref == null) throw refuse("there is no tag " + version.tag());
            var release = believed(repository, ref, tagBytes(repository, ref), signers);
            if (release.tag()
                    .origin()
                    .filter(made ->
                            made.hub().equals(word.hub()) && made.repository().equals(word.repository()))
                    .isEmpty())
                throw refuse("tag " + version.tag()
                        + " does not name the hub and repository of the statement of what is stable");
            return new StableRelease(release.tag(), release.evidence(), release.signedBy(), Optional.of(word));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] tagBytes(Repository repository, Ref ref) throws IOException {
        return bytes(repository, Objects.requireNonNull(ref.getObjectId()), LARGEST_TAG);
    }

    private static StableRelease believed(Repository repository, Ref ref, byte[] bytes, AllowedSigners signers)
            throws IOException {
        var name = Repository.shortenRefName(ref.getName());
        var tag = switch (ReleaseTag.verify(bytes, name, signers)) {
            case Checked.Genuine<ReleaseTag> genuine -> genuine;
            case Checked.Refused<ReleaseTag> refused -> throw refuse(refused.reason());
        };
        var commit = Objects.requireNonNull(
                repository.getRefDatabase().peel(ref).getPeeledObjectId(), "a release tag names its commit");
        checkCommit(repository, commit, tag.value());
        var evidence = evidence(repository, commit, tag.value(), signers);
        checkOrigin(tag.value(), evidence, tag.principal());
        return new StableRelease(tag.value(), evidence, tag.principal(), Optional.empty());
    }

    private static Optional<Ref> tagOf(Repository repository, ObjectId commit) throws IOException {
        Optional<Ref> highest = Optional.empty();
        var order = Comparator.comparing((Ref ref) ->
                Version.ofTag(Repository.shortenRefName(ref.getName())).orElseThrow());
        for (var ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
            if (Version.ofTag(Repository.shortenRefName(ref.getName())).isEmpty()) continue;
            var peeled = repository.getRefDatabase().peel(ref).getPeeledObjectId();
            if (commit.equals(peeled) && (highest.isEmpty() || order.compare(ref, highest.get()) > 0))
                highest = Optional.of(ref);
        }
        return highest;
    }

    private static void checkCommit(Repository repository, ObjectId commit, ReleaseTag tag) throws IOException {
        var subject = tag.tested().subject();
        if (!subject.commit().equals(commit.name()))
            throw refuse("tag " + tag.name() + " vouches for another commit than it points to");
        try (var walk = new RevWalk(repository)) {
            if (!walk.parseCommit(commit).getTree().name().equals(subject.tree()))
                throw refuse("tag " + tag.name() + " vouches for another tree than its commit's");
        }
    }

    private static Evidence evidence(Repository repository, ObjectId commit, ReleaseTag tag, AllowedSigners signers)
            throws IOException {
        var envelope = note(repository, commit)
                .orElseThrow(() -> refuse("there is no evidence for " + tag.name() + " in " + DistroRepository.NOTES));
        if (!Evidence.digest(envelope).equals(tag.evidenceDigest()))
            throw refuse("the evidence is not the one that tag " + tag.name() + " names");
        var evidence = switch (Evidence.open(envelope, signers)) {
            case Checked.Genuine<Evidence> genuine -> genuine.value();
            case Checked.Refused<Evidence> refused -> throw refuse(refused.reason());
        };
        if (!evidence.subject().equals(tag.tested().subject()))
            throw refuse("the evidence speaks of another commit than tag " + tag.name());
        if (evidence.outcome().result() != Evidence.Result.PASSED)
            throw refuse("the evidence of " + tag.name() + " says that its tests failed");
        return evidence;
    }

    /** Both say where it was made, or neither does, and a hub speaks for itself only. */
    private static void checkOrigin(ReleaseTag tag, Evidence evidence, String signedBy) {
        if (!tag.origin().equals(evidence.origin()))
            throw refuse(
                    "the evidence speaks of another hub, repository, version or architecture than tag " + tag.name());
        if (tag.origin()
                .filter(origin -> Origin.isHub(signedBy) && !signedBy.equals(origin.hub()))
                .isPresent())
            throw refuse("tag " + tag.name() + " is signed by " + signedBy + " and names "
                    + tag.origin().get().hub() + " as its hub");
    }

    private static Optional<byte[]> note(Repository repository, ObjectId commit) throws IOException {
        var notes = repository.exactRef(DistroRepository.NOTES);
        if (notes == null) return Optional.empty();
        try (var walk = new RevWalk(repository)) {
            var map = NoteMap.read(walk.getObjectReader(), walk.parseCommit(notes.getObjectId()));
            var note = map.get(commit);
            return note == null ? Optional.empty() : Optional.of(bytes(repository, note, LARGEST_EVIDENCE));
        } catch (MissingObjectException incomplete) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(Repository repository, ObjectId id, int limit) throws IOException {
        var object = repository.open(id);
        if (object.getSize() > limit)
            throw refuse("an object of this release is larger than " + (limit >> 10) + " KiB");
        return object.getBytes(limit);
    }

    private static InstallRefusal refuse(String reason) {
        return InstallRefusal.untrusted("this release can't be believed: " + reason);
    }
}
