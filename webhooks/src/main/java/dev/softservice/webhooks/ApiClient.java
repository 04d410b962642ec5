package dev.softservice.webhooks;

import dev.softservice.webhooks.http.Deadline;
import dev.softservice.webhooks.http.ForbiddenAddressException;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.HttpAnswer;
import dev.softservice.webhooks.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Speaks to a forge's JSON API: waits and asks again where the forge is busy, and turns every outcome into a value. */
public final class ApiClient {
    /** A page of a hundred pull requests with long descriptions stays well below. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final GuardedHttp http;
    private final Backoff backoff;

    public ApiClient(GuardedHttp http, Backoff backoff) {
        this.http = http;
        this.backoff = backoff;
    }

    /** A 2xx answer; header names are lower case. */
    public record Reply(byte[] body, Map<String, String> headers) {}

    public Answer<Reply> get(URI uri, Map<String, String> headers) {
        return send(new HttpCall("GET", uri, headers, Optional.empty(), DEADLINE));
    }

    /** For requests that do no harm when they arrive twice, since they are repeated. */
    public Answer<Reply> post(URI uri, Map<String, String> headers, byte[] json) {
        return send(new HttpCall("POST", uri, headers, Optional.of(json), DEADLINE));
    }

    private Answer<Reply> send(HttpCall call) {
        for (int attempt = 1; ; attempt++) {
            Attempt outcome = attempt(call);
            if (!(outcome.answer() instanceof Answer.Unavailable<Reply>) || attempt >= backoff.attempts()) {
                return outcome.answer();
            }
            Duration wait = outcome.asked().orElse(backoff.before(attempt + 1));
            if (wait.compareTo(backoff.longest()) > 0 || wait.compareTo(Deadline.left(wait)) > 0) {
                return outcome.answer();
            }
            try {
                backoff.pause().sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Unavailable<>("interrupted");
            }
        }
    }

    /** {@code asked}: the wait that the forge asked for. */
    private record Attempt(Answer<Reply> answer, Optional<Duration> asked) {}

    private Attempt attempt(HttpCall call) {
        String place = call.method() + " " + call.uri();
        try (HttpAnswer answer = http.open(call)) {
            if (answer.status() / 100 == 2) {
                Map<String, String> headers = new TreeMap<>();
                answer.headers().forEach((name, values) -> headers.put(name, values.getFirst()));
                return new Attempt(new Answer.Got<>(new Reply(answer.bytes(MAX_BYTES), headers)), Optional.empty());
            }
            String said = OneLine.of(place + ": " + answer.status() + " " + message(answer), 400);
            if (later(answer)) {
                return new Attempt(new Answer.Unavailable<>(said), retryAfter(answer));
            }
            return new Attempt(new Answer.Refused<>(said + remedy(answer.status())), Optional.empty());
        } catch (ForbiddenAddressException e) {
            return new Attempt(new Answer.Refused<>(OneLine.of(e.getMessage(), 300)), Optional.empty());
        } catch (IOException e) {
            return new Attempt(
                    new Answer.Unavailable<>(OneLine.of(place + ": " + e.getMessage(), 300)), Optional.empty());
        }
    }

    /** What the forge says in its own words, where they are short; else the status line's. */
    private static String message(HttpAnswer answer) throws IOException {
        byte[] body = answer.body().readNBytes(4096);
        try {
            Payload said = Payload.of(body);
            return said.has("/message") ? said.line("/message", 200) : answer.reason();
        } catch (UnreadablePayload e) {
            return answer.reason();
        }
    }

    /** GitHub says 403, not 429, where the hourly budget is used up. */
    private static boolean later(HttpAnswer answer) {
        return answer.status() >= 500
                || answer.status() == 429
                || answer.status() == 403
                        && (answer.header("Retry-After").isPresent()
                                || answer.header("X-RateLimit-Remaining").equals(Optional.of("0")));
    }

    private static Optional<Duration> retryAfter(HttpAnswer answer) {
        return answer.header("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static String remedy(int status) {
        return switch (status) {
            case 401, 403 -> "; check the mirror's token and its permissions";
            case 404 -> "; check the mirror's addresses, and that its token may see the repository";
            case 301, 302, 303, 307, 308 -> "; it has moved: put the new address into the mirror";
            default -> "";
        };
    }
}
