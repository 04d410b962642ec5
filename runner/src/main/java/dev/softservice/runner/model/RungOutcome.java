package dev.softservice.runner.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result of one rung of the ladder. A rung is held only if something was checked. */
public sealed interface RungOutcome {
    /** It was checked, and it is as the rung says. */
    record Held(Checked checked) implements RungOutcome {}

    /** It was checked, and it is not so; the verdict says why. */
    record Failed() implements RungOutcome {}

    /** The distro has nothing that this rung could show. */
    record NotApplicable(Reason reason) implements RungOutcome {}

    /** The run ended below it, or was not to climb that high. */
    record NotRun() implements RungOutcome {}

    /** Why there is nothing to show. */
    enum Reason {
        NO_DATA("it keeps no data"),
        NO_STABLE("there is no stable release yet"),
        STABLE_HAS_NO_DATA("the stable release keeps no data"),
        NOTHING_WRITTEN("nothing was written to the stable release's volumes"),
        NOT_SEEDED("no data is made for it, data.seed and data.check say how"),
        NOTHING_RUNS("it has no service that runs on"),
        NOBODY_USES_IT("no public distro on the hub uses it"),
        USERS_WERE_RED("what uses it did not pass its tests before, either"),
        ONLY_A_HUB_KNOWS("only a hub knows what uses it"),
        /** A later version wrote it down. */
        UNKNOWN("for a reason that this version does not know");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        /** Without a capital and a full stop. */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * What was looked at before a rung was called held.
     *
     * @param services built, healthy or killed, as the rung is about
     * @param tests    that passed, each time that they ran
     * @param checks   of {@code data.check} that passed, each time that one ran
     * @param volumes  whose content was compared or brought back
     * @param bytes    in those volumes
     * @param seconds  that the rung took
     * @param distros  that use this one, and were tested with it
     */
    record Checked(int services, int tests, int checks, int volumes, long bytes, double seconds, int distros) {
        /** Of a run that was written down before this was. */
        public static final Checked NOT_RECORDED = new Checked(0, 0, 0, 0, 0, 0);

        public Checked {
            if (services < 0 || tests < 0 || checks < 0 || volumes < 0 || bytes < 0 || !(seconds >= 0) || distros < 0)
                throw new IllegalArgumentException("a count of what was checked is never negative");
        }

        /** What a run looked at by itself. */
        public Checked(int services, int tests, int checks, int volumes, long bytes, double seconds) {
            this(services, tests, checks, volumes, bytes, seconds, 0);
        }

        /** Distros that use this one, and the tests of theirs that passed. */
        public static Checked ofUsers(int distros, int tests, double seconds) {
            return new Checked(0, tests, 0, 0, 0, seconds, distros);
        }

        public Checked in(double elapsed) {
            return new Checked(services, tests, checks, volumes, bytes, elapsed, distros);
        }

        /** {@code 2 services, 6 tests, 1 volume of 12 KiB, 4.2 s}. */
        public String text() {
            if (equals(NOT_RECORDED)) return "what was checked was not recorded yet";
            var parts = new ArrayList<String>();
            count(parts, distros, "distro");
            count(parts, services, "service");
            count(parts, tests, "test");
            count(parts, checks, "data check");
            if (volumes > 0) {
                count(parts, volumes, "volume");
                parts.add(parts.removeLast() + " of " + ByteText.of(bytes));
            }
            parts.add(String.format(Locale.ROOT, "%.1f s", seconds));
            return String.join(", ", parts);
        }

        private static void count(List<String> parts, int count, String noun) {
            if (count > 0) parts.add(count + " " + noun + (count == 1 ? "" : "s"));
        }
    }
}
