package dev.softservice.manifest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN =
            List.of("image", "build", "volumes", "environment", "env_file", "retries");

    @ParameterizedTest
    @CsvSource({
        "imgae, image",
        "Image, image",
        "imag, image",
        "images, image",
        "volums, volumes",
        "enviroment, environment",
        "env-file, env_file",
        "retrise, retries"
    })
    void findsTheWordThatWasProbablyMeant(String wrong, String meant) {
        assertThat(Suggestion.didYouMean(wrong, KNOWN)).isEqualTo("did you mean `" + meant + "`?");
    }

    @ParameterizedTest
    @CsvSource({"ports", "x", "imageimageimage", "''", "image"})
    void saysNothingWhereNothingIsNearOrItIsTheWordItself(String wrong) {
        assertThat(Suggestion.didYouMean(wrong, KNOWN)).isEmpty();
    }

    @Test
    void theNearestWins_andOfEquallyNearOnesTheFirstByName() {
        assertThat(Suggestion.didYouMean("bat", List.of("cat", "bad", "bath"))).isEqualTo("did you mean `bad`?");
        assertThat(Suggestion.didYouMean("volume", List.of("volumes", "column")))
                .isEqualTo("did you mean `volumes`?");
    }

    @Test
    void longWordsAndLongListsCostNothing() {
        assertThat(Suggestion.didYouMean("i".repeat(65), List.of("i".repeat(64))))
                .isEmpty();
        var many = IntStream.range(0, 501).mapToObj(i -> "image" + i).toList();
        assertThat(Suggestion.didYouMean("image", many)).isEmpty();
        assertThat(Suggestion.didYouMean("image", many.subList(0, 500))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "a, '', 1",
        "abc, abc, 0",
        "abc, acb, 1",
        "abc, abd, 1",
        "abcd, badc, 2",
        "kitten, sitting, 3"
    })
    void countsChangesAndSwaps(String a, String b, int distance) {
        assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
        assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
    }
}
