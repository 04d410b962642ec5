package dev.softservice.manifest.fields;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known word that an author probably meant. */
public final class Suggestion {
    /** Beyond these a suggestion helps nobody and costs too much. */
    private static final int LONGEST = 64;

    private static final int MOST_KNOWN = 500;

    private Suggestion() {}

    /** {@code did you mean `retries`?}, or nothing where no known word is near enough. */
    public static String didYouMean(String wrong, Collection<String> known) {
        if (wrong.length() > LONGEST || known.size() > MOST_KNOWN) return "";
        int most = Math.max(1, wrong.length() / 3);
        return known.stream()
                .filter(word -> !word.equals(wrong) && Math.abs(word.length() - wrong.length()) <= most)
                .map(word -> new Candidate(word, distance(wrong.toLowerCase(java.util.Locale.ROOT), word)))
                .filter(candidate -> candidate.distance <= most)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::word))
                .map(candidate -> "did you mean `" + candidate.word + "`?")
                .orElse("");
    }

    private record Candidate(String word, int distance) {}

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) rows[i][0] = i;
        for (int j = 0; j <= b.length(); j++) rows[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(rows[i - 1][j - 1] + cost, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                rows[i][j] = swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
            }
        }
        return rows[a.length()][b.length()];
    }
}
