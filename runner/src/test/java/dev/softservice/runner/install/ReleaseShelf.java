package dev.softservice.runner.install;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.ReleaseNotes;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Rungs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;

/** A hub's bare repository with releases as a hub makes them, and, when told so, as an attacker would. */
final class ReleaseShelf implements AutoCloseable {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Evidence.Composition ALONE = new Evidence.Composition(List.of(), Map.of());
    private static final PersonIdent WHO = new PersonIdent("Hub", "hub@example.org", NOON, java.time.ZoneOffset.UTC);

    static final String HUB = "hub-0123456789abcdef@softservice";

    /** Changes where the hub gets another one. */
    SigningKey key;

    final Path keyFile;
    /** The hub that its releases name, and their repository on it; empty: they are made as hubs made them before they said so. */
    Optional<String> hub = Optional.of(HUB);

    String named;

    /** What the tags of later releases tell. */
    ReleaseNotes notes = ReleaseNotes.NONE;

    /** Other names that lead to their repository, as its hub says. */
    final SortedSet<String> called = new TreeSet<>();

    private final Path folder;
    private final Repository repository;

    ReleaseShelf(Path folder) throws IOException {
        this(folder, SigningKey.generate());
    }

    /** One of several on a hub, which signs all of them with {@code key}. */
    ReleaseShelf(Path folder, SigningKey key) throws IOException {
        this.folder = folder;
        this.key = key;
        var address = folder.getParent().getFileName() + "/" + folder.getFileName();
        named = DistroAddress.isOnHub(address) ? address : "samples/notes";
        repository = new FileRepository(folder.toFile());
        repository.create(true);
        keyFile = folder.resolveSibling(folder.getFileName() + ".pub");
        Files.writeString(
                keyFile,
                AllowedSigners.hub("hub@example.org", key.verifyingKey()).toString());
    }

    Source source() {
        return Source.parse(folder.toUri().toString(), folder);
    }

    Repository repository() {
        return repository;
    }

