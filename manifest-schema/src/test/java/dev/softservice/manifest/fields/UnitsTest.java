package dev.softservice.manifest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "1m30s, PT1M30S",
        "500ms, PT0.5S",
        "1.5h, PT1H30M",
        "1h2m3s4ms5us, PT1H2M3.004005S",
        "0s, PT0S",
        "0.000001s, PT0.000001S",
        "999999999h, PT999999999H"
    })
    void readsDurations(String text, Duration duration) {
        assertThat(Units.duration(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "s", "-1s", "1 s", "1d", "1S", "1..5s", "1.s", "1000000000s", "1s ", "1e3s", "１s"})
    void readsNothingElseAsADuration(String text) {
        assertThat(Units.duration(text)).isEmpty();
    }

    @Test
    void aDurationThatIsTooLongToBeMeantIsNone() {
        assertThat(Units.duration("1s".repeat(33))).isEmpty();
        assertThat(Units.duration("1s".repeat(32))).contains(Duration.ofSeconds(32));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1048576, 1048576",
        "1k, 1024",
        "1K, 1024",
        "1kb, 1024",
        "1KiB, 1024",
        "64m, 67108864",
        "1.5g, 1610612736",
        "2 gb, 2147483648",
        "1t, 1099511627776",
        "7b, 7",
        "999999999999t, 9223372036854775807"
    })
    void readsSizesAsPowersOf1024(String text, long bytes) {
        assertThat(Units.bytes(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1x", "1kk", "1  k", "1.", ".5g", "1e3", "0x10"})
    void readsNothingElseAsASize(String text) {
        assertThat(Units.bytes(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1s", "59s", "1m", "90s", "1h", "500ms", "1500ms", "25h"})
    void showsADurationSoThatItReadsBack(String text) {
        var duration = Units.duration(text).orElseThrow();
        assertThat(Units.show(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1023, 1023",
        "1024, 1K",
        "1536, 1536",
        "67108864, 64M",
        "1099511627776, 1T",
        "1125899906842624, 1024T"
    })
    void showsASizeInItsLargestWholeUnit(long bytes, String text) {
        assertThat(Units.show(bytes)).isEqualTo(text);
        assertThat(Units.bytes(text)).hasValue(bytes);
    }
}
