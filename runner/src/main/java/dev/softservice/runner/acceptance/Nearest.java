package dev.softservice.runner.acceptance;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Finds what somebody probably meant who looked for a text in vain. */
final class Nearest {
    private static final int MOST_CHARACTERS = 64 << 10;
    private static final int LONGEST_LINE = 400;
    /** Less in common than this share is nothing in common. */
    private static final double ALIKE = 0.4;

    private Nearest() {}

    /** The line of {@code text} that has most in common with {@code wanted}, where that is enough to be worth a look; else {@code text} itself. */
    static String to(String wanted, String text) {
        if (wanted.indexOf('\n') >= 0) return text;
        var pairs = pairs(wanted);
        var looked = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        var best = text;
        double most = ALIKE;
        for (var line : looked.lines().toList()) {
            var cut = around(line.strip(), wanted);
            double alike = alike(pairs, pairs(cut));
            if (alike <= most) continue;
            most = alike;
            best = cut;
        }
        return best;
    }

    /** A line that is much longer than what was looked for is only its part that begins alike. */
    private static String around(String line, String wanted) {
        if (line.length() <= LONGEST_LINE) return line;
        var begin = wanted.substring(0, Math.min(4, wanted.length()));
        int at = Math.max(0, line.indexOf(begin));
        return line.substring(at, Math.min(line.length(), at + Math.max(LONGEST_LINE, wanted.length() * 2)));
    }

    /** Of 0 to 1: pairs of neighbouring characters that both have, by how many both have in all. */
    private static double alike(Map<String, Integer> one, Map<String, Integer> other) {
        int all = sum(one) + sum(other);
        if (all == 0) return 0;
        int both = one.entrySet().stream()
                .mapToInt(pair -> Math.min(pair.getValue(), other.getOrDefault(pair.getKey(), 0)))
                .sum();
        return 2.0 * both / all;
    }

    private static int sum(Map<String, Integer> pairs) {
        return pairs.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> pairs(String text) {
        var pairs = new HashMap<String, Integer>();
        Arrays.stream(text.toLowerCase(java.util.Locale.ROOT).split("\\s+")).forEach(word -> {
            for (int i = 0; i + 2 <= word.length(); i++) pairs.merge(word.substring(i, i + 2), 1, Integer::sum);
        });
        return pairs;
    }
}
