package dev.softservice.manifest.model;

/**
 * What to do about a {@link Problem}.
 *
 * @param text      half a sentence, as an author is told; empty where the reason says it all
 * @param byLeaving the place that the problem names may be left out
 */
public record Remedy(String text, boolean byLeaving) {
    public static final Remedy NONE = new Remedy("", false);

    public static final Remedy REMOVE = new Remedy("remove it", true);

    /** Nothing but what {@code text} says will do. */
    public static Remedy of(String text) {
        return text.isEmpty() ? NONE : new Remedy(text, false);
    }

    public static Remedy removeAnd(String then) {
        return new Remedy("remove it, and " + then, true);
    }

    /** Of two that say the same; {@code line} is where the first one stands. */
    public static Remedy keepOne(int line) {
        return new Remedy("keep this one or the one in line " + line, true);
    }

    /** What an author is still told where the place has been left out for them. */
    public String left() {
        return byLeaving ? "" : text;
    }
}
