package dev.softservice.server.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
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
    private static final Pattern DEEPEN = Pattern.compile("deepen (\\d{1,9})\\n?");
    private static final Pattern WANT = Pattern.compile("(?s)want ([0-9a-f]{40}).*");
    private static final Pattern SHALLOW = Pattern.compile("(?s)shallow ([0-9a-f]{40}).*");
    /** A request whose first part is larger than this is passed on as it is. */
    private static final int MOST = 1 << 20;

    private final Repository repository;
    /** Packets up to and including the first flush; a flush and a delimiter have their four digits. */
    private final List<String> packets = new ArrayList<>();

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    private RelativeDepth(Repository repository) {
        this.repository = repository;
    }

    static InputStream absolute(Repository repository, InputStream request) throws IOException {
        var depth = new RelativeDepth(repository);
        boolean whole = depth.take(request);
        var first = whole && depth.isRelative() ? depth.rewritten() : depth.read.toByteArray();
        return new SequenceInputStream(new ByteArrayInputStream(first), request);
    }

    private boolean take(InputStream request) throws IOException {
        while (read.size() < MOST) {
            var length = request.readNBytes(4);
            read.writeBytes(length);
            var digits = new String(length, StandardCharsets.ISO_8859_1);
            if (digits.equals("0000") || digits.equals("0001")) {
                packets.add(digits);
                if (digits.equals("0000")) {
                    return true;
                }
                continue;
            }
            if (!digits.matches("[0-9a-fA-F]{4}") || Integer.parseInt(digits, 16) < 5) {
                return false; // JGit says what is wrong with it
            }
            int bytes = Integer.parseInt(digits, 16) - 4;
            var packet = request.readNBytes(bytes);
            read.writeBytes(packet);
            if (packet.length < bytes) {
                return false;
            }
            packets.add(new String(packet, StandardCharsets.ISO_8859_1));
        }
        return false;
    }

    /** A line of its own in protocol 2, a capability of the first want before. */
    private boolean isRelative() {
        return packets.stream()
                .anyMatch(packet -> packet.strip().equals(RELATIVE)
                        || packet.startsWith("want ") && (packet.strip() + " ").contains(" " + RELATIVE + " "));
    }

    private byte[] rewritten() throws IOException {
        var out = new ByteArrayOutputStream();
        long present = presentDepth();
        for (var packet : packets) {
            if (packet.equals("0000") || packet.equals("0001")) {
                out.writeBytes(packet.getBytes(StandardCharsets.ISO_8859_1));
            } else if (!packet.strip().equals(RELATIVE)) {
                var deepen = DEEPEN.matcher(packet);
                var text = deepen.matches()
                        ? "deepen " + Math.min(Integer.MAX_VALUE, present + Long.parseLong(deepen.group(1))) + "\n"
                        : packet.startsWith("want ") ? packet.replace(" " + RELATIVE, "") : packet;
                out.writeBytes(("%04x".formatted(text.length() + 4) + text).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toByteArray();
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
