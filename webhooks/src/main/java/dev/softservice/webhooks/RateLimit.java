package dev.softservice.webhooks;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from an answer when the forge may be asked again: from {@code Retry-After} (RFC 9110), or from the rate limits
 * of GitHub, Gitea and GitLab.
 */
public final class RateLimit {
    /** No forge counts over more than an hour or so; one that says more does not stop a mirror for good. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final List<String> FAMILIES = List.of("x-ratelimit", "ratelimit");
    /** A reset below this is a number of seconds from now, above it a time. */
    private static final long FIRST_TIME = 1_000_000_000;

    private final Map<String, List<String>> headers;
    private final Instant now;

    private RateLimit(Map<String, List<String>> headers, Instant now) {
        this.headers = headers;
        this.now = now;
    }

    /**
     * How long to wait before the next request; empty: it does not say, or there is no need.
     *
     * @param headers by name in lower case
     * @param now     by the hub's clock; a time that the forge names is taken by the forge's own, where the answer has a {@code Date}
     */
    public static Optional<Duration> wait(Map<String, List<String>> headers, Instant now) {
        var limit = new RateLimit(headers, now);
        return limit.retryAfter()
                .or(limit::reset)
                .filter(Duration::isPositive)
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private Optional<Duration> retryAfter() {
        Optional<String> value = one("retry-after");
        return value.flatMap(RateLimit::seconds)
                .map(Duration::ofSeconds)
                .or(() -> value.flatMap(RateLimit::date).map(this::fromNow));
    }

    private Optional<Duration> reset() {
        for (String family : FAMILIES) {
            if (one(family + "-remaining").flatMap(RateLimit::seconds).equals(Optional.of(0L))) {
                return one(family + "-reset")
                        .flatMap(RateLimit::seconds)
                        .map(reset ->
                                reset < FIRST_TIME ? Duration.ofSeconds(reset) : fromNow(Instant.ofEpochSecond(reset)));
            }
        }
        return Optional.empty();
    }

    private Duration fromNow(Instant then) {
        return Duration.between(one("date").flatMap(RateLimit::date).orElse(now), then);
    }

    private Optional<String> one(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.getFirst().strip()) : Optional.empty();
    }

    /** A whole number from 0, also where it stands for something else than seconds. */
    private static Optional<Long> seconds(String text) {
        return text.matches("\\d{1,11}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
