package dev.softservice.server.core;

import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/** The id of a commit or tree: 40 lower-case hex digits. Reads as those. */
public record Sha(String name) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

    public Sha {
        if (!FORM.matcher(name).matches()) throw new IllegalArgumentException("not the id of a Git object: " + name);
    }

    public static Sha of(AnyObjectId id) {
        return new Sha(id.name());
    }

    /** Empty where {@code text} is anything else than 40 lower-case hex digits. */
    public static Optional<Sha> read(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Sha(text)) : Optional.empty();
    }

    /** As {@link #read}, refusing what is no such id; {@code field} names where it was given. */
    public static Sha required(String field, String text) {
        return read(text).orElseThrow(() -> Refusal.invalid(field + " must be the id of a commit: 40 hex digits"));
    }

    /** As JGit has it. */
    public ObjectId id() {
        return ObjectId.fromString(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
