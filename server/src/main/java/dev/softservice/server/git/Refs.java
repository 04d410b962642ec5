package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/** Reading refs, and moving one durably by compare-and-set. Callers hold the repository's lock when they move. */
final class Refs {
    /** How long another process's (or the upkeep's) lock file on a ref is waited for. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Refs() {}

    static Optional<ObjectId> read(Repository repository, String ref) throws IOException {
        return Optional.ofNullable(repository.exactRef(ref)).map(found -> found.getObjectId());
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
