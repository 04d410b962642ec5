package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsedDistrosTest {
    @TempDir
    private Path folder;

    @Test
    void aHubThatIsNoAddressIsBadInputWhereverItWasGiven() throws IOException {
        Files.writeString(folder.resolve("softservice.yaml"), "softservice: v1\n");
        var option = new Shell(folder).type("test", "--hub", "hub.example.org");
        assertThat(option.exit()).isEqualTo(2);
        assertThat(option.err()).contains("--hub hub.example.org: is no hub's address; give https://HUB");
        var variable = new Shell(folder)
                .with("SOFTSERVICE_HUB", "https://eva:secret@hub.example.org")
                .type("test");
        assertThat(variable.exit()).isEqualTo(2);
        assertThat(variable.err()).contains("SOFTSERVICE_HUB").contains("is no hub's address");
    }
}
