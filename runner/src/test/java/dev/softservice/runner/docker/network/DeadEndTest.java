package dev.softservice.runner.docker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Network.Ipam;
import dev.softservice.runner.engine.EngineException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadEndTest {
    @ParameterizedTest
    @CsvSource({
        "172.18.0.0/16,172.18.0.1,172.18.255.254",
        "192.168.240.0/20,192.168.240.1,192.168.255.254",
        "10.0.0.0/8,10.0.0.1,10.255.255.254",
        "203.0.113.8/29,203.0.113.9,203.0.113.14"
    })
    void theBridgeHasTheFirstAddressAndItsMembersAreToldTheLast(String range, String bridge, String told) {
        var closed = DeadEnd.of(new Ipam.Config().withSubnet(range));
        assertThat(closed.getSubnet()).isEqualTo(range);
        assertThat(closed.getGateway()).isEqualTo(bridge);
        assertThat(closed.getRawValues())
                .containsExactly(Map.entry("AuxiliaryAddresses", Map.of("DefaultGatewayIPv4", told)));
    }

    @Test
    void aRangeWithoutRoomIsRefusedWithWhatToSet() {
        assertThatThrownBy(() -> DeadEnd.of(new Ipam.Config().withSubnet("10.0.0.0/30")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("set default-address-pools");
    }
}
