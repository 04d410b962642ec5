package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.Version;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** What releases are in a repository: notes, tags and {@code stable}. Each step is the same when done twice. */
public final class ReleaseRefs {
    private static final String STABLE = BranchName.STABLE.ref();
    /** Holds the evidence of each release, as a note on its commit. */
    public static final String NOTES = "refs/notes/verification";

    private static final int LARGEST = 1 << 20;

    private final LongFunction<List<String>> elsewhere;
    private final Repositories repositories;
    private final GitStore git;
    private final GitReader reader;
    private final ManifestReader manifests = new ManifestReader();

    /** {@code elsewhere}: the version tags of the forge that a repository mirrors, by the repository's id. */
    public ReleaseRefs(
            Repositories repositories, GitStore git, GitReader reader, LongFunction<List<String>> elsewhere) {
        this.elsewhere = elsewhere;
        this.repositories = repositories;
        this.git = git;
        this.reader = reader;
    }

    HostedRepository repository(long id) {
        return repositories.byId(id);
    }

    Optional<Manifest> manifest(HostedRepository repository, Sha commit) {
        return manifests.read(git.files(repository.name(), commit.id())).manifest();
    }

    /** Whether {@code commit} contains what stable points to; so it does where there is no stable. */
    boolean followsStable(HostedRepository repository, Sha commit) {
        return resolve(repository, STABLE)
                .map(tip -> reader.isAncestor(repository.name(), tip, commit.id()))
                .orElse(true);
    }

    /** Returns the versions that have a tag here or at the forge, by any tagger. */
    Set<Version> tagged(HostedRepository repository) {
        return Stream.concat(
                        reader.tags(repository.name()).stream().map(tag -> tag.name()),
                        elsewhere.apply(repository.id()).stream())
                .flatMap(tag -> Version.ofTag(tag).stream())
                .collect(Collectors.toSet());
    }

    void note(HostedRepository repository, ObjectId commit, byte[] envelope) {
        git.note(repository.name(), NOTES, commit, envelope);
    }

    /** Tags never move: false where there is another one by that name. */
    boolean tag(HostedRepository repository, Release release, byte[] object) {
        var id = git.insert(repository.name(), Constants.OBJ_TAG, object);
        var ref = "refs/tags/" + release.tag();
        if (git.moveRef(repository.name(), ref, Optional.empty(), Optional.of(id), "release " + release.version()))
            return true;
        return resolve(repository, ref).filter(id::equals).isPresent();
    }

    /** {@code stable} only ever goes forward. */
    void forward(HostedRepository repository, ObjectId commit) {
        var present = resolve(repository, STABLE);
        if (present.isPresent() && reader.isAncestor(repository.name(), commit, present.get())) return;
        if (!git.moveRef(repository.name(), STABLE, present, Optional.of(commit), "release")) {
            throw new IllegalStateException(repository.name() + ": stable was moved by somebody else");
        }
    }

    /** The bytes of a release's tag. */
    byte[] tagObject(HostedRepository repository, Release release) {
        return git.content(repository.name(), "refs/tags/" + release.tag(), LARGEST)
                .orElseThrow(() -> new IllegalStateException(
                        repository.name() + ": the tag " + release.tag() + " is gone; put a backup back"));
    }

    /** The statement of what is stable, as it stands. */
    Optional<byte[]> said(HostedRepository repository) {
        return git.content(repository.name(), StableStatement.REF, LARGEST);
    }

    void say(HostedRepository repository, byte[] statement) {
        show(repository, StableStatement.REF, statement);
    }

    /** Puts the root key's word into the repository, where it is not there already. */
    void sayKeys(HostedRepository repository, byte[] word) {
        var there = git.content(repository.name(), KeyDelegation.REF, LARGEST);
        if (there.filter(known -> Arrays.equals(known, word)).isEmpty()) show(repository, KeyDelegation.REF, word);
    }

    private void show(HostedRepository repository, String ref, byte[] word) {
        var before = resolve(repository, ref);
        var id = git.insert(repository.name(), Constants.OBJ_BLOB, word);
        if (!git.moveRef(repository.name(), ref, before, Optional.of(id), "the hub's word"))
            throw new IllegalStateException(repository.name() + ": " + ref + " was moved by somebody else");
    }

    private Optional<ObjectId> resolve(HostedRepository repository, String ref) {
        return git.resolve(repository.name(), ref).map(ObjectId::copy);
    }
}
