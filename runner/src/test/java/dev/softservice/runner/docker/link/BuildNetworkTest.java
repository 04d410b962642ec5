package dev.softservice.runner.docker.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildNetworkTest {
    @Test
    void aBuildOnANetworkNamesItInBothWays() {
        assertThat(BuildNetwork.said("/v1.41/build?t=a&networkmode=ss-1&rm=true"))
                .isEqualTo(
                        "/v1.41/build?t=a&networkmode=ss-1&rm=true&nsoptions=%5B%7B%22Name%22%3A%22network%22%2C%22Host%22%3Afalse%2C%22Path%22%3A%22ss-1%22%7D%5D");
    }

    @Test
    void whereEachStepHasOneOfItsOwnThatIsSaidToPodmansOwnInterface() {
        assertThat(BuildNetwork.said("/v1.41/build?t=softservice/built:1&networkmode=private&rm=true"))
                .isEqualTo(
                        "/v4.0.0/libpod/build?t=docker.io/softservice/built:1&networkmode=private&rm=true"
                            + "&isolation=rootless&layers=1&nsoptions=%5B%7B%22Name%22%3A%22network%22%2C%22Host%22%3Afalse%2C%22Path%22%3A%22%22%7D%5D");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/build?t=a", "/containers/create?name=build&networkmode=x", "/networks"})
    void everythingElseStaysAsItIs(String path) {
        assertThat(BuildNetwork.said(path)).isEqualTo(path);
    }
}
