package dev.softservice.server.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the word that somebody most likely meant. */
final class MeantWord {
    /** Shorter words are too alike. */
    private static final int SHORTEST = 4;
    /** From here on a word may hold two mistakes; two letters in the wrong order count as two. */
    private static final int TWO_MISTAKES = 5;

    private MeantWord() {}

    /** Of those with the fewest mistakes the first in the order of the alphabet; empty where none is near. */
    static Optional<String> of(String word, Collection<String> known) {
        if (word.length() < SHORTEST) return Optional.empty();
        int most = word.length() < TWO_MISTAKES ? 1 : 2;
        var distance = new LevenshteinDistance(most);
        record Found(String word, int mistakes) {}
        return known.stream()
                .filter(other -> Math.abs(other.length() - word.length()) <= most)
                .map(other -> new Found(other, distance.apply(word, other)))
                .filter(found -> found.mistakes() >= 0)
                .min(Comparator.comparingInt(Found::mistakes).thenComparing(Found::word))
                .map(Found::word);
    }
}
