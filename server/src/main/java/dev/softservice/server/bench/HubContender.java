package dev.softservice.server.bench;

import dev.softservice.runner.bench.Contender;
import dev.softservice.runner.bench.Roads;
import dev.softservice.runner.install.Folders;
import dev.softservice.server.run.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** The whole way of a contributor: each environment is that of a branch which is pushed to a hub, from the push to the verdict. */
final class HubContender implements Contender {
    /** Long enough for the slowest machine: a run that takes so long has hung. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Found by the benchmark where this module is there. */
    public static final class Entered implements Entry {
        @Override
        public Optional<Contender> enter(Stage stage) throws IOException, GitAPIException {
            return Optional.of(new HubContender(stage));
        }
    }

    private final Stage stage;
    private final BenchHub hub;
    private final Path folder;
    private final Git clone;
    private final ObjectId base;
    private final Roads roads = new Roads();

    private HubContender(Stage stage) throws IOException, GitAPIException {
        this.stage = stage;
        folder = Files.createTempDirectory("softservice-bench-clone-");
        hub = BenchHub.open(stage.engine());
        for (var file : new String[] {"softservice.yaml", "image/Dockerfile"}) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(stage.folder().resolve(file), folder.resolve(file));
        }
        clone = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call();
        clone.add().addFilepattern(".").call();
        base = clone.commit()
                .setMessage("Add the benchmark's distro")
                .setAuthor(author())
                .setCommitter(author())
                .setSign(false)
                .call()
                .getId();
    }

    private static PersonIdent author() {
        return new PersonIdent("bench", "bench@example.org");
    }

    @Override
    public String name() {
        return "softservice, pushed to a hub";
    }

    @Override
    public Cycle cycle(String id) throws Exception {
        var ref = Constants.R_HEADS + id;
        var told = hub.verdict(ref);
        var commit = commit(id);
        long begin = System.nanoTime();
        push(commit, ref);
        var verdict = told.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var run = verdict.run();
        if (!run.verdict().equals(Optional.of(Run.Outcome.PASSED))
                || run.reusedFrom().isPresent()) throw new IllegalStateException(name() + ": " + run);
        stage.engine().awaitRemoval(run.requestId());
        long whole = System.nanoTime() - begin;
        hub.roads(run.id(), roads);
        return new Cycle(Duration.ofNanos(verdict.at() - begin), Duration.ofNanos(whole));
    }

    /** Of a tree that no run has proven yet: beside what the distro needs it holds a file with this text. */
    private ObjectId commit(String text) throws IOException {
        try (var objects = clone.getRepository().newObjectInserter();
                var reader = clone.getRepository().newObjectReader();
                var walk = new RevWalk(reader)) {
            var tree = new TreeFormatter();
            tree.append(
                    "README.md",
                    FileMode.REGULAR_FILE,
                    objects.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)));
            for (var entry = new CanonicalTreeParser(
                            null, reader, walk.parseCommit(base).getTree());
                    !entry.eof();
                    entry = entry.next()) {
                tree.append(entry.getEntryPathString(), entry.getEntryFileMode(), entry.getEntryObjectId());
            }
            var commit = new CommitBuilder();
            commit.setTreeId(objects.insert(tree));
            commit.setParentId(base);
            commit.setAuthor(author());
            commit.setCommitter(author());
            commit.setMessage("Change " + text + "\n");
            var made = objects.insert(commit);
            objects.flush();
            return made;
        }
    }

    private void push(ObjectId commit, String ref) throws GitAPIException {
        var pushed = clone.push()
                .setRemote(hub.address())
                .setCredentialsProvider(new UsernamePasswordCredentialsProvider("bench", hub.token()))
                .setRefSpecs(new RefSpec(commit.name() + ":" + ref))
                .call();
        for (PushResult result : pushed) {
            for (var update : result.getRemoteUpdates()) {
                if (update.getStatus() != RemoteRefUpdate.Status.OK)
                    throw new IllegalStateException(name() + ": " + update + " " + result.getMessages());
            }
        }
    }

    @Override
    public Roads roads() {
        return roads;
    }

    @Override
    public void close() {
        clone.close();
        hub.close();
        Folders.delete(folder);
    }
}
