package dev.softservice.server.forge;

import dev.softservice.server.core.BranchName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What to move at a forge so that the hub's releases stand there, and what somebody else has put in their place. Evidence and tags
 * go first: {@code stable} moves only when they are seen to stand there.
 */
record ReleasePlan(List<Move> moves, List<String> clashes) {
    private static final String STABLE = BranchName.STABLE.ref();

    /** {@code before}: what stands there; empty: nothing does. */
    record Move(String ref, ObjectId id, Optional<ObjectId> before) {}

    /**
     * What was released.
     *
     * @param notesRef full name of the ref that holds the evidence
     * @param notes    its tip
     * @param tags     ids of the tag objects by full ref name
     * @param newest   full ref name of the newest release's tag
     * @param stable   the commit of the newest release
     */
    record Released(String notesRef, ObjectId notes, Map<String, ObjectId> tags, String newest, ObjectId stable) {}

    /** Whether {@code whole} has the commit {@code part} in its history. What is not known here, nothing has. */
    @FunctionalInterface
    interface Contains {
        boolean test(ObjectId whole, ObjectId part) throws IOException;
    }

    /** {@code there}: the ids of the forge's refs by full name. */
    static ReleasePlan of(Released released, Map<String, ObjectId> there, Contains contains) throws IOException {
        var making = new Making(there, contains);
        making.forward(released.notesRef(), released.notes());
        for (var tag : released.tags().entrySet()) {
            making.tag(tag.getKey(), tag.getValue());
        }
        boolean proven = released.notes().equals(there.get(released.notesRef()))
                && Objects.equals(there.get(released.newest()), released.tags().get(released.newest()));
        if (proven && making.moves.isEmpty()) {
            making.forward(STABLE, released.stable());
        }
        return new ReleasePlan(List.copyOf(making.moves), List.copyOf(making.clashes));
    }

    private static final class Making {
        private final Map<String, ObjectId> there;
        private final Contains contains;
        private final List<Move> moves = new ArrayList<>();
        private final List<String> clashes = new ArrayList<>();

        private Making(Map<String, ObjectId> there, Contains contains) {
            this.there = there;
            this.contains = contains;
        }

        private void forward(String ref, ObjectId to) throws IOException {
            Optional<ObjectId> present = Optional.ofNullable(there.get(ref));
            if (present.filter(to::equals).isPresent()) {
                return;
            }
            if (present.isPresent() && !contains.test(to, present.get())) {
                clashes.add(
                        ref + " at the forge has commits that are not the hub's, and stays as it is; delete it there"
                                + " if the hub's is to take its place");
                return;
            }
            moves.add(new Move(ref, to, present));
        }

        private void tag(String ref, ObjectId to) {
            ObjectId present = there.get(ref);
            if (present == null) {
                moves.add(new Move(ref, to, Optional.empty()));
            } else if (!present.equals(to)) {
                clashes.add(ref + " at the forge is not the hub's tag, and stays as it is; delete it there if the hub's"
                        + " is to take its place");
            }
        }
    }
}
