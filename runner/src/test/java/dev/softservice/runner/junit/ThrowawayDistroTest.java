package dev.softservice.runner.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.DistroFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no engine: everything that is wrong before one is asked. */
class ThrowawayDistroTest {
    @TempDir
    private Path folder;

    @Test
    void aBadManifestIsToldWithItsPlace() {
        DistroFolder.at(folder)
                .with(
                        "softservice.yaml",
                        "softservice: v1\n"
                                + "name: a-b\n"
                                + "version: \"1\"\n"
                                + "services: {web: {image: nginx, privilged: true}}\n");
        assertThatThrownBy(() -> ThrowawayDistro.of(folder.toString()).start())
                .isInstanceOf(DistroStartException.class)
                .hasMessageContaining("softservice.yaml:4:", "unknown-key");
    }

    @Test
    void aNameWithoutAHubSaysWhatIsMissing() {
        assertThatThrownBy(() -> ThrowawayDistro.of("samples/team-wiki").start())
                .hasMessage(
                        "samples/team-wiki did not start: there is no such folder here, and no hub was named to look"
                                + " it up: give one, or set SOFTSERVICE_HUB");
        assertThatThrownBy(() -> ThrowawayDistro.of("no such thing").start())
                .hasMessageContaining("neither owner/name nor");
    }

    @Test
    void aParameterThatIsNoneIsRefused() {
        DistroFolder.at(folder).manifest("services: {web: {image: nginx, expose: [80]}}\n");
        assertThatThrownBy(() -> ThrowawayDistro.of(folder.toString())
                        .with("colour", "red")
                        .start())
                .hasMessageContaining("parameter colour is not declared");
    }

    @Test
    void nothingIsAskedOfWhatIsNotStarted() {
        assertThatThrownBy(() -> ThrowawayDistro.of("x").address()).hasMessage("x is not started");
        ThrowawayDistro.of("x").close();
    }
}
