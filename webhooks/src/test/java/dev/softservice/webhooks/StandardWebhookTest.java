package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWebhookTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);
    // The example of the specification.
    private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private final StandardWebhook webhook = new StandardWebhook(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void acceptsTheExampleOfTheSpecification() {
        assertThat(objection(SIGNATURE)).isEmpty();
    }

    @Test
    void acceptsAnyOfSeveralSignatures() {
        assertThat(objection("v1,AAAA v2,BBBB " + SIGNATURE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v1,",
                "v1,not base64!",
                "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
                "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,v1"
            })
    void refusesWhateverElseStandsForASignature(String signature) {
        assertThat(objection(signature).orElseThrow().reason()).isEqualTo(Receipt.Reason.FORGED);
    }

    @Test
    void looksAtTenSignaturesAtMost() {
        assertThat(objection("v1,AAAA ".repeat(9) + SIGNATURE)).isEmpty();
        assertThat(objection("v1,AAAA ".repeat(10) + SIGNATURE)).isPresent();
        assertThat(objection("v1,AAAA ".repeat(100_000))).isPresent();
    }

    @Test
    void refusesClocksThatAreMoreThanFiveMinutesApart() {
        for (long seconds : new long[] {-300, 300}) {
            assertThat(signedAt(NOW.getEpochSecond() + seconds))
                    .as(seconds + " s")
                    .isEmpty();
        }
        for (long seconds : new long[] {-301, 301, -86_400}) {
            assertThat(signedAt(NOW.getEpochSecond() + seconds).orElseThrow().text())
                    .contains("webhook-timestamp", "clocks");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1614265330", "1614265330.5", "1e9", "9999999999999", "2021-02-25T15:02:10Z", "١٦١٤٢٦٥٣٣٠"})
    void refusesATimeThatIsNone(String time) {
        assertThat(webhook.objection(delivery(ID, time, SIGNATURE), SECRET)
                        .orElseThrow()
                        .text())
                .startsWith("header webhook-timestamp");
    }

    @Test
    void refusesAHeaderThatIsMissingOrSentTwice() {
        Map<String, List<String>> whole = headers(ID, "1614265330", SIGNATURE);
        for (String name : whole.keySet()) {
            for (List<String> values : List.of(List.<String>of(), twice(whole.get(name)))) {
                var changed = new TreeMap<>(whole);
                changed.put(name, values);
                assertThat(webhook.objection(new Delivery(changed, BODY), SECRET))
                        .as(name + " " + values.size() + " times")
                        .isPresent();
            }
        }
    }

    @Test
    void refusesWhatWasChangedAfterSigning() {
        assertThat(webhook.objection(delivery("msg_another", "1614265330", SIGNATURE), SECRET))
                .isPresent();
        assertThat(webhook.objection(delivery(ID, "1614265331", SIGNATURE), SECRET))
                .isPresent();
        byte[] other = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);
        assertThat(webhook.objection(new Delivery(headers(ID, "1614265330", SIGNATURE), other), SECRET))
                .isPresent();
    }

    @Test
    void saysWhereTheMirrorsSecretIsNoSigningToken() {
        assertThat(webhook.objection(delivery("m", "1614265330", SIGNATURE), new Secret("a long and plain secret"))
                        .orElseThrow()
                        .text())
                .contains("whsec_");
        for (String wrong : List.of("whsec_", "whsec_!!!!", "whsec_c2hvcnQ=", "whsec_" + "A".repeat(400))) {
            assertThat(StandardWebhook.objection(wrong)).as(wrong).isPresent();
        }
        assertThat(StandardWebhook.objection(SECRET.text())).isEmpty();
        assertThat(StandardWebhook.objection("a long and plain secret")).isEmpty();
    }

    @Test
    void gitLabsPlainTokenCountsOnlyWithoutASignature() {
        var gitlab = Payloads.forge(ForgeKind.GITLAB);
        Map<String, List<String>> headers = new TreeMap<>(
                Map.of("X-Gitlab-Event", List.of("Push Hook"), "X-Gitlab-Token", List.of(Payloads.SECRET.text())));
        headers.put("webhook-signature", List.of("v1,AAAA"));
        assertThat(gitlab.receive(new Delivery(headers, BODY), Payloads.SECRET))
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.text()).startsWith("header webhook-signature"));
    }

    private Optional<Receipt.Refused> objection(String signature) {
        return webhook.objection(delivery(ID, "1614265330", signature), SECRET);
    }

    private Optional<Receipt.Refused> signedAt(long seconds) {
        byte[] key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] start = ("id." + seconds + ".").getBytes(StandardCharsets.UTF_8);
        String signature = "v1," + Base64.getEncoder().encodeToString(Signature.hmacSha256(key, start, BODY));
        return webhook.objection(delivery("id", Long.toString(seconds), signature), SECRET);
    }

    private static List<String> twice(List<String> values) {
        var twice = new ArrayList<>(values);
        twice.addAll(values);
        return twice;
    }

    private static Delivery delivery(String id, String time, String signature) {
        return new Delivery(headers(id, time, signature), BODY);
    }

    private static Map<String, List<String>> headers(String id, String time, String signature) {
        return Map.of(
                "webhook-id", List.of(id), "webhook-timestamp", List.of(time), "webhook-signature", List.of(signature));
    }
}
