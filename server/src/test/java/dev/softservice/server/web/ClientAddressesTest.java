package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
    private final ClientAddresses behind = ClientAddresses.behind(List.of("127.0.0.1", "10.0.0.0/8", "fd00::/8"));

    @Test
    void withoutATrustedProxyTheHeaderCountsForNothing() {
        var alone = ClientAddresses.behind(List.of());
        assertThat(alone.of("127.0.0.1", List.of("203.0.113.9"))).isEqualTo("127.0.0.1");
        assertThat(behind.of("198.51.100.7", List.of("203.0.113.9"))).isEqualTo("198.51.100.7");
    }

    @Test
    void theLastAddressThatIsNoTrustedProxyIsTheClient() {
        assertThat(behind.of("127.0.0.1", List.of("203.0.113.9"))).isEqualTo("203.0.113.9");
        assertThat(behind.of("127.0.0.1", List.of("203.0.113.9, 10.1.2.3"))).isEqualTo("203.0.113.9");
        assertThat(behind.of("127.0.0.1", List.of("203.0.113.9", "10.1.2.3"))).isEqualTo("203.0.113.9");
    }

    @Test
    void whatTheClientWroteBeforeItsProxyDidCountsForNothing() {
        assertThat(behind.of("127.0.0.1", List.of("192.0.2.1, 203.0.113.9"))).isEqualTo("203.0.113.9");
        assertThat(behind.of("127.0.0.1", List.of("192.0.2.1", "localhost", "203.0.113.9, 10.0.0.1")))
                .isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "unknown", "_hidden", "", " , ", "999.1.1.1", "10.0.0.1; drop"})
    void aProxyThatNamesNoAddressIsItselfTheClient(String named) {
        assertThat(behind.of("127.0.0.1", List.of(named))).isEqualTo("127.0.0.1");
    }

    @Test
    void aHeaderOfAnyLengthIsReadInNoTime() {
        assertThat(behind.of("127.0.0.1", List.of("10.0.0.1,".repeat(100_000)))).isEqualTo("127.0.0.1");
    }

    @Test
    void oneClientHasAllAddressesOfItsIpv6Network() {
        assertThat(behind.of("2001:db8:1:2::1", List.of()))
                .isEqualTo(behind.of("2001:db8:1:2:ffff::9", List.of()))
                .isEqualTo("2001:db8:1:2::/64");
        assertThat(behind.of("fd00::1", List.of("2001:db8::1"))).isEqualTo("2001:db8:0:0::/64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/x", "::1/129", "/8", "10.0.0.0/"})
    void whatIsNoAddressIsRefusedByName(String text) {
        assertThatThrownBy(() -> ClientAddresses.behind(List.of("127.0.0.1", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no address and no network; give one such as 127.0.0.1 or 10.0.0.0/8");
    }
}
