package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after=7 | 7",
                "retry-after=Sat, 28 Nov 2026 12:02:00 GMT | 120",
                "retry-after=Sat, 28 Nov 2026 11:00:00 GMT | 0",
                "retry-after=-5 | 0",
                "retry-after=soon | 0",
                "retry-after=1e3 | 0",
                "retry-after=99999999999 | 86400",
                "retry-after=999999999999999999999999 | 0",
                "x-ratelimit-remaining=0;x-ratelimit-reset=1795867260 | 60",
                "x-ratelimit-remaining=1;x-ratelimit-reset=1795867260 | 0",
                "x-ratelimit-remaining=-1;x-ratelimit-reset=1795867260 | 0",
                "x-ratelimit-remaining=0;x-ratelimit-reset=-60 | 0",
                "x-ratelimit-remaining=0;x-ratelimit-reset=1000000001 | 0",
                "x-ratelimit-remaining=0 | 0",
                "ratelimit-remaining=0;ratelimit-reset=1795867260 | 60",
                "ratelimit-remaining=0;ratelimit-reset=45 | 45",
                "retry-after=9;x-ratelimit-remaining=0;x-ratelimit-reset=1795867260 | 9",
                "retry-after=9;retry-after=8 | 0",
                "x-ratelimit-remaining=0;x-ratelimit-reset=1795867260;x-ratelimit-reset=1795867261 | 0",
                "'' | 0"
            })
    void waitsAsLongAsTheHeadersSay(String headers, long seconds) {
        assertThat(RateLimit.wait(headers(headers), NOW).orElse(Duration.ZERO)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-ratelimit-remaining=0;x-ratelimit-reset=1795867260;date=Sat, 28 Nov 2026 12:00:40 GMT | 20",
                "retry-after=Sat, 28 Nov 2026 12:02:00 GMT;date=Sat, 28 Nov 2026 12:01:30 GMT | 30",
                "retry-after=Sat, 28 Nov 2026 12:02:00 GMT;date=yesterday | 120"
            })
    void takesTimesByTheForgesOwnClock(String headers, long seconds) {
        assertThat(RateLimit.wait(headers(headers), NOW)).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void neverWaitsLongerThanADay() {
        String far = Long.toString(NOW.plus(Duration.ofDays(4_000)).getEpochSecond());
        assertThat(RateLimit.wait(headers("x-ratelimit-remaining=0;x-ratelimit-reset=" + far), NOW))
                .contains(RateLimit.LONGEST);
    }

    private static Map<String, List<String>> headers(String text) {
        Map<String, List<String>> headers = new TreeMap<>();
        Arrays.stream(text.split(";")).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] header = line.split("=", 2);
            headers.merge(header[0], List.of(header[1]), (before, more) -> List.of(before.getFirst(), more.getFirst()));
        });
        return headers;
    }
}