    /** A commit with these files on top of stable; returns what was committed. */
    Subject commit(Map<String, String> files) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var index = DirCache.newInCore();
            var builder = index.builder();
            for (var file : new TreeMap<>(files).entrySet()) {
                var entry = new DirCacheEntry(file.getKey());
                boolean link = file.getValue().startsWith("-> ");
                entry.setFileMode(link ? FileMode.SYMLINK : FileMode.REGULAR_FILE);
                entry.setObjectId(inserter.insert(
                        Constants.OBJ_BLOB,
                        (link ? file.getValue().substring(3) : file.getValue()).getBytes(StandardCharsets.UTF_8)));
                builder.add(entry);
            }
            builder.finish();
            var commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(inserter));
            commit.setAuthor(WHO);
            commit.setCommitter(WHO);
            commit.setMessage("a change\n");
            var stable = repository.exactRef(DistroRepository.STABLE);
            if (stable != null) commit.setParentId(stable.getObjectId());
            var id = inserter.insert(commit);
            inserter.flush();
            return new Subject(id.name(), commit.getTreeId().name());
        }
    }

    /** Publishes a release in every part: evidence, tag, stable. */
    Subject release(String version, Map<String, String> files) throws IOException {
        return release(version, files, ALONE);
    }

    /** As above, tested as made of {@code composition}. */
    Subject release(String version, Map<String, String> files, Evidence.Composition composition) throws IOException {
        var subject = commit(files);
        var evidence = evidence(version, subject, Evidence.Result.PASSED, composition);
        tag(version, subject, note(subject, evidence, key), key);
        stable(subject);
        return subject;
    }

    Optional<Origin> origin(String version) {
        return hub.map(each ->
                new Origin(each, named, Version.parse(version).orElseThrow(), Optional.of(new Architecture("amd64"))));
    }

    Evidence evidence(String version, Subject subject, Evidence.Result result) {
        return evidence(version, subject, result, ALONE);
    }

    private Evidence evidence(
            String version, Subject subject, Evidence.Result result, Evidence.Composition composition) {
        return new Evidence(
                subject,
                List.of(),
                new Evidence.Outcome(result, List.of("answers"), List.of(), List.of()),
                composition,
                new Evidence.Run("run-1", "0.1.0", Rungs.ofLevel(4), NOON, NOON),
                origin(version));
    }

    /** Stores the evidence in the notes; returns its digest. */
    String note(Subject subject, Evidence evidence, SigningKey signer) throws IOException {
        var envelope = evidence.toEnvelope(signer);
        try (var inserter = repository.newObjectInserter();
                var walk = new RevWalk(repository)) {
            var before = repository.exactRef(DistroRepository.NOTES);
            var notes = before == null
                    ? NoteMap.newEmptyMap()
                    : NoteMap.read(walk.getObjectReader(), walk.parseCommit(before.getObjectId()));
            notes.set(ObjectId.fromString(subject.commit()), inserter.insert(Constants.OBJ_BLOB, envelope));
            var commit = new CommitBuilder();
            commit.setTreeId(notes.writeTree(inserter));
            if (before != null) commit.setParentId(before.getObjectId());
            commit.setAuthor(WHO);
            commit.setCommitter(WHO);
            commit.setMessage("evidence\n");
            var id = inserter.insert(commit);
            inserter.flush();
            move(DistroRepository.NOTES, id);
        }
        return Evidence.digest(envelope);
    }

    byte[] tagObject(String version, Subject subject, String digest, SigningKey signer) {
        var tag = new ReleaseTag(
                "notes",
                Version.parse(version).orElseThrow(),
                origin(version),
                new ReleaseTag.Tested(subject, new ReleaseTag.Reached(4, ""), 1, 0, 0),
                Permissions.NONE,
                digest,
                "",
                notes);
        return tag.sign(signer, new ReleaseTag.Tagger("Hub", "hub@example.org", NOON));
    }

    void tag(String version, Subject subject, String digest, SigningKey signer) throws IOException {
        tagRef("v" + version, tagObject(version, subject, digest, signer));
    }

    void tagRef(String name, byte[] object) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(Constants.OBJ_TAG, object);
            inserter.flush();
            move("refs/tags/" + name, id);
        }
    }

    /** Says what is stable, as a hub does; {@code version} empty: nothing is any more. */
    void say(Instant issued, Optional<String> version, Map<String, String> yanked) throws IOException {
        show(statement(issued, version, yanked).toEnvelope(key));
    }

    void say(Instant issued, String version) throws IOException {
        say(issued, Optional.of(version), Map.of());
    }

    StableStatement statement(Instant issued, Optional<String> version, Map<String, String> yanked) throws IOException {
        var reasons = new TreeMap<Version, String>();
        yanked.forEach((each, reason) -> reasons.put(Version.parse(each).orElseThrow(), reason));
        return new StableStatement(
                hub.orElseThrow(),
                named,
                issued,
                issued.plus(StableStatement.HOLDS),
                version.isEmpty() ? Optional.empty() : Optional.of(tagged(version.get())),
                reasons,
                called);
    }

    private StableStatement.Named tagged(String version) throws IOException {
        var ref = repository.exactRef("refs/tags/v" + version);
        var commit = repository.getRefDatabase().peel(ref).getPeeledObjectId();
        return new StableStatement.Named(
                Version.parse(version).orElseThrow(),
                commit.name(),
                StableStatement.digest(repository.open(ref.getObjectId()).getBytes()));
    }

    /** Puts these bytes where a statement is looked for. */
    void show(byte[] statement) throws IOException {
        show(StableStatement.REF, statement);
    }

    void show(String ref, byte[] word) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(Constants.OBJ_BLOB, word);
            inserter.flush();
            move(ref, id);
        }
    }

    /** From now on there is no such ref. */
    void drop(String ref) throws IOException {
        var update = repository.updateRef(ref);
        update.setForceUpdate(true);
        update.delete();
    }

    /** The hub's key as one that makes statements publishes it. */
    String promise() {
        return AllowedSigners.hubWithStatements(hub.orElseThrow(), key.verifyingKey())
                .toString();
    }

    void stable(Subject subject) throws IOException {
        move(DistroRepository.STABLE, ObjectId.fromString(subject.commit()));
    }

    void move(String ref, ObjectId to) throws IOException {
        var update = repository.updateRef(ref);
        update.setNewObjectId(to);
        update.setForceUpdate(true);
        update.forceUpdate();
    }

    @Override
    public void close() {
        repository.close();
    }
}
