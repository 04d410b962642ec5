package dev.softservice.server.webhook;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.web.Text;
import dev.softservice.webhooks.StandardWebhook;
import dev.softservice.webhooks.http.ForbiddenAddressException;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.HttpAnswer;
import dev.softservice.webhooks.http.HttpCall;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Sends one delivery and judges the answer. 2xx: it was taken. 410: nobody wants to hear any more. Anything else, a redirect too, is tried again at the
 * times that the Standard Webhooks specification proposes, over three days.
 */
final class Sender {
    /** Waits between tries. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private static final Duration LONGEST_WAIT = Duration.ofHours(24);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int GONE = 410;
    private static final int READ_OF_ANSWER = 300;

    private final WebhookTable webhooks;
    private final GuardedHttp http;
    private final Audit audit;
    private final Clock clock;

    Sender(WebhookTable webhooks, GuardedHttp http, Audit audit, Clock clock) {
        this.webhooks = webhooks;
        this.http = http;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param status 0 where there was no answer */
    private record Outcome(int status, String answer, Optional<Duration> later) {
        boolean taken() {
            return status >= 200 && status < 300;
        }
    }

    void send(Webhook webhook, WebhookDelivery delivery) {
        var outcome = ask(webhook, delivery);
        var now = clock.instant();
        boolean more = !outcome.taken() && outcome.status() != GONE && delivery.tries() < WAITS.size();
        var ended = new WebhookDeliveryTable.Try(
                outcome.taken()
                        ? WebhookDelivery.State.DELIVERED
                        : more ? WebhookDelivery.State.WAITING : WebhookDelivery.State.GIVEN_UP,
                now,
                more ? now.plus(wait(delivery.tries(), outcome.later())) : now,
                outcome.answer());
        webhooks.write(handle -> {
            WebhookDeliveryTable.tried(handle, delivery.id(), ended);
            if (ended.state() != WebhookDelivery.State.GIVEN_UP) return false;
            var why = outcome.status() == GONE
                    ? "the receiver answered 410: it wants to hear no more"
                    : "no delivery was taken for "
                            + Duration.between(delivery.at(), now).toDays() + " days";
            if (outcome.status() != GONE && WebhookDeliveryTable.tookAny(handle, webhook.id(), delivery.at()))
                return false;
            WebhookTable.stop(handle, webhook.id(), why);
            audit.record(handle, Account.HUB, "webhook.stop", webhook.repository() + " " + webhook.id(), why);
            return true;
        });
    }

    /** A receiver may ask for more time, not for less. */
    private static Duration wait(int tries, Optional<Duration> asked) {
        var usual = WAITS.get(tries);
        return asked.filter(wait -> wait.compareTo(usual) > 0)
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .orElse(usual);
    }

    private Outcome ask(Webhook webhook, WebhookDelivery delivery) {
        var body = delivery.body().getBytes(StandardCharsets.UTF_8);
        var headers =
                new HashMap<>(StandardWebhook.headers(delivery.message(), clock.instant(), webhook.secret(), body));
        headers.put("Content-Type", "application/json");
        try (var answer = http.open(new HttpCall("POST", webhook.url(), headers, Optional.of(body), PATIENCE))) {
            return new Outcome(answer.status(), words(answer), retryAfter(answer));
        } catch (ForbiddenAddressException forbidden) {
            return new Outcome(0, shown("nothing is sent there: " + forbidden.getMessage()), Optional.empty());
        } catch (UnknownHostException unknown) {
            return new Outcome(0, webhook.url().getHost() + " has no address", Optional.empty());
        } catch (IOException e) {
            return new Outcome(0, shown("no answer: " + e.getMessage()), Optional.empty());
        }
    }

    /** The status and the beginning of what was said; a receiver that says it slowly has answered all the same. */
    private static String words(HttpAnswer answer) {
        var said = new StringBuilder().append(answer.status());
        if (!answer.reason().isEmpty()) said.append(' ').append(shown(answer.reason()));
        try {
            var text = new String(answer.body().readNBytes(READ_OF_ANSWER), StandardCharsets.UTF_8);
            if (!text.isBlank()) said.append(": ").append(shown(text));
        } catch (IOException cut) {
            said.append(": its text was cut off");
        }
        return said.toString();
    }

    private static String shown(String text) {
        return Text.shortened(Text.showable(text.replaceAll("\\R", " ")), READ_OF_ANSWER);
    }

    /** In seconds; a date is not looked at. */
    private static Optional<Duration> retryAfter(HttpAnswer answer) {
        return answer.header("retry-after")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
