package dev.softservice.runner.acceptance;

import dev.softservice.runner.model.Difference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Compares text with what a test expects of it; a regular expression of a stranger ends in time. */
final class TextMatch {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private TextMatch() {}

    /** A sentence about the first expectation that does not hold. */
    static Optional<Fault> fault(String what, String text, List<String> contains, List<String> matches) {
        for (var part : contains) {
            if (!text.contains(part))
                return Optional.of(Fault.of(
                        "expected " + what + " to contain " + Probed.excerpt(part) + ", it is " + Probed.excerpt(text),
                        new Difference("somewhere in " + what, part, Nearest.to(part, text))));
        }
        for (var regex : matches) {
            var fault = mismatch(regex, text);
            if (fault.isPresent())
                return fault.map(why -> Fault.of(
                        "expected " + what + " to match /" + regex + "/, " + why + ": it is " + Probed.excerpt(text)));
        }
        return Optional.empty();
    }

    private static Optional<String> mismatch(String regex, String text) {
        try {
            return Pattern.compile(regex)
                            .matcher(new Bounded(text, System.nanoTime() + LONGEST.toNanos()))
                            .find()
                    ? Optional.empty()
                    : Optional.of("but it does not");
        } catch (PatternSyntaxException e) {
            return Optional.of("which is no regular expression (" + e.getDescription() + ")");
        } catch (Overdue e) {
            return Optional.of("which takes longer than " + LONGEST.toSeconds() + " s to tell");
        } catch (StackOverflowError e) {
            return Optional.of("which nests too deep to tell");
        }
    }

    private static final class Overdue extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overdue() {
            super("overdue", null, false, false);
        }
    }

    /** Text that stops being read when time is over: the matcher itself can't be told to stop. */
    private static final class Bounded implements CharSequence {
        private static final int LOOK_EVERY = 4096;

        private final CharSequence text;
        private final long deadline;
        private int reads;

        Bounded(CharSequence text, long deadline) {
            this.text = text;
            this.deadline = deadline;
        }

        @Override
        public char charAt(int index) {
            if (++reads % LOOK_EVERY == 0 && System.nanoTime() > deadline) throw new Overdue();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Bounded(text.subSequence(start, end), deadline);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
