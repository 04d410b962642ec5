package dev.softservice.runner.docker.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Which engine Docker's own client would talk to, and how: DOCKER_HOST with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH; else the context that DOCKER_CONTEXT or {@code config.json} names, with its
 * certificates; else this machine's socket. The client library would find most of it, but goes on with this machine's engine, or without TLS, where something is not there.
 */
public record EngineAddress(DockerClientConfig config, Optional<EngineTls> tls) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws EngineException one line, where the surroundings name what is not there or can't be used */
    public static EngineAddress of(Map<String, String> environment) {
        var folder = set(environment, "DOCKER_CONFIG")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".docker"));
        var host = set(environment, "DOCKER_HOST");
        var context = host.isPresent() ? Optional.<Context>empty() : Context.named(environment, folder);
        var address = host.or(() -> context.map(Context::host));
        address.ifPresent(EngineAddress::require);
        boolean remote = address.filter(url -> url.startsWith("tcp:")).isPresent();
        var tls = remote
                ? context.isPresent() ? context.get().certificates() : certificates(environment, folder)
                : Optional.<Path>empty();
        var material = tls.map(EngineTls::in);
        try {
            var builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                    .withDockerConfig(folder.toString())
                    .withDockerTlsVerify(false);
            address.ifPresentOrElse(builder::withDockerHost, () -> builder.withDockerContext("default"));
            return new EngineAddress(builder.build(), material);
        } catch (DockerClientException | IllegalArgumentException e) {
            throw new EngineException(
                    "the container engine's address can't be used: "
                            + String.valueOf(e.getMessage()).replaceAll("\\s*\\R.*", "")
                            + " (see DOCKER_HOST, DOCKER_CONTEXT)",
                    e);
        }
    }

    public static EngineAddress at(String host) {
        return new EngineAddress(
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(host)
                        .withDockerTlsVerify(false)
                        .build(),
                Optional.empty());
    }

    public URI host() {
        return config.getDockerHost();
    }

    /** What a failed call has to do with the way that the engine was asked; empty: nothing. */
    public Optional<String> explain(Throwable failure) {
        return tls.isPresent()
                ? tls.get().explain(failure, host()).or(() -> unreachable(failure))
                : plain(failure).or(() -> unreachable(failure));
    }

    private Optional<String> plain(Throwable failure) {
        if (!"tcp".equals(host().getScheme())) return Optional.empty();
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage())
                    .matches("(?is).*(to an HTTPS server|failed to respond|connection reset|protocol version|protocol"
                            + " violation|premature end).*")) {
                return Optional.of("what answers at " + host()
                        + " speaks no plain HTTP: if it is an engine with TLS, set DOCKER_TLS_VERIFY=1, and"
                        + " DOCKER_CERT_PATH to the folder with its certificates");
            }
        }
        return Optional.empty();
    }

    /** Nobody was there to be asked: what every command says where Docker does not run. */
    private Optional<String> unreachable(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (!(cause instanceof IOException)) continue;
            var reason = DockerCalls.reason(cause);
            var remedy =
                    reason.contains("Permission denied") ? "have yourself added to the group docker" : "start Docker";
            return Optional.of(silence(reason, remedy));
        }
        return Optional.empty();
    }

    /** One line for a user who finds nobody there. */
    public String silence(String reason, String remedy) {
        return "no container engine answers at " + host() + " (" + reason + "): " + remedy + ", or set DOCKER_HOST";
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private static void require(String address) {
        var scheme = address.replaceFirst(":.*", "");
        switch (scheme) {
            case "unix", "npipe", "tcp" -> {}
            case "ssh" ->
                throw new EngineException(address
                        + " can't be used: there is no SSH in here; bring the engine's socket here with ssh -nNT -L"
                        + " /tmp/docker.sock:/var/run/docker.sock "
                        + address.replaceFirst("^ssh://([^/:]+).*", "$1")
                        + " and set DOCKER_HOST=unix:///tmp/docker.sock");
            default ->
                throw new EngineException("the container engine's address " + address
                        + " can't be used: it begins with unix:// or tcp:// (see DOCKER_HOST, DOCKER_CONTEXT)");
        }
    }

    /** Any value turns it on, as with Docker. */
    private static Optional<Path> certificates(Map<String, String> environment, Path folder) {
        if (set(environment, "DOCKER_TLS_VERIFY").isPresent())
            return Optional.of(
                    set(environment, "DOCKER_CERT_PATH").map(Path::of).orElse(folder));
        if (set(environment, "DOCKER_TLS").isPresent())
            throw new EngineException(
                    "DOCKER_TLS takes any program that answers for the container engine: set DOCKER_TLS_VERIFY=1 in"
                            + " its place");
        return Optional.empty();
    }

    /** @param name as people know it; {@code certificates}: the folder of its own */
    private record Context(String name, String host, Optional<Path> certificates) {
        static Optional<Context> named(Map<String, String> environment, Path folder) {
            return set(environment, "DOCKER_CONTEXT")
                    .or(() -> current(folder))
                    .filter(name -> !name.equals("default"))
                    .map(name -> read(name, folder.resolve("contexts")));
        }

        private static Context read(String name, Path contexts) {
            var id = digest(name);
            JsonNode endpoint;
            try {
                endpoint = JSON.readTree(Files.readString(
                                contexts.resolve("meta").resolve(id).resolve("meta.json")))
                        .at("/Endpoints/docker");
            } catch (IOException none) {
                throw new EngineException(
                        "the Docker context " + name
                                + " does not exist: docker context ls lists those that do; or set DOCKER_HOST",
                        none);
            }
            var host = endpoint.path("Host").asText("");
            if (host.isEmpty())
                throw new EngineException("the Docker context " + name + " names no address: docker context inspect "
                        + name + " shows what it has; or set DOCKER_HOST");
            if (endpoint.path("SkipTLSVerify").asBoolean()) {
                throw new EngineException("the Docker context " + name
                        + " takes any program that answers for the container engine (SkipTLSVerify): docker context"
                        + " update "
                        + name + " with its ca");
            }
            return new Context(
                    name,
                    host,
                    Optional.of(contexts.resolve("tls").resolve(id).resolve("docker"))
                            .filter(Files::isDirectory));
        }

        private static Optional<String> current(Path folder) {
            try {
                return Optional.of(JSON.readTree(Files.readString(folder.resolve("config.json")))
                                .path("currentContext")
                                .asText(""))
                        .filter(name -> !name.isEmpty());
            } catch (IOException none) {
                return Optional.empty();
            }
        }

        private static String digest(String name) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
