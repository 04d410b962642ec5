package dev.softservice.webhooks;

import dev.softservice.webhooks.http.Deadline;
import dev.softservice.webhooks.http.ForbiddenAddressException;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.HttpAnswer;
import dev.softservice.webhooks.http.HttpCall;
import dev.softservice.webhooks.http.HttpOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks to a forge's JSON API and turns every outcome into a value. Waits and asks again where the forge is busy, sends nothing while the
 * forge's rate limit is used up, and asks for what it knows already only whether that has changed.
 */
public final class ApiClient {
    /** A page of a hundred pull requests with long descriptions stays well below. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final GuardedHttp http;
    private final Backoff backoff;
    private final Clock clock;
    private final KnownPages pages = new KnownPages();
    /** When those who have used up what a forge grants may ask it again, by the digest of who they are. */
    private final Map<String, Instant> closed = new ConcurrentHashMap<>();

    public ApiClient(GuardedHttp http, Backoff backoff, Clock clock) {
        this.http = http;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** A 2xx answer; header names are lower case. */
    public record Reply(byte[] body, Map<String, String> headers) {
        /** How a body is read. */
        @FunctionalInterface
        public interface Reader<T> {
            T read(byte[] body) throws UnreadablePayload;
        }

        /** The body as {@code reader} has it; refused, with the address, where it is not as the forge documents it. */
        public <T> Answer<T> read(URI uri, Reader<T> reader) {
            try {
                return new Answer.Got<>(reader.read(body));
            } catch (UnreadablePayload e) {
                return new Answer.Refused<>("GET " + uri + ": " + e.reason());
            }
        }
    }

    public Answer<Reply> get(URI uri, Map<String, String> headers) {
        return send(new HttpCall("GET", uri, headers, Optional.empty(), DEADLINE));
    }

    /** For requests that do no harm when they arrive twice, since they are repeated. */
    public Answer<Reply> post(URI uri, Map<String, String> headers, byte[] json) {
        return send(new HttpCall("POST", uri, headers, Optional.of(json), DEADLINE));
    }

    private Answer<Reply> send(HttpCall call) {
        String caller = HttpOrigin.of(call.uri()) + " " + call.headers().getOrDefault("Authorization", "");
        String key = digest(caller + " " + call.uri());
        for (int attempt = 1; ; attempt++) {
            Optional<Instant> closed = closedUntil(caller);
            if (closed.isPresent()) {
                return new Answer.Unavailable<>(
                        OneLine.of(
                                call.method() + " " + call.uri()
                                        + ": the forge's rate limit is used up; it is asked again after "
                                        + closed.get().truncatedTo(ChronoUnit.SECONDS),
                                400),
                        closed);
            }
            Attempt outcome = attempt(call, key);
            outcome.asked().filter(wait -> outcome.isAnswer() || isLong(wait)).ifPresent(wait -> close(caller, wait));
            if (!(outcome.answer() instanceof Answer.Unavailable<Reply> later)) {
                return outcome.answer();
            }
            Duration wait = outcome.asked().orElse(backoff.before(attempt + 1));
            if (attempt >= backoff.attempts() || isLong(wait)) {
                return new Answer.Unavailable<>(later.reason(), closedUntil(caller));
            }
            try {
                backoff.pause().sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Unavailable<>("interrupted", Optional.empty());
            }
        }
    }

    private boolean isLong(Duration wait) {
        return wait.compareTo(backoff.longest()) > 0 || wait.compareTo(Deadline.left(wait)) > 0;
    }

    private Optional<Instant> closedUntil(String caller) {
        return Optional.ofNullable(closed.get(digest(caller))).filter(until -> until.isAfter(clock.instant()));
    }

    private void close(String caller, Duration wait) {
        Instant now = clock.instant();
        closed.values().removeIf(until -> !until.isAfter(now));
        closed.put(digest(caller), now.plus(wait));
    }

    /** Tokens are kept nowhere but with their mirror. */
    private static String digest(String text) {
        return HexFormat.of().formatHex(Signature.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@code asked}: the wait that the forge asked for. */
    private record Attempt(Answer<Reply> answer, Optional<Duration> asked) {
        boolean isAnswer() {
            return !(answer instanceof Answer.Unavailable<Reply>);
        }
    }

    private Attempt attempt(HttpCall call, String key) {
        String place = call.method() + " " + call.uri();
        Optional<KnownPages.Page> known = call.method().equals("GET") ? pages.find(key) : Optional.empty();
        try (HttpAnswer answer =
                http.open(known.map(page -> conditional(call, page)).orElse(call))) {
            Optional<Duration> asked = RateLimit.wait(answer.headers(), clock.instant());
            if (answer.status() == 304 && known.isPresent()) {
                return new Attempt(new Answer.Got<>(known.get().reply()), asked);
            }
            if (answer.status() / 100 == 2) {
                Map<String, String> headers = new TreeMap<>();
                answer.headers().forEach((name, values) -> headers.put(name, values.getFirst()));
                var reply = new Reply(answer.bytes(MAX_BYTES), headers);
                if (call.method().equals("GET")) {
                    pages.keep(key, reply);
                }
                return new Attempt(new Answer.Got<>(reply), asked);
            }
            String said = OneLine.of(place + ": " + answer.status() + " " + message(answer), 400);
            return later(answer, asked)
                    ? new Attempt(new Answer.Unavailable<>(said, Optional.empty()), asked)
                    : new Attempt(new Answer.Refused<>(said + remedy(answer.status())), Optional.empty());
        } catch (ForbiddenAddressException e) {
            return new Attempt(new Answer.Refused<>(OneLine.of(e.getMessage(), 300)), Optional.empty());
        } catch (IOException e) {
            return new Attempt(
                    new Answer.Unavailable<>(OneLine.of(place + ": " + e.getMessage(), 300), Optional.empty()),
                    Optional.empty());
        }
    }

    private static HttpCall conditional(HttpCall call, KnownPages.Page page) {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.put("If-None-Match", page.tag());
        return new HttpCall(call.method(), call.uri(), headers, call.body(), call.deadline());
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

    /** GitHub says 403, not 429, where the hourly budget is used up; and names no time where it is only too much at once. */
    private static boolean later(HttpAnswer answer, Optional<Duration> asked) {
        return answer.status() >= 500
                || answer.status() == 429
                || answer.status() == 403
                        && (asked.isPresent()
                                || answer.header("Retry-After").isPresent()
                                || answer.header("X-RateLimit-Remaining").equals(Optional.of("0")));
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
