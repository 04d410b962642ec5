package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.softservice.runner.model.Difference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparedTest {
    /** {@code |} stands for the end of a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "org.opentest4j.AssertionFailedError: expected: <3> but was: <2>; 3; 2",
                "expected: <a <b>> but was: <a <c>>; a <b>; a <c>",
                "java.lang.AssertionError: |expected: \"Eva\"| but was: \"Adam\"; \"Eva\"; \"Adam\"",
                "expect(received).toBe(expected)||Expected: 3|Received: 2; 3; 2",
                "Error: expected 1 to equal 2; 2; 1",
                "expected 3, got 2; 3; 2",
                "Expected 3 but was 2; 3; 2",
                "cart_test.go:12: got 2, want 3; 3; 2",
                "total: want 3, got 2; 3; 2",
                "E       assert 2 == 3; 3; 2",
                "message: no|severity: fail|expected: 3|actual: 2; 3; 2",
                "wanted: 3|found: 2; 3; 2",
            })
    void findsWhatFrameworksSay(String text, String expected, String actual) {
        assertThat(Compared.of("", text.replace('|', '\n'))).contains(new Difference("value", expected, actual));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection refused", "expected a page", "got no answer", "assert x", "", "Expected: 3"})
    void guessesNothing(String text) {
        assertThat(Compared.of(text, text)).isEmpty();
    }

    @Test
    void longTextsOfStrangersEndInTime() {
        var line = "expected ".repeat(200);
        assertThatCode(() -> org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> Compared.of(line, (line + "\n").repeat(2_000))))
                .doesNotThrowAnyException();
    }
}
