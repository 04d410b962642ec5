package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Reading refs, and moving one durably by compare-and-set. Callers hold the repository's lock when they move. */
final class Refs {
    /** How long another process's (or the upkeep's) lock file on a ref is waited for. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Refs() {}

    static Optional<ObjectId> read(Repository repository, String ref) throws IOException {
        return Optional.ofNullable(repository.exactRef(ref)).map(found -> found.getObjectId());
    }

    /** What every ref below {@code refs/} points to, by its full name: for many, much quicker than one after the other. */
    static Map<String, ObjectId> all(Repository repository) throws IOException {
        var all = new HashMap<String, ObjectId>();
        for (var ref : repository.getRefDatabase().getRefsByPrefix("refs/")) {
            if (ref.getObjectId() != null) {
                all.put(ref.getName(), ref.getObjectId());
            }
        }
        return all;
    }

    /** False where the ref is not where the change says it was. */
    static boolean move(FileRepository repository, RefChange change, String reason) throws IOException {
        checkName(repository, change);
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (read(repository, change.ref()).equals(change.before())) {
            var result = once(repository, change, reason);
            switch (result) {
                case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {
                    sync(repository, change.ref());
                    return true;
                }
                case LOCK_FAILURE -> {
                    if (System.nanoTime() > deadline) {
                        throw new IOException(change.ref() + " stays locked; is " + change.ref() + ".lock left over?");
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                }
                default -> throw new IOException(change.ref() + " could not be moved: " + result);
            }
        }
        return false;
    }

    /**
     * Moves all of them or none, also where the machine stops in between: several changes are one rename of one file. False where a ref is
     * not where its change says it was.
     */
    static boolean moveAll(FileRepository repository, List<RefChange> changes, String reason) throws IOException {
        if (changes.isEmpty()) {
            return true;
        }
        if (changes.size() == 1) {
            return move(repository, changes.getFirst(), reason);
        }
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (stand(repository, changes)) {
            var failed = together(repository, changes, reason);
            if (failed.isEmpty()) {
                syncAll(repository, changes);
                return true;
            }
            var first = failed.get();
            if (first.getResult() != ReceiveCommand.Result.LOCK_FAILURE) {
                throw new IOException(first.getRefName() + " could not be moved: " + first.getResult());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        first.getRefName() + " stays locked; is " + first.getRefName() + ".lock left over?");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return false;
    }

    private static boolean stand(Repository repository, List<RefChange> changes) throws IOException {
        var refs = all(repository);
        return changes.stream()
                .allMatch(change -> Optional.ofNullable(refs.get(change.ref())).equals(change.before()));
    }

    /** The first that failed; then none was moved. */
    private static Optional<ReceiveCommand> together(FileRepository repository, List<RefChange> changes, String reason)
            throws IOException {
        var batch = repository.getRefDatabase().newBatchUpdate();
        batch.setAtomic(true);
        batch.setAllowNonFastForwards(true);
        batch.setRefLogMessage(reason, false);
        for (var change : changes) {
            batch.addCommand(new ReceiveCommand(
                    change.before().orElse(ObjectId.zeroId()), change.after().orElse(ObjectId.zeroId()), change.ref()));
        }
        try (var walk = new RevWalk(repository)) {
            batch.execute(walk, NullProgressMonitor.INSTANCE);
        }
        return batch.getCommands().stream()
                .filter(command -> command.getResult() != ReceiveCommand.Result.OK)
                .min(Comparator.comparing(command ->
                        command.getResult() == ReceiveCommand.Result.REJECTED_OTHER_REASON)); // "transaction aborted"
    }

    private static void syncAll(FileRepository repository, List<RefChange> changes) throws IOException {
        var top = repository.getDirectory().toPath();
        var folders = new TreeSet<Path>();
        for (var change : changes) {
            for (var at = top.resolve(change.ref()).getParent();
                    at != null && at.startsWith(top);
                    at = at.getParent()) {
                if (!folders.add(at)) {
                    break;
                }
            }
        }
        for (var folder : folders.descendingSet()) {
            if (Files.isDirectory(folder)) {
                Durability.syncOne(folder);
            }
        }
    }

    private static RefUpdate.Result once(FileRepository repository, RefChange change, String reason)
            throws IOException {
        var update = repository.updateRef(change.ref(), true);
        update.setExpectedOldObjectId(change.before().orElse(ObjectId.zeroId()));
        update.setRefLogMessage(reason, false);
        update.setForceUpdate(true);
        if (change.deletes()) {
            return change.makes() ? RefUpdate.Result.NO_CHANGE : update.delete();
        }
        update.setNewObjectId(change.after().orElseThrow());
        return update.update();
    }

    private static void checkName(Repository repository, RefChange change) throws IOException {
        if (!Repository.isValidRefName(change.ref())) {
            throw Refusal.invalid("'" + change.ref() + "' is not a name that git allows for a ref");
        }
        if (change.makes()) {
            var inTheWay = repository.getRefDatabase().getConflictingNames(change.ref());
            if (!inTheWay.isEmpty()) {
                throw Refusal.conflict(change.ref() + " cannot stand beside "
                        + inTheWay.iterator().next() + "; choose another name");
            }
        }
    }

    private static void sync(FileRepository repository, String ref) throws IOException {
        var top = repository.getDirectory().toPath();
        var folder = top.resolve(ref).getParent();
        Durability.sync(folder == null ? top : folder, top);
    }
}
