package dev.softservice.server.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * {@code git fetch --deepen=N} asks for N commits behind the end of what the client has. JGit knows depths from the tips only, so the request is
 * rewritten to one: the depth at which the client's history ends now, and N.
 */
final class RelativeDepth {
    private static final String RELATIVE = "deepen-relative";
    private static final Pattern DEEPEN = Pattern.compile("deepen (\\d{1,10})\\n?");
    private static final Pattern WANT = Pattern.compile("(?s)want ([0-9a-f]{40}).*");
    private static final Pattern SHALLOW = Pattern.compile("(?s)shallow ([0-9a-f]{40}).*");

    private final Repository repository;
    private final List<String> packets;

    private RelativeDepth(Repository repository, List<String> packets) {
        this.repository = repository;
        this.packets = packets;
    }

    /** The packets of a question, up to and including its first flush, without relative depths. */
    static List<String> absolute(Repository repository, List<String> packets) throws IOException {
        var depth = new RelativeDepth(repository, packets);
        return depth.isRelative() ? depth.rewritten() : packets;
    }

    /** A line of its own in protocol 2, a capability of the first want before. */
    private boolean isRelative() {
        return packets.stream()
                .anyMatch(packet -> packet.strip().equals(RELATIVE)
                        || packet.startsWith("want ") && (packet.strip() + " ").contains(" " + RELATIVE + " "));
    }

    private List<String> rewritten() throws IOException {
        var absolute = new ArrayList<String>();
        long present = presentDepth();
        for (var packet : packets) {
            var deepen = DEEPEN.matcher(packet);
            if (deepen.matches()) {
                absolute.add("deepen " + Math.min(Integer.MAX_VALUE, present + Long.parseLong(deepen.group(1))) + "\n");
            } else if (packet.startsWith("want ")) {
                absolute.add(packet.replace(" " + RELATIVE, ""));
            } else if (!packet.strip().equals(RELATIVE)) {
                absolute.add(packet);
            }
        }
        return absolute;
    }

    private Set<ObjectId> ids(Pattern line) {
        var ids = new HashSet<ObjectId>();
        for (var packet : packets) {
            var match = line.matcher(packet);
            if (match.matches()) {
                ids.add(ObjectId.fromString(match.group(1)));
            }
        }
        return ids;
    }

    /** How many commits deep, from what is wanted, the client's history ends; without an end there is nothing to deepen. */
    private long presentDepth() throws IOException {
        var ends = ids(SHALLOW);
        if (ends.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        try (var walk = new RevWalk(repository)) {
            Set<RevCommit> level = new HashSet<>();
            for (var want : ids(WANT)) {
                if (repository.getObjectDatabase().has(want)
                        && walk.peel(walk.parseAny(want)) instanceof RevCommit commit) {
                    level.add(commit);
                }
            }
            var seen = new HashSet<>(level);
            long depth = 0;
            long deepest = 0;
            while (!level.isEmpty() && !ends.isEmpty()) {
                depth++;
                var next = new HashSet<RevCommit>();
                for (var commit : level) {
                    if (ends.remove(commit)) {
                        deepest = depth;
                    }
                    walk.parseHeaders(commit);
                    for (var parent : commit.getParents()) {
                        if (seen.add(parent)) {
                            next.add(parent);
                        }
                    }
                }
                level = next;
            }
            return deepest;
        }
    }
}
