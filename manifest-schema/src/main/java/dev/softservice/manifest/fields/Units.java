package dev.softservice.manifest.fields;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Durations and sizes as the Compose Specification writes them. */
public final class Units {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s|m|h)");
    private static final Pattern DURATION = Pattern.compile("(?:\\d{1,9}(?:\\.\\d{1,9})?(?:us|ms|s|m|h))+");
    private static final Map<String, Long> NANOS =
            Map.of("us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s?([kmgt]?)(i?b)?");

    private Units() {}

    /** {@code 1m30s}, {@code 500ms}, {@code 1.5h}. */
    public static Optional<Duration> duration(String text) {
        if (text.length() > 64 || !DURATION.matcher(text).matches()) return Optional.empty();
        var nanos = BigDecimal.ZERO;
        var parts = PART.matcher(text);
        while (parts.find())
            nanos = nanos.add(new BigDecimal(parts.group(1))
                    .multiply(BigDecimal.valueOf(Objects.requireNonNull(NANOS.get(parts.group(2))))));
        var seconds = nanos.toBigInteger().divideAndRemainder(java.math.BigInteger.valueOf(1_000_000_000L));
        return Optional.of(Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact()));
    }

    /** Bytes; {@code k}, {@code m}, {@code g}, {@code t} are powers of 1024, as the engine has it. */
    static OptionalLong bytes(String text) {
        var matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) return OptionalLong.empty();
        long unit = 1L
                << 10
                        * " kmgt"
                                .indexOf(
                                        matcher.group(2).isEmpty()
                                                ? ' '
                                                : matcher.group(2).charAt(0));
        return OptionalLong.of(new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue());
    }

    public static String show(Duration duration) {
        if (duration.toMillis() % 1000 != 0) return duration.toMillis() + "ms";
        if (duration.toSeconds() % 3600 == 0 && !duration.isZero()) return duration.toHours() + "h";
        if (duration.toSeconds() % 60 == 0 && !duration.isZero()) return duration.toMinutes() + "m";
        return duration.toSeconds() + "s";
    }

    public static String show(long bytes) {
        var units = new String[] {"", "K", "M", "G", "T"};
        int unit = 0;
        while (unit < 4 && bytes >= 1024 && bytes % 1024 == 0) {
            bytes /= 1024;
            unit++;
        }
        return bytes + units[unit];
    }
}
