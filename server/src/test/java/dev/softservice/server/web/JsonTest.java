package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that clients send: what is read of them, and in which words the others are refused. */
class JsonTest {
    private static Json read(String body, String... fields) {
        return Json.object(body.getBytes(StandardCharsets.UTF_8), fields);
    }

    private static void assertRefused(String body, String words, String... fields) {
        assertThatThrownBy(() -> read(body, fields))
                .as(body)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID))
                .hasMessageContaining(words)
                .hasMessageNotContaining("fasterxml")
                .hasMessageNotContaining("\n");
    }

    @Test
    void anObjectIsReadFieldByField() {
        var body = read(
                "{\"name\": \"wiki\", \"text\": \"a\\nb\", \"on\": true, \"n\": 7, \"list\": [\"x\", \"y\"]}",
                "name",
                "text",
                "on",
                "n",
                "list",
                "absent");
        assertThat(body.line("name", 10)).isEqualTo("wiki");
        assertThat(body.text("text", 10)).isEqualTo("a\nb");
        assertThat(body.flag("on")).contains(true);
        assertThat(body.number("n", 1, 9, 5)).isEqualTo(7);
        assertThat(body.lines("list", 2, 5)).containsExactly("x", "y");
        assertThat(body.optionalLine("absent", 10)).isEmpty();
        assertThat(body.text("absent", 10)).isEmpty();
        assertThat(body.flag("absent")).isEmpty();
        assertThat(body.flag("absent", true)).isTrue();
        assertThat(body.number("absent", 1, 9, 5)).isEqualTo(5);
        assertThat(body.lines("absent", 2, 5)).isEmpty();
        assertThat(body.objects("absent", 2, "x")).isEmpty();
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        var body = read("{\"name\": null, \"n\": null, \"list\": null}", "name", "n", "list");
        assertThat(body.optionalLine("name", 10)).isEmpty();
        assertThat(body.number("n", 1, 9, 5)).isEqualTo(5);
        assertThat(body.lines("list", 2, 5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null", "true", ""})
    void onlyAnObjectIsABody(String body) {
        assertRefused(body, "the body must be a JSON object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} {} | line 1, column 4: there is something behind the object",
                "{} 1 | there is something behind the object",
                "{} ] | at line 1",
                "{} x | at line 1",
                "{\"a\": 1, \"a\": 2} | Duplicate",
                "{\"a\": } | at line 1",
                "{\"a\": 01} | at line 1",
                "{a: 1} | at line 1",
                "{\"a\": 'x'} | at line 1",
                "{\"a\": NaN} | at line 1",
                "{ | at line 1",
                "// no comments {} | at line 1"
            })
    void malformedJsonIsRefusedWithItsPlace(String body, String words) {
        assertRefused(body, words, "a");
    }

    @Test
    void blanksBehindTheObjectAreNothing() {
        assertThat(read("{\"a\": 1} \r\n\t ", "a").number("a", 0, 9, 0)).isEqualTo(1);
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertRefused("{\"a\": " + "[".repeat(40) + "]".repeat(40) + "}", "the body is not acceptable JSON", "a");
        assertRefused("{\"a\": \"" + "x".repeat(200_000) + "\"}", "the body is not acceptable JSON", "a");
        assertRefused("{\"a\": " + "1".repeat(40) + "}", "the body is not acceptable JSON", "a");
        assertRefused("{\"" + "x".repeat(300) + "\": 1}", "the body is not acceptable JSON", "a");
        assertRefused("{\"a\": [" + "1,".repeat(11_000) + "1]}", "the body is not acceptable JSON", "a");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatThrownBy(() -> Json.object(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}, "a"))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void anUnknownFieldIsNamedWithThoseThatAreKnown() {
        assertRefused("{\"nmae\": 1}", "unknown field \"nmae\"; known here: name, text", "name", "text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1", "[]", "{}", "true"})
    void textHasToBeText(String value) {
        assertThatThrownBy(() -> read("{\"a\": " + value + "}", "a").line("a", 5))
                .hasMessage("field a must be a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10", "1.5", "\"5\"", "99999999999999999999", "true"})
    void aNumberHasToBeWholeAndWithinItsBounds(String value) {
        assertThatThrownBy(() -> read("{\"a\": " + value + "}", "a").number("a", 1, 9, 5))
                .hasMessage("field a must be a whole number from 1 to 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "[1]", "[\"x\", \" \"]", "[\"x\", \"y\", \"z\"]", "[null]"})
    void aListHasToBeOneOfLines(String value) {
        assertThatThrownBy(() -> read("{\"a\": " + value + "}", "a").lines("a", 2, 5))
                .hasMessage("field a must be a list of at most 2 strings");
    }

    @Test
    void objectsInAListAreHeldToTheirFields() {
        var found = read("{\"all\": [{\"x\": \"1\"}, {}]}", "all").objects("all", 2, "x");
        assertThat(found)
                .extracting(one -> one.optionalLine("x", 5).orElse("none"))
                .isEqualTo(List.of("1", "none"));
        assertThatThrownBy(() -> read("{\"all\": [{\"y\": 1}]}", "all").objects("all", 2, "x"))
                .hasMessageContaining("unknown field \"y\"");
        assertThatThrownBy(() -> read("{\"all\": [1]}", "all").objects("all", 2, "x"))
                .hasMessage("field all must be a list of at most 2 objects");
    }
}
