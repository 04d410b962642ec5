package dev.softservice.runner.docker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.engine.EngineException;
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
        context(name, "{\"Host\":\"unix:///far.sock\"}");
    }

    private void context(String name, String endpoint) throws Exception {
        var digest = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        var meta = Files.createDirectories(folder.resolve("contexts/meta").resolve(digest));
        Files.writeString(
                meta.resolve("meta.json"), "{\"Name\":\"" + name + "\",\"Endpoints\":{\"docker\":" + endpoint + "}}");
    }

    private String host(Map<String, String> environment) {
        return EngineAddress.of(environment).host().toString();
    }

    private static void refused(String line, Map<String, String> environment) {
        assertThatThrownBy(() -> EngineAddress.of(environment))
                .isInstanceOf(EngineException.class)
                .message()
                .startsWith(line)
                .doesNotContain("\n");
    }

    @Test
    void aContextThatDoesNotExistIsNotQuietlyThisMachine() {
        refused(
                "the Docker context gone does not exist: docker context ls lists those that do; or set DOCKER_HOST",
                environment("gone"));
    }

    @Test
    void oneThatDoesTheDefaultAndAGivenHostAreFine() throws Exception {
        context("far");
        assertThat(host(environment("far"))).isEqualTo("unix:///far.sock");
        assertThat(host(environment("default"))).isEqualTo("unix:///var/run/docker.sock");
        assertThat(host(Map.of("DOCKER_HOST", "unix:///x.sock", "DOCKER_CONTEXT", "gone")))
                .isEqualTo("unix:///x.sock");
        assertThat(host(Map.of(
                        "DOCKER_HOST", "unix:///x.sock", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/nowhere")))
                .as("a socket needs no TLS")
                .isEqualTo("unix:///x.sock");
    }

    @Test
    void theCurrentContextOfTheConfigurationCountsAsMuch() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"currentContext\": \"gone\"}");
        refused("the Docker context gone does not exist", Map.of("DOCKER_CONFIG", folder.toString()));
        context("gone");
        assertThat(host(Map.of("DOCKER_CONFIG", folder.toString()))).isEqualTo("unix:///far.sock");
        assertThat(host(Map.of("DOCKER_CONFIG", folder.toString(), "DOCKER_CONTEXT", "default")))
                .as("whatever the configuration says")
                .isEqualTo("unix:///var/run/docker.sock");
    }

    @Test
    void whatCantBeUsedIsOneLineWithAWayOut() throws Exception {
        refused(
                "ssh://eva@far.example can't be used: there is no SSH in here; bring the engine's socket here with ssh"
                        + " -nNT -L /tmp/docker.sock:/var/run/docker.sock eva@far.example and set"
                        + " DOCKER_HOST=unix:///tmp/docker.sock",
                Map.of("DOCKER_HOST", "ssh://eva@far.example"));
        refused(
                "the container engine's address far.example:2376 can't be used: it begins with unix:// or tcp://",
                Map.of("DOCKER_HOST", "far.example:2376"));
        refused("the container engine's address can't be used: ", Map.of("DOCKER_HOST", "tcp://a b:1"));
        refused(
                "DOCKER_TLS takes any program that answers",
                Map.of("DOCKER_HOST", "tcp://far.example:2376", "DOCKER_TLS", "1"));
        context("careless", "{\"Host\": \"tcp://far.example:2376\", \"SkipTLSVerify\": true}");
        refused(
                "the Docker context careless takes any program that answers for the container engine (SkipTLSVerify)",
                environment("careless"));
        context("empty", "{}");
        refused("the Docker context empty names no address", environment("empty"));
    }
}
