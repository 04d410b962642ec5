package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.JsonScalar;
import dev.softservice.manifest.model.JsonScalar.Nothing;
import dev.softservice.manifest.model.JsonScalar.Text;
import dev.softservice.manifest.model.JsonScalar.Truth;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonMatchTest {
    private static JsonScalar number(String text) {
        return new JsonScalar.Number(new BigDecimal(text));
    }

    private static String fault(String body, JsonScalar expected) {
        return JsonMatch.fault(body, Map.of("/a", expected))
                .map(Fault::sentence)
                .orElse("");
    }

    @Test
    void valuesOfOtherTypesAreNeverEqual() {
        var values = Map.of(
                "\"true\"", new Text("true"),
                "true", new Truth(true),
                "\"1\"", new Text("1"),
                "1", number("1"),
                "\"null\"", new Text("null"),
                "null", new Nothing(),
                "\"\"", new Text(""));
        values.forEach((written, _) -> values.forEach((other, expected) -> assertThat(
                        fault("{\"a\": " + written + "}", expected).isEmpty())
                .as("%s is expected to be %s", written, expected)
                .isEqualTo(written.equals(other))));
    }

    @Test
    void numbersAreEqualByValueAndExact() {
        for (var one : List.of("1", "1.0", "1e0", "10e-1"))
            assertThat(fault("{\"a\": " + one + "}", number("1"))).as(one).isEmpty();
        assertThat(fault("{\"a\": 9007199254740993}", number("9007199254740992")))
                .isEqualTo("expected /a to be the number 9007199254740992, it is the number 9007199254740993");
        assertThat(fault("{\"a\": 0.1000000000000000055}", number("0.1"))).isNotEmpty();
        assertThat(fault("{\"a\": 1e400000000}", number("1e400000000"))).isEmpty();
        assertThat(fault("{\"a\": 1e400000000}", number("1")))
                .isEqualTo("expected /a to be the number 1, it is the number 1E+400000000");
    }

    @Test
    void aFailureNamesBothValuesWithTheirTypes() {
        assertThat(fault("{\"a\": true}", new Text("true")))
                .isEqualTo("expected /a to be the text \"true\", it is the boolean true");
        assertThat(fault("{\"a\": null}", new Text("null")))
                .isEqualTo("expected /a to be the text \"null\", it is null");
        assertThat(fault("{\"a\": [1]}", number("1")))
                .isEqualTo("expected /a to be the number 1, it is the list '[1]'");
        assertThat(fault("{\"a\": {}}", new Nothing())).isEqualTo("expected /a to be null, it is the object '{}'");
        assertThat(fault("{\"b\": 1}", new Nothing())).isEqualTo("expected /a to be null, the JSON has nothing there");
    }

    @Test
    void theBodyIsOneDocument() {
        assertThat(fault("", new Nothing())).isEqualTo("expected JSON, got nothing");
        assertThat(fault("{\"a\": 1} {\"a\": 2}", number("1"))).startsWith("expected JSON, got");
    }
}
