package dev.softservice.server.git;

import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** One ref going from {@code before} (empty: it is made) to {@code after} (empty: it is deleted). {@code ref} is the full name. */
public record RefChange(String ref, Optional<ObjectId> before, Optional<ObjectId> after) {
    public boolean makes() {
        return before.isEmpty();
    }

    public boolean deletes() {
        return after.isEmpty();
    }
}
