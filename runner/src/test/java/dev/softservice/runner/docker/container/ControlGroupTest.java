package dev.softservice.runner.docker.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.docker.container.ControlGroup.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {
    private static final String ID = "6ece7502e0fb7efe";

    @TempDir
    Path machine;

    private Kernel kernel;

    @BeforeEach
    void kernel() {
        kernel = new Kernel(machine.resolve("proc"), machine.resolve("groups"));
    }

    @Test
    void theFirstVersionCountsInAGroupForEachController() throws IOException {
        is(
                42,
                "9:name=systemd:/docker/" + ID,
                "8:pids:/docker/" + ID,
                "4:memory:/docker/" + ID,
                "2:cpu,cpuacct:/docker/" + ID);
        counts("memory/docker/" + ID + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        counts("cpuacct/docker/" + ID + "/cpuacct.usage", "76543210\n");
        counts("pids/docker/" + ID + "/pids.current", "3\n");
        var group = ControlGroup.of(kernel, container(42)).orElseThrow();
        assertThat(group.endedForMemory()).hasValue(2);
        assertThat(group.processorTime()).hasValue(76_543_210);
        assertThat(group.tasks()).hasValue(3);
    }

    @Test
    void theSecondVersionCountsEverythingInOneGroup() throws IOException {
        is(42, "0::/system.slice/docker-" + ID + ".scope");
        var folder = "system.slice/docker-" + ID + ".scope/";
        counts(folder + "memory.events", "low 0\nhigh 0\nmax 5\noom 1\noom_kill 1\noom_group_kill 0\n");
        counts(folder + "cpu.stat", "usage_usec 1250\nuser_usec 1000\nsystem_usec 250\n");
        counts(folder + "pids.current", "1\n");
        var group = ControlGroup.of(kernel, container(42)).orElseThrow();
        assertThat(group.endedForMemory()).hasValue(1);
        assertThat(group.processorTime()).hasValue(1_250_000);
        assertThat(group.tasks()).hasValue(1);
    }

    @Test
    void aProcessOfSomebodyElseWithThatNumberIsNotCounted() throws IOException {
        is(42, "0::/user.slice/user-0.slice");
        counts("user.slice/user-0.slice/memory.events", "oom_kill 7\n");
        assertThat(ControlGroup.of(kernel, container(42))).isEmpty();
    }

    @Test
    void whatDoesNotRunOrCannotBeSeenIsNotCounted() throws IOException {
        assertThat(ControlGroup.of(kernel, container(0))).as("ended").isEmpty();
        assertThat(ControlGroup.of(kernel, container(42)))
                .as("on another machine")
                .isEmpty();
        is(43, "0::/docker/" + ID);
        assertThat(ControlGroup.of(kernel, container(43)))
                .as("below another root")
                .isEmpty();
        counts("docker/" + ID + "/memory.events", "low 0\n");
        var group = ControlGroup.of(kernel, container(43)).orElseThrow();
        assertThat(group.endedForMemory()).as("an old kernel").isEqualTo(OptionalLong.empty());
        assertThat(group.tasks()).as("no such controller").isEqualTo(OptionalLong.empty());
    }

    private void is(int process, String... groups) throws IOException {
        write(kernel.processes().resolve(process + "/cgroup"), String.join("\n", groups) + "\n");
    }

    private void counts(String file, String text) throws IOException {
        write(kernel.groups().resolve(file), text);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static InspectContainerResponse container(int process) throws IOException {
        return new ObjectMapper()
                .readValue(
                        "{\"Id\": \"%s\", \"State\": {\"Pid\": %d}}".formatted(ID, process),
                        InspectContainerResponse.class);
    }
}
