package dev.softservice.runner.docker.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.softservice.runner.docker.PodmanWithoutRootDockerTest;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What engines tell about themselves; the rest, with a Podman that runs without root, is in {@link PodmanWithoutRootDockerTest}. */
class HeldLimitsTest {
    private static Info told(String json) throws IOException {
        return EngineAddress.at("unix:///nowhere").config().getObjectMapper().readValue(json, Info.class);
    }

    private static HeldLimits docker(String json) throws IOException {
        return HeldLimits.of(told(json), EngineProgram.DOCKER, new Unasked());
    }

    private static final class Unasked implements DockerHttpClient {
        @Override
        public Response execute(Request request) {
            throw new AssertionError("asked for " + request.path());
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Test
    void anEngineThatRunsAsRootHoldsAllAndIsAskedNothing() throws IOException {
        assertThat(docker("{\"MemoryLimit\": true, \"CpuCfsQuota\": true, \"PidsLimit\": true, \"CgroupDriver\":"
                        + " \"cgroupfs\"}"))
                .isEqualTo(HeldLimits.ALL);
        assertThat(docker("{}")).as("an engine that says nothing of it").isEqualTo(HeldLimits.ALL);
        assertThat(HeldLimits.of(told("{\"Rootless\": false}"), EngineProgram.PODMAN, new Unasked()))
                .isEqualTo(HeldLimits.ALL);
        assertThat(HeldLimits.ALL.missing(told("{}"))).isEmpty();
    }

    @Test
    void whatADockerSaysThatItCanNotDoIsMissing() throws IOException {
        assertThat(docker("{\"MemoryLimit\": true, \"CpuCfsQuota\": false, \"PidsLimit\": true,"
                        + " \"CgroupDriver\": \"systemd\"}"))
                .isEqualTo(new HeldLimits(true, false, true));
        assertThat(docker("{\"MemoryLimit\": true, \"CpuCfsQuota\": true, \"PidsLimit\": false}"))
                .isEqualTo(new HeldLimits(true, true, false));
        assertThat(docker("{\"MemoryLimit\": true, \"CpuCfsQuota\": true, \"PidsLimit\": true, \"CgroupDriver\":"
                        + " \"none\"}"))
                .as("one without root on control groups of version 1")
                .isEqualTo(new HeldLimits(false, false, false));
    }

    @Test
    void whatIsMissingIsNamedWithTheRemedyOfItsMachine() throws IOException {
        assertThat(HeldLimits.of(Set.of("memory", "pids"))
                        .missing(told("{\"Rootless\": true, \"CgroupVersion\": \"2\"}")))
                .hasValue("the container engine at work here can't hold containers to their limits of processors, since"
                        + " it runs without root: have systemd hand them to its user (Delegate=cpu cpuset io"
                        + " memory pids under [Service] in /etc/systemd/system/user@.service.d/delegate.conf, then"
                        + " log in anew), or use an engine that runs as root");
        assertThat(HeldLimits.of(Set.of())
                        .missing(told("{\"SecurityOptions\": [\"name=seccomp,profile=default\", \"name=rootless\"],"
                                + " \"CgroupVersion\": \"1\"}"))
                        .orElseThrow())
                .contains(
                        "memory, processors, processes, since it runs without root: ",
                        "systemd.unified_cgroup_hierarchy=1")
                .doesNotContain("Delegate");
        assertThat(HeldLimits.of(Set.of("cpu", "cpuset", "io", "memory", "pids")))
                .isEqualTo(HeldLimits.ALL);
    }
}
