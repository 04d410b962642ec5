package dev.softservice.server.pull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checks that a pull request would remove.
 *
 * @param lost one sentence for each, without a capital and subject: {@code takes away the test "port"}; empty: nothing
 * @param word a maintainer's word that it is meant, for the present head
 */
public record Weakening(List<String> lost, Optional<Word> word) {
    static final Weakening NONE = new Weakening(List.of(), Optional.empty());

    private static final int MOST_TOLD = 5;

    /** {@code what}: the sentences that were there to be read when the word was given. */
    public record Word(List<String> what, String by, Instant at) {}

    /** With more of the kind. */
    Weakening and(List<String> more) {
        return more.isEmpty()
                ? this
                : new Weakening(Stream.concat(lost.stream(), more.stream()).toList(), word);
    }

    /** What no maintainer has said to be meant. */
    public List<String> open() {
        return word.map(said -> lost.stream()
                        .filter(sentence -> !said.what().contains(sentence))
                        .toList())
                .orElse(lost);
    }

    /** One line that names what is open before a merge. */
    String reason() {
        var open = open();
        return "it checks less than now, or changes the rules: it "
                + String.join("; it ", open.stream().limit(MOST_TOLD).toList())
                + (open.size() > MOST_TOLD ? "; and " + (open.size() - MOST_TOLD) + " more" : "")
                + "; a maintainer has to say that this is meant";
    }
}
