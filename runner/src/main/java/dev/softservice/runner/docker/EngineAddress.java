package dev.softservice.runner.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Which engine Docker's own client would talk to: DOCKER_HOST; else the context that DOCKER_CONTEXT or {@code config.json} names; else this machine's socket. The client
 * library finds it, but goes on with this machine's engine where a context is not there, which nobody would expect.
 */
final class EngineAddress {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EngineAddress() {}

    /** @throws EngineException one line, where the surroundings name what is not there or can't be used */
    static DockerClientConfig of(Map<String, String> environment) {
        missingContext(environment).ifPresent(name -> {
            throw new EngineException("the Docker context " + name + " does not exist: docker context ls lists those that do; or set DOCKER_HOST");
        });
        try {
            return DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        } catch (DockerClientException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    /** Certificates are read late. */
    static EngineException unusable(RuntimeException cause) {
        return new EngineException("the container engine's address can't be used: " + String.valueOf(cause.getMessage()).replaceAll("\\s*\\R.*", "")
                + " (see DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH)", cause);
    }

    static Optional<String> missingContext(Map<String, String> environment) {
        if (!environment.getOrDefault("DOCKER_HOST", "").isEmpty()) return Optional.empty();
        var folder = environment.containsKey("DOCKER_CONFIG") ? Path.of(environment.get("DOCKER_CONFIG")) : Path.of(System.getProperty("user.home"), ".docker");
        var named = Optional.of(environment.getOrDefault("DOCKER_CONTEXT", "")).filter(name -> !name.isEmpty()).or(() -> current(folder));
        return named.filter(name -> !name.equals("default")).filter(name -> !Files.exists(folder.resolve("contexts").resolve("meta").resolve(digest(name)).resolve("meta.json")));
    }

    private static Optional<String> current(Path folder) {
        try {
            var name = JSON.readTree(Files.readString(folder.resolve("config.json"))).path("currentContext").asText("");
            return Optional.of(name).filter(text -> !text.isEmpty());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static String digest(String name) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
