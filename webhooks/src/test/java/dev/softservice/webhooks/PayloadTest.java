package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a forge sends is read in the shape that is asked for, or refused in one line that names the field. */
class PayloadTest {
    private static final String SHA = "a".repeat(40);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Payload of(String json) throws UnreadablePayload {
        return Payload.of(bytes(json));
    }

    private interface Reading {
        Object read(Payload payload) throws UnreadablePayload;
    }

    private static void refused(String json, Reading reading, String words) {
        assertThatThrownBy(() -> reading.read(of(json)))
                .as(json)
                .isInstanceOfSatisfying(
                        UnreadablePayload.class,
                        unreadable -> assertThat(unreadable.reason()).contains(words));
    }

    @Test
    void eachShapeIsRead() throws Exception {
        var payload = of("""
            {"a": {"text": "two\\nlines", "sha": "%s", "n": 7, "yes": true, "no": false, "nothing": null},
             "list": [{"x": 1}, {"x": 2}], "ref": "refs/heads/main", "branch": "feature/x", "repo": "octo/wiki"}
            """.formatted(SHA));
        assertThat(payload.text("/a/text")).isEqualTo("two\nlines");
        assertThat(payload.line("/a/text", 100)).doesNotContain("\n");
        assertThat(payload.lines("/a/text", 100)).isEqualTo("two\nlines");
        assertThat(payload.lines("/a/text", 4)).isEqualTo("two…");
        assertThat(payload.lines("/a/nothing", 4)).isEmpty();
        assertThat(payload.commit("/a/sha")).isEqualTo(SHA);
        assertThat(payload.optionalCommit("/a/sha")).isEqualTo(SHA);
        assertThat(payload.optionalCommit("/a/nothing")).isEqualTo(CommitId.NONE);
        assertThat(payload.number("/a/n")).isEqualTo(7);
        assertThat(payload.flag("/a/yes")).isTrue();
        assertThat(payload.flag("/a/no")).isFalse();
        assertThat(payload.flag("/a/nothing")).isFalse();
        assertThat(payload.flag("/absent")).isFalse();
        assertThat(payload.has("/a/text")).isTrue();
        assertThat(payload.has("/a/nothing")).isFalse();
        assertThat(payload.has("/absent")).isFalse();
        assertThat(payload.optionalText("/absent")).isEmpty();
        assertThat(payload.ref("/ref")).isEqualTo("refs/heads/main");
        assertThat(payload.branch("/branch")).isEqualTo("feature/x");
        assertThat(payload.repository("/repo")).hasToString("octo/wiki");
        var numbers = new ArrayList<Integer>();
        for (var item : payload.items("/list")) numbers.add(item.number("/x"));
        assertThat(numbers).isEqualTo(List.of(1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"x\"", "null", "true"})
    void aPayloadIsAnObject(String json) {
        refused(json, payload -> payload, "body: must be a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "{} {}", "{\"a\":1,\"a\":2}", "{a:1}", "{'a':1}", "{\"a\":01}"})
    void whatIsNoJsonIsRefusedWithItsPlace(String json) {
        refused(json, payload -> payload, "not JSON");
    }

    @Test
    void depthIsBounded() {
        refused("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}", payload -> payload, "body");
    }

    @Test
    void wrongShapesNameTheirField() {
        refused("{\"a\": 1}", payload -> payload.text("/a"), "field /a: must be a text");
        refused("{}", payload -> payload.text("/a"), "field /a: must be a text");
        refused("{\"a\": \"x\"}", payload -> payload.flag("/a"), "field /a: must be true or false");
        refused("{\"a\": {}}", payload -> payload.items("/a"), "field /a: must be a JSON array");
        refused("{}", payload -> payload.items(""), "body: must be a JSON array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"1\"", "99999999999", "null", "true"})
    void aNumberIsWholeAndFromOne(String value) {
        refused("{\"n\": " + value + "}", payload -> payload.number("/n"), "field /n: must be a whole number from 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "main", "HEAD"})
    void aCommitIsHex(String value) {
        refused("{\"c\": \"" + value + "\"}", payload -> payload.commit("/c"), "field /c: must be a commit id");
        refused("{\"c\": \"" + SHA + value + "x\"}", payload -> payload.commit("/c"), "field /c: must be a commit id");
        refused("{\"c\": \"" + "g".repeat(40) + "\"}", payload -> payload.commit("/c"), "field /c");
    }

    /** git-check-ref-format's rules: nothing odd reaches a file's name or a command. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-x",
                "/x",
                "x/",
                "x.",
                "x.lock",
                "a..b",
                "a//b",
                "a/.b",
                ".a",
                "a@{b",
                "a b",
                "a\\tb",
                "a~b",
                "a^b",
                "a:b",
                "a?b",
                "a*b",
                "a[b",
                "a\\\\b",
                "a\\u0000b",
                "a\\u007fb",
                "\\ud800"
            })
    void aBranchThatGitRefusesIsRefused(String name) {
        refused("{\"b\": \"" + name + "\"}", payload -> payload.branch("/b"), "field /b: must be a branch name");
        refused(
                "{\"b\": \"refs/heads/" + name + "\"}",
                payload -> name.isEmpty() || name.startsWith("-") ? payload.branch("/b" + "/none") : payload.ref("/b"),
                "field /b");
    }

    @Test
    void aRefHasItsWholeName() {
        refused("{\"r\": \"main\"}", payload -> payload.ref("/r"), "must be a ref name that starts with refs/");
        refused("{\"r\": \"" + "x".repeat(501) + "\"}", payload -> payload.branch("/r"), "must be a branch name");
    }

    @ParameterizedTest
    @CsvSource({"wiki", "octo/", "/wiki", "''"})
    void aRepositoryHasAnOwnerAndAName(String name) {
        refused("{\"r\": \"" + name + "\"}", payload -> payload.repository("/r"), "field /r: must be owner/name");
    }

    private static Delivery delivery(String type, String body) {
        return new Delivery(Map.of("Content-Type", List.of(type)), bytes(body));
    }

    @Test
    void aFormHoldsItInItsFieldPayload() throws Exception {
        var form = "other=1&payload=" + URLEncoder.encode("{\"a\": \"ä&=%\"}", StandardCharsets.UTF_8);
        assertThat(Payload.of(delivery("application/x-www-form-urlencoded; charset=utf-8", form))
                        .text("/a"))
                .isEqualTo("ä&=%");
        assertThatThrownBy(() -> Payload.of(delivery("application/x-www-form-urlencoded", "a=1")))
                .isInstanceOf(UnreadablePayload.class);
        assertThatThrownBy(() -> Payload.of(delivery("application/x-www-form-urlencoded", "payload=%zz")))
                .isInstanceOf(UnreadablePayload.class);
    }
}
