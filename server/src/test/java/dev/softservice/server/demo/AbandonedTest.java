package dev.softservice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.server.app.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class AbandonedTest {
    @TempDir
    Path temporary;

    private final String installation =
            Abandoned.INSTALLATIONS + "test-" + UUID.randomUUID().toString().substring(0, 8);

    /** A demo's folder as it is while it is played; closing the data folder is what the kernel does when the process is killed. */
    private DataFolder demo(Path folder) throws Exception {
        var state = Files.createDirectories(
                DemoFolders.endUser(folder).resolve("installations").resolve(installation));
        Files.writeString(state.resolve("state.json"), "half-written");
        return DataFolder.open(DemoFolders.hub(folder));
    }

    @Test
    void whatAKilledDemoLeftIsTakenAwayAndWhatGoesOnIsNot() throws Exception {
        var folder = Files.createDirectories(temporary.resolve(DemoFolders.PREFIX + "1"));
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        var transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .build();
        try (var engine = DockerEngine.connect();
                var client = DockerClientImpl.getInstance(config, transport)) {
            String hub;
            try (var data = demo(folder)) {
                hub = data.hubId();
                client.createVolumeCmd()
                        .withName(installation + "-pages")
                        .withLabels(new EnvironmentScope.Installation(installation, "").labels("volume"))
                        .exec();
                client.createVolumeCmd()
                        .withName(installation + "-run")
                        .withLabels(new EnvironmentScope.Run(hub, "r1", false).labels("volume"))
                        .exec();
                assertThat(new Abandoned(engine).clear(temporary)).isEmpty();
                assertThat(left(client, hub)).hasSize(2);
            }
            assertThat(new Abandoned(engine).clear(temporary)).containsExactly(folder);
            assertThat(left(client, hub)).isEmpty();
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void aFolderThatIsJustBeingMadeIsLeftAlone() throws Exception {
        var folder = Files.createDirectories(temporary.resolve(DemoFolders.PREFIX + "2"));
        try (var engine = DockerEngine.connect()) {
            assertThat(new Abandoned(engine).clear(temporary)).isEmpty();
        }
        assertThat(folder).exists();
    }

    private List<String> left(DockerClient client, String hub) {
        return Map.of(EnvironmentScope.LABEL_HUB, hub, EnvironmentScope.LABEL_INSTALL, installation).entrySet().stream()
                .flatMap(label -> client
                        .listVolumesCmd()
                        .withFilter("label", List.of(label.getKey() + "=" + label.getValue()))
                        .exec()
                        .getVolumes()
                        .stream())
                .map(volume -> volume.getName())
                .toList();
    }
}
