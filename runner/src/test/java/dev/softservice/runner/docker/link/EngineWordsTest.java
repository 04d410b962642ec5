package dev.softservice.runner.docker.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.DockerException;
import dev.softservice.runner.docker.link.EngineWords.Health;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of Docker and Podman that the runner has to understand, as these engines wrote them. */
class EngineWordsTest {
    private static DockerException said(int status, String sentence) {
        return new DockerException(sentence, status);
    }

    @ParameterizedTest
    @CsvSource({
        "Up 3 seconds (healthy), HEALTHY",
        "Up 2 minutes (unhealthy), UNHEALTHY",
        "Up Less than a second (health: starting), STARTING",
        "Up 4 seconds (starting), STARTING"
    })
    void healthIsInTheStatusOfAList(String status, Health health) {
        assertThat(EngineWords.health(status)).contains(health);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Up 3 seconds", "Exited (0) 2 minutes ago", "Created", "Up 5 minutes (Paused)", ""})
    void withoutAHealthcheckThereIsNoHealth(String status) {
        assertThat(EngineWords.health(status)).isEmpty();
    }

    @Test
    void aRegistryThatSaysNoIsToldFromOneThatCannotBeReached() {
        assertThat(EngineWords.registryRefused(said(404, "no such image"))).isTrue();
        assertThat(EngineWords.registryRefused(said(500, "manifest unknown: manifest unknown")))
                .isTrue();
        assertThat(EngineWords.registryRefused(said(500, "unauthorized: authentication required")))
                .isTrue();
        assertThat(EngineWords.registryRefused(said(500, "pull access Denied for x")))
                .isTrue();
        assertThat(EngineWords.registryRefused(said(500, "Get \"https://r.example/v2/\": dial tcp: i/o timeout")))
                .isFalse();
        assertThat(EngineWords.registryRefused(said(500, "net/http: TLS handshake timeout")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host",
                "failed to do request: Head \"https://r.example\": dial tcp 10.0.0.1:443: connect: connection refused",
                "net/http: TLS handshake timeout",
                "read tcp: i/o timeout"
            })
    void aBuildSaysThatItReachesNoRegistry(String sentence) {
        assertThat(EngineWords.registryUnreachable(sentence)).isTrue();
        assertThat(EngineWords.registryUnreachable("step 1\n" + sentence)).isTrue();
    }

    @Test
    void aFullDiskIsTheEnginesAndNotAWordOfACommandThatFailed() {
        assertThat(EngineWords.buildMetFullDisk("write /var/lib/docker/x: no space left on device"))
                .isTrue();
        assertThat(EngineWords.buildMetFullDisk(
                        "The command '/bin/sh -c echo no space left on device; exit 1' returned a non-zero code: 1"))
                .isFalse();
        assertThat(EngineWords.buildMetFullDisk("RUN echo no space left on device: exit status 3"))
                .isFalse();
        assertThat(EngineWords.buildMetFullDisk("COPY failed: file not found")).isFalse();
    }

    @Test
    void podmanSaysThatAStepDidNotBegin() {
        assertThat(EngineWords.stepNotBegun(
                        "runc create failed: unable to start container process: error adding pid to cgroups"))
                .isTrue();
        assertThat(EngineWords.stepNotBegun("error running container: crun: cannot set up cgroup"))
                .isTrue();
        assertThat(EngineWords.stepNotBegun("slirp4netns failed")).isTrue();
        assertThat(EngineWords.stepNotBegun("x".repeat(300) + "slirp4netns failed"))
                .isFalse();
        assertThat(EngineWords.stepNotBegun("hello")).isFalse();
    }

    @Test
    void noRangeOfAddressesIsLeft() {
        assertThat(EngineWords.noRangeLeft(
                        said(400, "could not find an available, non-overlapping IPv4 address pool among the defaults")))
                .isTrue();
        assertThat(EngineWords.noRangeLeft(said(500, "permission denied"))).isFalse();
    }

    @Test
    void whatIsInUseIsRemovedLater() {
        assertThat(EngineWords.removedLater(said(403, "network x has active endpoints")))
                .isTrue();
        assertThat(EngineWords.removedLater(said(409, "removal of container x is already in progress")))
                .isTrue();
        assertThat(EngineWords.removedLater(said(404, "no such container"))).isFalse();
    }

    @Test
    void settingsThatCannotWorkAreTheAuthors() {
        assertThat(EngineWords.settingsCannotWork(said(400, "anything"))).isTrue();
        assertThat(EngineWords.settingsCannotWork(said(
                        500,
                        "OCI runtime create failed: runc create failed: exec: \"nope\": executable file not found")))
                .isTrue();
        assertThat(EngineWords.settingsCannotWork(said(500, "driver failed: port is already allocated")))
                .isTrue();
        assertThat(EngineWords.settingsCannotWork(said(500, "unable to find user nobody2: no matching entries")))
                .isTrue();
        assertThat(EngineWords.settingsCannotWork(said(500, "context deadline exceeded")))
                .isFalse();
    }
}
