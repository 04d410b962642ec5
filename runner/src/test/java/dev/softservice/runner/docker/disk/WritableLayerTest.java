package dev.softservice.runner.docker.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import dev.softservice.runner.engine.Content.FileSeen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritableLayerTest {
    private static final FileTime EARLIER = FileTime.from(Instant.parse("2026-01-02T03:04:05.678901234Z"));

    @TempDir
    Path folder;

    @Test
    void filesAndLinksAreToldWithTheirPathsAndSizes() throws IOException {
        write("srv/notes/a", "abc");
        write("etc/b", "");
        Files.createDirectories(folder.resolve("var/empty"));
        Files.createSymbolicLink(folder.resolve("etc/c"), Path.of("b"));
        assertThat(changed()).containsOnlyKeys("/srv/notes/a", "/etc/b", "/etc/c");
        assertThat(changed().get("/srv/notes/a").bytes()).isEqualTo(3);
    }

    @Test
    void aLinkThatLeadsOutIsAFileAndNotAWay(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret"), "of this machine");
        Files.createSymbolicLink(folder.resolve("way"), outside.toRealPath());
        assertThat(changed()).containsOnlyKeys("/way");
    }

    @Test
    void whatIsWrittenIsSeenAndWhatIsNotStaysEqual() throws IOException {
        var kept = write("srv/kept", "1");
        var rewritten = write("srv/rewritten", "1");
        var replaced = write("srv/replaced", "1");
        for (var file : new Path[] {kept, rewritten, replaced}) Files.setLastModifiedTime(file, EARLIER);
        var before = changed();
        Files.writeString(rewritten, "2");
        Files.setLastModifiedTime(Files.writeString(folder.resolve("new"), "2"), EARLIER);
        // The other file is there first, so that it can't have the number of the one that goes.
        Files.move(folder.resolve("new"), replaced, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        var after = changed();
        assertThat(after.get("/srv/kept")).isEqualTo(before.get("/srv/kept"));
        assertThat(after.get("/srv/rewritten")).as("of the same size").isNotEqualTo(before.get("/srv/rewritten"));
        assertThat(after.get("/srv/replaced"))
                .as("of the same size and time")
                .isNotEqualTo(before.get("/srv/replaced"));
    }

    @Test
    void aNestWithoutEndIsToldAsOneFolder() throws IOException {
        var nest = "n/".repeat(150);
        Files.createDirectories(folder.resolve(nest));
        assertThat(changed()).containsOnlyKeys("/n".repeat(101));
    }

    @Test
    void anEngineThatKeepsLayersOtherwiseIsAsked() throws IOException {
        assertThat(WritableLayer.of(container("{}"))).isEmpty();
        assertThat(WritableLayer.of(container("{\"Data\": null, \"Name\": \"overlayfs\"}")))
                .isEmpty();
        assertThat(WritableLayer.of(container("{\"Data\": {\"UpperDir\": \"/not/on/this/machine\"}}")))
                .isEmpty();
    }

    private Path write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        return Files.writeString(folder.resolve(path), text);
    }

    private Map<String, FileSeen> changed() throws IOException {
        var found = new TreeMap<String, FileSeen>();
        var data = new ObjectMapper().writeValueAsString(Map.of("Data", Map.of("UpperDir", folder.toString())));
        WritableLayer.of(container(data)).orElseThrow().changed(_ -> true, found::put);
        return found;
    }

    private static InspectContainerResponse container(String driver) throws IOException {
        return DefaultDockerClientConfig.createDefaultConfigBuilder()
                .build()
                .getObjectMapper()
                .readValue("{\"GraphDriver\": " + driver + "}", InspectContainerResponse.class);
    }
}
