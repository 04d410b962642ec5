package dev.softservice.server.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;

/**
 * Brings objects over from another repository. Whatever comes is checked as git's fsck does, and for being complete, before anything may
 * refer to it; no ref is moved.
 */
public final class SoundObjects {
    private SoundObjects() {}

    /** Stores every object that {@code refs} need. Throws with one line where what comes is unsound or not all of it. */
    public static void bring(Repository into, FetchConnection connection, Collection<Ref> refs, StrictChecker checker)
            throws IOException {
        Set<ObjectId> have = new HashSet<>();
        for (Ref ref : into.getRefDatabase().getRefs()) {
            if (ref.getObjectId() != null) {
                have.add(ref.getObjectId());
            }
        }
        // Being stored proves nothing: a fetch that was refused below has left its objects. Only what a ref holds is
        // known to be whole.
        List<Ref> unproven =
                refs.stream().filter(ref -> !have.contains(ref.getObjectId())).toList();
        List<Ref> missing = new ArrayList<>();
        for (Ref ref : unproven) {
            if (!into.getObjectDatabase().has(ref.getObjectId())) {
                missing.add(ref);
            }
        }
        try {
            if (!missing.isEmpty()) {
                connection.fetch(NullProgressMonitor.INSTANCE, missing, have);
            }
            List<Ref> stored = new ArrayList<>(unproven);
            stored.removeAll(missing);
            check(into, stored, have, checker);
            Optional<String> problem = checker.fileProblem(into);
            if (problem.isPresent()) {
                throw new IOException(problem.get());
            }
            requireComplete(into, unproven, have);
        } finally {
            // The packs stay; only the promise to be quick about referring to them ends. Unreferred objects live for
            // days.
            for (PackLock lock : connection.getPackLocks()) {
                lock.unlock();
            }
        }
    }

    /** What an earlier fetch brought and was refused for is here already, and would not come past the checker again. */
    private static void check(Repository into, Collection<Ref> tips, Set<ObjectId> have, StrictChecker checker)
            throws IOException {
        try (ObjectWalk walk = new ObjectWalk(into)) {
            for (Ref tip : tips) {
                RevObject object = walk.parseAny(tip.getObjectId());
                while (object instanceof RevTag tag) {
                    check(walk, tag, checker);
                    object = walk.parseAny(tag.getObject());
                }
                walk.markStart(object);
            }
            for (ObjectId id : have) {
                walk.markUninteresting(walk.parseAny(id));
            }
            for (RevObject commit = walk.next(); commit != null; commit = walk.next()) {
                check(walk, commit, checker);
            }
            for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
                if (object instanceof RevTree) {
                    check(walk, object, checker);
                }
            }
        } catch (MissingObjectException e) {
            throw notAll(e);
        }
    }

    private static void check(ObjectWalk walk, RevObject object, StrictChecker checker) throws IOException {
        byte[] bytes = walk.getObjectReader().open(object, object.getType()).getCachedBytes(Integer.MAX_VALUE);
        checker.check(object, object.getType(), bytes);
    }

    /** A pack may lack what it refers to; git's own fetch looks for that too. */
    private static void requireComplete(Repository into, Collection<Ref> tips, Set<ObjectId> have) throws IOException {
        try (ObjectWalk walk = new ObjectWalk(into)) {
            for (Ref tip : tips) {
                walk.markStart(walk.parseAny(tip.getObjectId()));
            }
            for (ObjectId id : have) {
                RevObject known = walk.parseAny(id);
                walk.markUninteresting(known);
            }
            walk.checkConnectivity();
        } catch (MissingObjectException e) {
            throw notAll(e);
        }
    }

    private static IOException notAll(MissingObjectException missing) {
        return new IOException("the other side did not send all objects: " + missing.getMessage(), missing);
    }
}
