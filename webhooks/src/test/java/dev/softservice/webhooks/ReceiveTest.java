package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiveTest {
    private static final byte[] PING = "{\"zen\":\"Design for failure.\"}".getBytes(StandardCharsets.UTF_8);
    private static final Forge GITHUB = Payloads.forge(ForgeKind.GITHUB);
    private static final Forge GITEA = Payloads.forge(ForgeKind.GITEA);

    @Test
    void signsAsGitHubDocumentsIt() {
        // The example of GitHub's "Validating webhook deliveries".
        String hmac = Signature.hmacSha256(
                new Secret("It's a Secret to Everybody"), "Hello, World!".getBytes(StandardCharsets.UTF_8));
        assertThat(hmac).isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @Test
    void takesAGenuineDeliveryWithHeaderNamesInAnyCase() {
        Delivery delivery = new Delivery(
                Map.of(
                        "x-github-event",
                        List.of("ping"),
                        "X-GITHUB-DELIVERY",
                        List.of("d1"),
                        "X-hub-SIGNATURE-256",
                        List.of(signature(PING))),
                PING);
        assertThat(GITHUB.receive(delivery, Payloads.SECRET))
                .isInstanceOfSatisfying(Receipt.Accepted.class, accepted -> {
                    assertThat(accepted.id()).isEqualTo("d1");
                    assertThat(accepted.event()).isEqualTo(new ForgeEvent.Ping());
                });
    }

    @ParameterizedTest
    @EnumSource(ForgeKind.class)
    void refusesADeliveryWithoutSignature(ForgeKind kind) {
        Delivery delivery =
                new Delivery(Map.of("X-GitHub-Event", List.of("push"), "X-Gitlab-Event", List.of("Push Hook")), PING);
        assertRefused(Payloads.forge(kind).receive(delivery, Payloads.SECRET), Receipt.Reason.UNSIGNED);
    }

    @ParameterizedTest
    @EnumSource(ForgeKind.class)
    void refusesTheRightSignatureOfAnotherRepositorysSecret(ForgeKind kind) {
        Delivery delivery = Payloads.signed(kind, "push", PING);
        assertRefused(
                Payloads.forge(kind).receive(delivery, new Secret("another repository's secret")),
                Receipt.Reason.FORGED);
    }

    @Test
    void refusesWhateverWasChangedAfterSigning() {
        byte[] changed = "{\"zen\":\"Design for Failure.\"}".getBytes(StandardCharsets.UTF_8);
        assertRefused(GITHUB.receive(github("ping", signature(PING), changed), Payloads.SECRET), Receipt.Reason.FORGED);
    }

    @Test
    void verifiesBeforeItReads() {
        byte[] nonsense = "no JSON".getBytes(StandardCharsets.UTF_8);
        assertRefused(
                GITHUB.receive(github("push", "sha256=" + "0".repeat(64), nonsense), Payloads.SECRET),
                Receipt.Reason.FORGED);
        assertRefused(
                GITHUB.receive(github("push", signature(nonsense), nonsense), Payloads.SECRET),
                Receipt.Reason.UNREADABLE);
    }

    @Test
    void forgivesNoOtherSpellingOfTheSignature() {
        String right = signature(PING);
        for (String other : List.of(
                right.toUpperCase(Locale.ROOT),
                "SHA256=" + right.substring(7),
                right + " ",
                " " + right,
                right.substring(7),
                "sha1=" + right.substring(7),
                "sha256=",
                "",
                right.substring(0, right.length() - 2))) {
            assertRefused(GITHUB.receive(github("ping", other, PING), Payloads.SECRET), Receipt.Reason.FORGED);
        }
    }

    @Test
    void refusesASignatureThatIsSentTwice() {
        Delivery twice = new Delivery(
                Map.of(
                        "X-GitHub-Event",
                        List.of("ping"),
                        "X-Hub-Signature-256",
                        List.of(signature(PING), signature(PING))),
                PING);
        assertRefused(GITHUB.receive(twice, Payloads.SECRET), Receipt.Reason.UNSIGNED);
        Delivery twoSpellings = new Delivery(
                Map.of(
                        "X-GitHub-Event",
                        List.of("ping"),
                        "X-Hub-Signature-256",
                        List.of(signature(PING)),
                        "x-hub-signature-256",
                        List.of("sha256=" + "0".repeat(64))),
                PING);
        assertRefused(GITHUB.receive(twoSpellings, Payloads.SECRET), Receipt.Reason.UNSIGNED);
    }

    @Test
    void refusesABodyAboveTheLimitWithoutSigningIt() {
        byte[] large = new byte[26 * 1024 * 1024];
        Receipt receipt = GITHUB.receive(github("push", "sha256=" + "0".repeat(64), large), Payloads.SECRET);
        assertRefused(receipt, Receipt.Reason.TOO_LARGE);
        assertThat(((Receipt.Refused) receipt).reason().status()).isEqualTo(413);
    }

    @Test
    void looksForGiteasOwnSignatureBeforeGitHubs() {
        String hmac = Signature.hmacSha256(Payloads.SECRET, PING);
        for (String own : List.of("X-Gitea-Signature", "X-Forgejo-Signature")) {
            Delivery good = new Delivery(Map.of(own, List.of(hmac), "X-GitHub-Event", List.of("ping")), PING);
            assertThat(GITEA.receive(good, Payloads.SECRET)).isInstanceOf(Receipt.Accepted.class);
            Delivery bad = new Delivery(
                    Map.of(
                            own,
                            List.of("0".repeat(64)),
                            "X-Hub-Signature-256",
                            List.of("sha256=" + hmac),
                            "X-GitHub-Event",
                            List.of("ping")),
                    PING);
            assertRefused(GITEA.receive(bad, Payloads.SECRET), Receipt.Reason.FORGED);
        }
    }

    @Test
    void readsTheFormThatGitHubSendsByDefault() {
        byte[] form = ("payload=" + URLEncoder.encode("{\"zen\":\"a+b %41\"}", StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        Delivery delivery = new Delivery(
                Map.of(
                        "X-GitHub-Event",
                        List.of("ping"),
                        "X-Hub-Signature-256",
                        List.of(signature(form)),
                        "Content-Type",
                        List.of("application/x-www-form-urlencoded")),
                form);
        assertThat(GITHUB.receive(delivery, Payloads.SECRET)).isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void acceptsWhatIsOfNoInterest() {
        assertThat(GITHUB.receive(github("watch", signature(PING), PING), Payloads.SECRET))
                .isInstanceOfSatisfying(
                        Receipt.Accepted.class,
                        accepted -> assertThat(accepted.event()).isInstanceOf(ForgeEvent.Ignored.class));
    }

    @Test
    void takesTheBodysDigestForTheIdWhereTheForgeSendsNone() {
        Delivery delivery = new Delivery(
                Map.of("X-GitHub-Event", List.of("ping"), "X-Hub-Signature-256", List.of(signature(PING))), PING);
        assertThat(GITHUB.receive(delivery, Payloads.SECRET))
                .isInstanceOfSatisfying(
                        Receipt.Accepted.class,
                        accepted -> assertThat(accepted.id()).isEqualTo("sha256:" + accepted.digest()));
    }

    @Test
    void showsNoSecretInItsText() {
        assertThat(Payloads.SECRET.toString()).doesNotContain("horse");
    }

    private static String signature(byte[] body) {
        return "sha256=" + Signature.hmacSha256(Payloads.SECRET, body);
    }

    private static Delivery github(String event, String signature, byte[] body) {
        return new Delivery(Map.of("X-GitHub-Event", List.of(event), "X-Hub-Signature-256", List.of(signature)), body);
    }

    private static void assertRefused(Receipt receipt, Receipt.Reason reason) {
        assertThat(receipt)
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
