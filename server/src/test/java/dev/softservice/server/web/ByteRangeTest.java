package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.softservice.server.web.ByteRange.Asked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, section 14: one part, or the whole. */
class ByteRangeTest {
    private static final long SIZE = 100;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 10",
        "bytes=90-, 90, 100",
        "bytes=90-1000, 90, 100",
        "bytes=-10, 90, 100",
        "bytes=-1000, 0, 100",
        "bytes=99-99, 99, 100",
        "' bytes=0-0 ', 0, 1"
    })
    void onePartIsRead(String header, long from, long end) {
        assertThat(ByteRange.isOne(header)).isTrue();
        assertThat(ByteRange.read(header, SIZE)).isEqualTo(new Asked.Part(new ByteRange(from, end)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-1,5-6",
                "bytes=9-3",
                "bytes=-",
                "bytes=a-b",
                "lines=0-1",
                "0-1",
                "",
                "bytes=0-9999999999999999999",
                "bytes =0-1"
            })
    void everythingElseMeansTheWhole(String header) {
        assertThat(ByteRange.isOne(header)).isFalse();
        assertThat(ByteRange.read(header, SIZE)).isEqualTo(new Asked.Whole());
    }

    @ParameterizedTest
    @CsvSource({"bytes=100-, 100", "bytes=100-200, 100", "bytes=-0, 100", "bytes=0-, 0", "bytes=-5, 0"})
    void aPartBehindTheEndIsBeyond(String header, long size) {
        assertThat(ByteRange.read(header, size)).isEqualTo(new Asked.Beyond());
    }

    @Test
    void aPartNamesItselfAndTheWhole() {
        assertThat(new ByteRange(90, 100).of(SIZE)).isEqualTo("bytes 90-99/100");
        assertThat(new ByteRange(90, 100).length()).isEqualTo(10);
    }

    @Test
    void noPartEndsBeforeItBegins() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(-1, 1));
    }
}
