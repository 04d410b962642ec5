package dev.softservice.runner.model;

import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What is going on now. Each entry has a text; a terminal that shows several entries at once also needs to tell them
 * apart.
 */
public sealed interface Progress {
    /** One short phrase. */
    String text();

    /** One line for each would be too much: only what shows the latest alone should show it. */
    default boolean fleeting() {
        return false;
    }

    /** The same, with texts as {@code shown} makes them fit to be seen. */
    Progress shown(UnaryOperator<String> shown);

    /** From here on this is under way, in place of what was before. */
    record Doing(String text) implements Progress {
        @Override
        public Progress shown(UnaryOperator<String> shown) {
            return new Doing(shown.apply(text));
        }
    }

    /** As {@link Doing}, but too common to be worth a line: a look that mostly finds nothing new. */
    record Looking(String text) implements Progress {
        @Override
        public boolean fleeting() {
            return true;
        }

        @Override
        public Progress shown(UnaryOperator<String> shown) {
            return new Looking(shown.apply(text));
        }
    }

    /** So many parts of what is under way are ready. */
    record Ready(int parts, int of) implements Progress {
        @Override
        public String text() {
            return parts + "/" + of + " ready";
        }

        @Override
        public Progress shown(UnaryOperator<String> shown) {
            return this;
        }
    }

    /** What is done to something while the same goes on with others. */
    enum Work {
        BUILD,
        PULL,
        START,
        KILL
    }

    /** One task of several that go on at once, until it is {@link Done}. */
    record Task(Work work, String subject) {
        public String text() {
            return work.name().toLowerCase(Locale.ROOT) + " " + subject;
        }
    }

    /**
     * A task has begun or come further.
     *
     * @param detail how far; may be empty
     */
    record Underway(Task task, String detail, boolean fleeting) implements Progress {
        public Underway(Task task, String detail) {
            this(task, detail, false);
        }

        @Override
        public String text() {
            return detail.isEmpty() ? task.text() : task.text() + ": " + detail;
        }

        @Override
        public Progress shown(UnaryOperator<String> shown) {
            return new Underway(new Task(task.work(), shown.apply(task.subject())), shown.apply(detail), fleeting);
        }
    }

    /** A task has ended. */
    record Done(Task task) implements Progress {
        @Override
        public String text() {
            return task.text() + ": done";
        }

        @Override
        public boolean fleeting() {
            return true;
        }

        @Override
        public Progress shown(UnaryOperator<String> shown) {
            return new Done(new Task(task.work(), shown.apply(task.subject())));
        }
    }
}
