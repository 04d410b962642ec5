package dev.softservice.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecedenceTest {
    @TempDir
    Path folder;

    private Path group(String text) throws IOException {
        return Files.writeString(folder.resolve("autogroup"), text);
    }

    @Test
    void aSessionIsPreferredUntilTheHubEnds() throws IOException {
        var group = group("/autogroup-95840 nice 0\n");
        try (var precedence = Precedence.take(group)) {
            assertThat(precedence.before()).isPresent();
            assertThat(group).hasContent("-10");
        }
        assertThat(group).hasContent("0");
    }

    @Test
    void whatSomebodyHasSetIsLeftAlone() throws IOException {
        var group = group("/autogroup-7 nice 5\n");
        Precedence.take(group).close();
        assertThat(group).hasContent("/autogroup-7 nice 5");
    }

    @Test
    void aMachineWithoutItIsServedAllTheSame() {
        Precedence.take(folder.resolve("none")).close();
        assertThat(folder.resolve("none")).doesNotExist();
        Precedence.take(folder).close();
    }
}
