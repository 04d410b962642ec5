package dev.softservice.runner.docker.link;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The limits that an engine can enforce on a container. One that runs as root can enforce all of them. One that runs
 * as an ordinary user can enforce those whose control groups the machine gave to that user.
 */
public record HeldLimits(boolean memory, boolean cpus, boolean pids) {
    public static final HeldLimits ALL = new HeldLimits(true, true, true);
    /** Podman's own interface, of version 4 and of those after it. */
    private static final String ABOUT_PODMAN = "/v4.0.0/libpod/info";

    /** Those of an engine that has told about itself; {@code http}: where a Podman tells the rest. */
    static HeldLimits of(Info engine, EngineProgram program, DockerHttpClient http) {
        if (!program.tellsItsLimits()) return isRootless(engine) ? of(controllers(http)) : ALL;
        var groups = !"none".equals(engine.getRawValues().get("CgroupDriver"));
        return new HeldLimits(
                groups && !Boolean.FALSE.equals(engine.getMemoryLimit()),
                groups && !Boolean.FALSE.equals(engine.getCpuCfsQuota()),
                groups && !Boolean.FALSE.equals(engine.getRawValues().get("PidsLimit")));
    }

    /** {@code controllers}: of control groups, such as {@code memory}, that the engine may use. */
    public static HeldLimits of(Set<String> controllers) {
        return new HeldLimits(
                controllers.contains("memory"), controllers.contains("cpu"), controllers.contains("pids"));
    }

    /** Whether the engine is an ordinary user's, with a network of that user's own in the place of the machine's. */
    public static boolean isRootless(Info engine) {
        return Boolean.TRUE.equals(engine.getRawValues().get("Rootless"))
                || engine.getSecurityOptions() != null
                        && engine.getSecurityOptions().stream()
                                .anyMatch(option -> List.of(option.split(",")).contains("name=rootless"));
    }

    private static Set<String> controllers(DockerHttpClient http) {
        var request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(ABOUT_PODMAN)
                .build();
        try (var response = http.execute(request)) {
            if (response.getStatusCode() != 200)
                throw new EngineException("Podman does not tell which limits it can hold: " + ABOUT_PODMAN
                        + " was answered with " + response.getStatusCode() + "; Podman 4 or newer is needed");
            return new JsonMapper()
                    .readTree(response.getBody())
                    .path("host")
                    .path("cgroupControllers")
                    .valueStream()
                    .map(name -> name.asText())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sentence about what is missing, with what to do; empty: nothing. */
    public Optional<String> missing(Info engine) {
        if (equals(ALL)) return Optional.empty();
        var names = new ArrayList<String>();
        if (!memory) names.add("memory");
        if (!cpus) names.add("processors");
        if (!pids) names.add("processes");
        var remedy = "1".equals(engine.getRawValues().get("CgroupVersion"))
                ? "start the machine with control groups of version 2 (systemd.unified_cgroup_hierarchy=1 for its"
                        + " kernel)"
                : "have systemd hand them to its user (Delegate=cpu cpuset io memory pids under [Service] in"
                        + " /etc/systemd/system/user@.service.d/delegate.conf, then log in anew)";
        return Optional.of("the container engine at work here can't hold containers to their limits of "
                + String.join(", ", names) + (isRootless(engine) ? ", since it runs without root: " : ": ") + remedy
                + ", or use an engine that runs as root");
    }
}
