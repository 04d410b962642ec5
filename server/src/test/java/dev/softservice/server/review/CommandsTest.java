package dev.softservice.server.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.review.Commands.Asked;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which words of a comment are commands, and which are just words: what is taken for one merges or runs code. */
class CommandsTest {
    @Test
    void theFirstLinesAreCommandsUpToTheFirstThatIsNone() {
        assertThat(Commands.asked("/retest\r\n/merge  \nthank you\n/cancel"))
                .containsExactly(new Asked("retest", ""), new Asked("merge", ""));
    }

    @Test
    void aCommandMayHaveOneWord() {
        assertThat(Commands.asked("/approve-run v2")).containsExactly(new Asked("approve-run", "v2"));
        assertThat(Commands.asked("/approve-run\t 2 ")).containsExactly(new Asked("approve-run", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n/merge",
                "please\n/merge",
                " /merge",
                "> /merge",
                "    /merge",
                "`/merge`",
                "/merge now, please",
                "/Merge",
                "//merge",
                "/-merge",
                "/ merge",
                "/merge.",
                "/usr/bin is full"
            })
    void whatOnlyLooksLikeACommandIsNone(String body) {
        assertThat(Commands.asked(body)).isEmpty();
    }

    @Test
    void anUnknownCommandIsOneThatIsAnswered() {
        assertThat(Commands.asked("/merged")).containsExactly(new Asked("merged", ""));
    }

    @Test
    void noMoreThanFiveAreTaken() {
        var many =
                String.join("\n", IntStream.range(0, 9).mapToObj(_ -> "/retest").toList());
        assertThat(Commands.asked(many))
                .containsExactlyElementsOf(
                        Stream.generate(() -> new Asked("retest", "")).limit(5).toList());
    }
}
