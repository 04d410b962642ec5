package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineAddressTest {

    @TempDir
    private Path folder;

    private Map<String, String> environment(String context) {
        return Map.of("DOCKER_CONFIG", folder.toString(), "DOCKER_CONTEXT", context);
    }

    private void context(String name) throws Exception {
        var digest = java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        var meta = Files.createDirectories(folder.resolve("contexts/meta").resolve(digest));
        Files.writeString(meta.resolve("meta.json"), "{\"Name\":\"" + name + "\",\"Endpoints\":{\"docker\":{\"Host\":\"unix:///far.sock\"}}}");
    }

    @Test
    void aContextThatDoesNotExistIsNotQuietlyThisMachine() {
        assertThat(EngineAddress.missingContext(environment("gone"))).contains("gone");
        assertThatThrownBy(() -> EngineAddress.of(environment("gone"))).isInstanceOf(EngineException.class)
                .hasMessage("the Docker context gone does not exist: docker context ls lists those that do; or set DOCKER_HOST");
    }

    @Test
    void oneThatDoesTheDefaultAndAGivenHostAreFine() throws Exception {
        context("far");
        assertThat(EngineAddress.missingContext(environment("far"))).isEmpty();
        assertThat(EngineAddress.missingContext(environment("default"))).isEmpty();
        assertThat(EngineAddress.missingContext(Map.of("DOCKER_HOST", "unix:///x.sock", "DOCKER_CONTEXT", "gone"))).isEmpty();
    }

    @Test
    void theCurrentContextOfTheConfigurationCountsAsMuch() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"currentContext\": \"gone\"}");
        assertThat(EngineAddress.missingContext(Map.of("DOCKER_CONFIG", folder.toString()))).contains("gone");
        Files.writeString(folder.resolve("config.json"), "not json");
        assertThat(EngineAddress.missingContext(Map.of("DOCKER_CONFIG", folder.toString()))).isEmpty();
    }

    @Test
    void whatCantBeUsedIsOneLineThatNamesTheSettings() {
        assertThat(EngineAddress.unusable(new IllegalArgumentException("no such folder\n  at x"))).hasMessage(
                "the container engine's address can't be used: no such folder (see DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH)");
    }
}
