package dev.softservice.runner.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Says what a test needs. What is missing skips the test, with the reason, and {@link NotShown} repeats it in the last lines of
 * the build. Continuous integration has to have everything that can be installed.
 */
public final class Needs {
    private Needs() {}

    /**
     * Something that can be installed or granted, such as a program or the rights of root.
     *
     * @param remedy what is needed, and how to get it
     * @throws IllegalStateException under {@code CI=true}, where it is missing
     */
    public static void that(boolean there, String remedy) {
        if (!there && isCi()) throw new IllegalStateException("CI has to have it: " + remedy);
        assumeTrue(there, remedy);
    }

    /** Something that this machine's kernel has or has not: nobody can install it, so its absence is reported and fails nothing. */
    public static void kernel(boolean there, String missing) {
        assumeTrue(there, missing);
    }

    /** A proof that takes too long for every build, and runs when somebody asks for it. */
    public static void asked(boolean asked, String how) {
        assumeTrue(asked, how);
    }

    /** The rights of root. */
    public static void root(String why) {
        that("root".equals(System.getProperty("user.name")), why + " needs root");
    }

    public static boolean isCi() {
        return "true".equals(System.getenv("CI"));
    }
}
