package dev.softservice.server.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.WantNotValidException;

/**
 * A client may ask for whatever a ref leads to, files and folders of old commits included: a partial clone does so whenever it needs one. Where
 * there are bitmaps they tell; else everything that the refs lead to is walked until all that is asked for has been met. JGit's own check
 * without bitmaps knows the newest trees only.
 */
final class ReachableWants implements UploadPack.RequestValidator {
    @Override
    public void checkWants(UploadPack session, List<ObjectId> wants) throws IOException {
        var missing = new HashSet<>(wants);
        var starts = new ArrayList<ObjectId>();
        for (Ref ref : session.getRepository().getRefDatabase().getRefs()) {
            if (ref.getObjectId() != null) {
                missing.remove(ref.getObjectId());
                starts.add(ref.getObjectId());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        try (var walk = new ObjectWalk(session.getRepository())) {
            var asked = parsed(walk, missing);
            if (walk.getObjectReader().getBitmapIndex() != null) {
                byBitmaps(walk, asked, starts);
            } else {
                byWalking(walk, asked, starts);
            }
        }
    }

    private static Map<ObjectId, RevObject> parsed(ObjectWalk walk, Set<ObjectId> wants) throws IOException {
        var asked = new HashMap<ObjectId, RevObject>();
        for (var want : wants) {
            try {
                asked.put(want, walk.parseAny(want));
            } catch (MissingObjectException _) {
                throw new WantNotValidException(want);
            }
        }
        return asked;
    }

    private static void byBitmaps(ObjectWalk walk, Map<ObjectId, RevObject> asked, List<ObjectId> starts)
            throws IOException {
        var tips = new ArrayList<RevObject>();
        for (var start : starts) {
            tips.add(walk.parseAny(start));
        }
        var unreachable = walk.getObjectReader()
                .createObjectReachabilityChecker(walk)
                .areAllReachable(asked.values(), tips.stream());
        if (unreachable.isPresent()) {
            throw new WantNotValidException(unreachable.get());
        }
    }

    private static void byWalking(ObjectWalk walk, Map<ObjectId, RevObject> asked, List<ObjectId> starts)
            throws IOException {
        for (var start : starts) {
            walk.markStart(walk.parseAny(start));
        }
        for (RevObject met = walk.next(); met != null && !asked.isEmpty(); met = walk.next()) {
            asked.remove(met);
        }
        for (RevObject met = walk.nextObject(); met != null && !asked.isEmpty(); met = walk.nextObject()) {
            asked.remove(met);
        }
        if (!asked.isEmpty()) {
            throw new WantNotValidException(asked.keySet().iterator().next());
        }
    }
}
