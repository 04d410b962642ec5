package dev.softservice.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1048576, 1048576",
        "7b, 7",
        "1K, 1024",
        "500M, 524288000",
        "500m, 524288000",
        "2GB, 2147483648",
        "' 1t ', 1099511627776"
    })
    void readsPowersOf1024(String text, long bytes) {
        assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5G", "1P", "G", "1 G", "1KK", "0x10", "1e3", "1000000000000"})
    void saysWhatASizeIs(String text) {
        assertThatThrownBy(() -> new ByteSize().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is not a size: write bytes, or a number with K, M, G or T");
    }
}
