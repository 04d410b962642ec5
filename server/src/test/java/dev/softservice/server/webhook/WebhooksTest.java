package dev.softservice.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.server.MovableClock;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.db.Vault;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.scenario.Hub;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.StandardWebhook;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens in a repository is told to the addresses that want to hear, signed, each thing once, and again until it is taken. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class WebhooksTest {
    private static final List<String> EVERYTHING = List.of();

    @Parameter
    DatabaseKind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private Hub hub;
    private HostedRepository wiki;
    private Receiver receiver;
    private GuardedHttp http;
    private WebhookTable table;
    private WebhookDeliveryTable deliveries;
    private WebhookSetup setup;
    private Webhooks webhooks;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
        hub = Hub.open(
                folder,
                Optional.of(kind).filter(DatabaseKind.POSTGRES::equals).map(_ -> DatabaseKind.freshPostgresUrl()),
                clock);
        wiki = hub.repository("wiki");
        http = new GuardedHttp(OutboundRules.listing(List.of(receiver.origin())));
        table = new WebhookTable(hub.app.database(), hub.app.vault());
        deliveries = new WebhookDeliveryTable(hub.app.database());
        setup = new WebhookSetup(table, http, hub.app.audit(), clock);
        webhooks = started();
    }

    private Webhooks started() {
        return new Webhooks(
                new Webhooks.Keeping(hub.app.database(), hub.app.vault(), hub.app.audit(), clock),
                new Webhooks.Sources(hub.app.repositories(), hub.runs(), hub.app.releases(), hub.app.url()),
                OutboundRules.listing(List.of(receiver.origin())));
    }

    @AfterEach
    void close() throws IOException {
        webhooks.close();
        http.close();
        hub.close();
        receiver.close();
    }

    private WebhookSetup.Made add(List<String> events) {
        return setup.add(wiki, setup.wish(receiver.origin() + "/hook", events), hub.max);
    }

    private List<String> told() {
        return receiver.got().stream()
                .map(got -> json(got).path("type").asText())
                .toList();
    }

    private static JsonNode json(Receiver.Got got) {
        try {
            return new ObjectMapper().readTree(got.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rounds until nothing is due any more. */
    private void rounds() throws Exception {
        int before = -1;
        while (before != receiver.got().size()) {
            before = receiver.got().size();
            webhooks.runDue();
        }
    }

    private void released() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3")));
        hub.settle();
        assertThat(hub.stable(wiki)).isPresent();
    }

    @Test
    void aPullRequestItsRunsAndTheReleaseAreToldInTheirOrderAndEachOnce() throws Exception {
        var made = add(EVERYTHING);
        released();
        clock.forward(Duration.ofSeconds(1));
        var pull = hub.proposed(hub.ann, wiki, "A better page", Map.of("README.md", "better\n"));
        clock.forward(Duration.ofSeconds(1));
        hub.settle();
        clock.forward(Duration.ofSeconds(1));
        hub.app.pulls().close(wiki, pull.number(), hub.max);
        rounds();
        rounds();

        assertThat(told())
                .containsExactly("run.finished", "release.published", "pull.opened", "run.finished", "pull.closed");
        assertThat(receiver.got()).extracting(got -> got.header("webhook-id")).doesNotHaveDuplicates();
        var opened = json(receiver.got().get(2));
        assertThat(opened.at("/data/repository").asText()).isEqualTo("samples/wiki");
        assertThat(opened.at("/data/pull/title").asText()).isEqualTo("A better page");
        assertThat(opened.at("/data/pull/url").asText()).endsWith("/samples/wiki/pulls/" + pull.number());
        assertThat(opened.at("/data/by").asText()).isEqualTo("ann");
        assertThat(json(receiver.got().getFirst()).at("/data/run/verdict").asText())
                .isEqualTo("passed");
        assertThat(json(receiver.got().get(1)).at("/data/release/version").asText())
                .startsWith("2.3.");
        assertThat(json(receiver.got().get(1)).at("/data/release/drops").isArray())
                .isTrue();
        for (var got : receiver.got()) assertSigned(got, made.secret());
    }

    private void assertSigned(Receiver.Got got, Secret secret) {
        assertThat(new StandardWebhook(clock)
                        .objection(new dev.softservice.webhooks.Delivery(got.headers(), got.body()), secret))
                .isEmpty();
        assertThat(got.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void onlyWhatWasAskedForIsToldAndNothingOfOtherRepositoriesOrFromBefore() throws Exception {
        released();
        clock.forward(Duration.ofSeconds(1));
        add(List.of("pull.opened"));
        hub.proposed(hub.ann, wiki, "One", Map.of("README.md", "one\n"));
        var other = hub.repository("other");
        hub.push(other, "main", "first", Map.of("softservice.yaml", Hub.manifest("1.0")));
        hub.settle();
        hub.proposed(hub.ann, other, "Elsewhere", Map.of("README.md", "two\n"));
        rounds();
        assertThat(told()).containsExactly("pull.opened");
        assertThat(json(receiver.got().getFirst()).at("/data/pull/title").asText())
                .isEqualTo("One");
    }

    @Test
    void whatIsNotTakenIsSentAgainWithTheSameIdUntilItIs() throws Exception {
        var made = add(List.of("release.published"));
        receiver.answers(503, Map.of("Retry-After", "600"), "please\nwait");
        released();
        webhooks.runDue();
        webhooks.runDue();
        assertThat(receiver.got()).hasSize(1);
        var waiting = deliveries.list(made.webhook().id(), 0, 10).getFirst();
        assertThat(waiting.state()).isEqualTo(WebhookDelivery.State.WAITING);
        assertThat(waiting.answer()).startsWith("503").endsWith(": please wait");
        assertThat(waiting.nextAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));

        receiver.answers(200, Map.of(), "ok");
        clock.forward(Duration.ofMinutes(10));
        webhooks.runDue();
        assertThat(receiver.got()).hasSize(2);
        assertThat(receiver.got().get(1).header("webhook-id"))
                .isEqualTo(receiver.got().get(0).header("webhook-id"));
        assertThat(receiver.got().get(1).body()).isEqualTo(receiver.got().get(0).body());
        assertSigned(receiver.got().get(1), made.secret());
        assertThat(deliveries.list(made.webhook().id(), 0, 10).getFirst().state())
                .isEqualTo(WebhookDelivery.State.DELIVERED);
    }

    @Test
    void aReceiverThatNeverTakesAnythingIsStoppedAfterThreeDays() throws Exception {
        var made = add(List.of("release.published"));
        receiver.answers(302, Map.of("Location", receiver.origin() + "/elsewhere"), "");
        released();
        for (int i = 0; i < 10; i++) {
            webhooks.runDue();
            clock.forward(Duration.ofHours(24));
        }
        webhooks.runDue();
        assertThat(receiver.got()).hasSize(10);
        assertThat(deliveries.list(made.webhook().id(), 0, 10).getFirst().state())
                .isEqualTo(WebhookDelivery.State.GIVEN_UP);
        assertThat(setup.require(wiki, made.webhook().id()).stopped()).contains("no delivery was taken for 9 days");

        receiver.answers(204, Map.of(), "");
        var active = setup.change(
                wiki,
                made.webhook().id(),
                setup.wish(receiver.origin() + "/hook", List.of("pull.opened")),
                true,
                hub.max);
        assertThat(active.isActive()).isTrue();
        hub.proposed(hub.ann, wiki, "After all", Map.of("README.md", "again\n"));
        rounds();
        assertThat(told()).hasSize(11).endsWith("pull.opened");
    }

    @Test
    void aReceiverThatIsGoneHearsNoMore() throws Exception {
        var made = add(EVERYTHING);
        receiver.answers(410, Map.of(), "");
        released();
        rounds();
        rounds();
        assertThat(receiver.got()).hasSize(1);
        assertThat(setup.require(wiki, made.webhook().id()).stopped()).contains("410");
        assertThat(hub.app.audit().list(0, hub.admin))
                .extracting(entry -> entry.action())
                .contains("webhook.add", "webhook.stop");
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgainAndKeepsNoOtherWaiting() throws Exception {
        var dead = new Receiver();
        var address = dead.origin();
        dead.close();
        try (var both = new GuardedHttp(OutboundRules.listing(List.of(receiver.origin(), address)))) {
            var wish = new WebhookSetup(table, both, hub.app.audit(), clock);
            wish.add(wiki, wish.wish(address, List.of("release.published")), hub.max);
            add(List.of("release.published"));
            released();
            webhooks.runDue();
            assertThat(receiver.got()).hasSize(1);
            var stuck = deliveries.list(setup.list(wiki).getFirst().id(), 0, 10).getFirst();
            assertThat(stuck.state()).isEqualTo(WebhookDelivery.State.WAITING);
            assertThat(stuck.tries()).isEqualTo(1);
            assertThat(stuck.answer())
                    .contains(URI.create(address).getAuthority())
                    .doesNotContain("\n");
        }
    }

    @Test
    void aCrashBeforeSomethingWasToldIsMadeUpFor() throws Exception {
        add(EVERYTHING);
        released();
        webhooks.close();
        clock.forward(Duration.ofDays(3));
        webhooks = started();
        rounds();
        assertThat(told()).containsExactly("run.finished", "release.published");
    }

    @Test
    void aYankIsToldAndThePublicationFromLongAgoIsNotToldAgain() throws Exception {
        add(List.of("release.published", "release.yanked"));
        released();
        rounds();
        clock.forward(Duration.ofDays(50));
        rounds();
        hub.app.yanks().yank(wiki, hub.stable(wiki).orElseThrow().version(), "it loses pages", hub.max);
        rounds();
        assertThat(told()).containsExactly("release.published", "release.yanked");
        assertThat(json(receiver.got().getLast()).at("/data/reason").asText()).isEqualTo("it loses pages");
    }

    @Test
    void whatCannotWorkIsRefusedWithTheNameOfTheField() {
        var refused = Map.of(
                "http://10.1.2.3/hook", "field url:",
                "https://127.0.0.1/hook", "field url:",
                "https://user:secret@example.org/", "field url:",
                "ftp://example.org/", "field url:",
                "no address", "field url must be a URL",
                "file:///etc/passwd", "field url:");
        refused.forEach((url, reason) -> assertThatThrownBy(() -> setup.wish(url, EVERYTHING))
                .as(url)
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(reason));
        assertThatThrownBy(() -> setup.wish(receiver.origin(), List.of("push")))
                .hasMessageStartingWith("field events must name some of pull.opened");
        for (int i = 0; i < 20; i++) add(EVERYTHING);
        assertThatThrownBy(() -> add(EVERYTHING)).hasMessageContaining("has 20 webhooks already");
    }

    @Test
    void aSecretIsSealedAndOpensOnlyWithTheHubsKey() {
        var made = add(EVERYTHING);
        var kept = hub.app
                .database()
                .read(handle -> handle.createQuery("select secret from webhook")
                        .mapTo(String.class)
                        .one());
        assertThat(Vault.isSealed(kept)).isTrue();
        assertThat(kept).doesNotContain(made.secret().text());
        assertThat(setup.require(wiki, made.webhook().id()).secret()).isEqualTo(made.secret());
    }

    @Test
    void whatWasToldIsForgottenAfterFortyDaysAndNotToldAgain() throws Exception {
        var made = add(EVERYTHING);
        released();
        rounds();
        clock.forward(Duration.ofDays(39));
        webhooks.close();
        webhooks = started();
        rounds();
        assertThat(deliveries.list(made.webhook().id(), 0, 10)).hasSize(2);
        clock.forward(Duration.ofDays(2));
        rounds();
        assertThat(deliveries.list(made.webhook().id(), 0, 10)).isEmpty();
        assertThat(receiver.got()).hasSize(2);
    }
}
