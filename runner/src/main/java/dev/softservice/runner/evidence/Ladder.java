package dev.softservice.runner.evidence;

import java.util.List;

/** The names of the verification ladder's rungs. */
public final class Ladder {
    private static final List<String> NAMES = List.of(
            "nothing", "valid", "builds", "provisions", "accepted", "resilient", "upgrades", "restores", "carries");
    public static final int HIGHEST = NAMES.size() - 1;

    private Ladder() {}

    /** {@code 4} is {@code accepted}; 0 to 8. */
    public static String name(int level) {
        return NAMES.get(level);
    }
}
