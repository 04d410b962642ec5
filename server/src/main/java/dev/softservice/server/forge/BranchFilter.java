package dev.softservice.server.forge;

import dev.softservice.server.core.BranchName;
import java.util.List;
import java.util.Optional;

/** Globs of branch names: {@code *} stands for anything within a segment, {@code **} for anything, {@code ?} for one character. */
record BranchFilter(List<String> globs) {
    /** Whether {@code glob} is none, in one line. */
    static Optional<String> objection(String glob) {
        return BranchName.of(glob.replace("*", "x").replace("?", "x")).isPresent()
                ? Optional.empty()
                : Optional.of("\"" + glob + "\" is no branch name with *, ** or ? in it");
    }

    boolean takes(BranchName branch) {
        return globs.stream().anyMatch(glob -> matches(glob, branch.name()));
    }

    /** Takes time by the product of both lengths, whatever they hold. */
    private static boolean matches(String glob, String name) {
        // reached[n]: what was read of the glob matches the first n characters of the name.
        var reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int i = 0; i < glob.length(); i++) {
            boolean deep = glob.startsWith("**", i);
            reached = step(glob.charAt(i), deep, reached, name);
            i += deep ? 1 : 0;
        }
        return reached[name.length()];
    }

    private static boolean[] step(char c, boolean deep, boolean[] before, String name) {
        var after = new boolean[before.length];
        for (int n = 0; n < before.length; n++) {
            if (c == '*') {
                after[n] = before[n] || n > 0 && after[n - 1] && (deep || name.charAt(n - 1) != '/');
            } else if (n > 0) {
                char read = name.charAt(n - 1);
                after[n] = before[n - 1] && (c == '?' ? read != '/' : read == c);
            }
        }
        return after;
    }
}
