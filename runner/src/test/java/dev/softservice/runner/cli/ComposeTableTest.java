package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeTableTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void stacks() throws IOException {
        Files.createDirectories(folder.resolve("stacks/media"));
        Files.writeString(
                folder.resolve("stacks/compose.yaml"),
                "services:\n  web:\n    image: nginx:1.27\n    environment: {PASS: \"${DB_PASS}\"}\n");
        Files.writeString(
                folder.resolve("stacks/media/docker-compose.yml"),
                "services:\n  tv:\n    image: tv:1\n    network_mode: none\n    uts: host\n");
        Files.writeString(folder.resolve("stacks/notes.yaml"), "not: compose\n");
    }

    /** The path is the one that a hub serves the schema at, to anybody. */
    @Test
    void initNamesTheSchemaOfTheHubThatIsKnown() throws Exception {
        var shell = new Shell(folder).with("SOFTSERVICE_HUB", "https://hub.example.org/");
        assertThat(shell.type("init", "one").exit()).isEqualTo(ExitCode.PASSED);
        assertThat(Files.readString(folder.resolve("one/softservice.yaml")))
                .startsWith("# yaml-language-server: $schema=https://hub.example.org/schema/softservice-v1.json\n"
                        + "softservice: v1\n");
        assertThat(new Shell(folder).type("validate", "one").exit()).isEqualTo(ExitCode.PASSED);
        assertThat(new Shell(folder).type("init", "two").exit()).isEqualTo(ExitCode.PASSED);
        assertThat(Files.readString(folder.resolve("two/softservice.yaml"))).startsWith("softservice: v1\n");
        var wrong = new Shell(folder).type("init", "--hub", "javascript:1", "three");
        assertThat(wrong.exit()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(wrong.err()).contains("--hub javascript:1: is no hub's address");
        assertThat(folder.resolve("three")).doesNotExist();
    }

    @Test
    void everyComposeFileBelowAFolderIsToldAndSummedUpByRule() {
        var did = new Shell(folder).type("validate", "--compose", "stacks");
        assertThat(did.exit()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(did.out())
                .contains(
                        "read stacks/compose.yaml: 1 service, asks for DB_PASS\n",
                        "refused stacks/media/docker-compose.yml\n",
                        "  docker-compose.yml:4:5: error [refused-network-mode]",
                        "2 Compose files: 1 read, 1 refused\n",
                        "     1  refused-uts\n")
                .doesNotContain("notes.yaml");
    }

    @Test
    void aFileThatIsReadIsCodeZeroAndAMissingOneIsBadInput() throws IOException {
        var shell = new Shell(folder);
        assertThat(shell.type("validate", "--compose", "stacks/compose.yaml").exit())
                .isEqualTo(ExitCode.PASSED);
        var gone = shell.type("validate", "--compose", "gone.yaml");
        assertThat(gone.exit()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(gone.err()).contains("gone.yaml: there is no such file or folder");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        var json = new ObjectMapper()
                .readTree(new Shell(folder)
                        .type("validate", "--json", "--compose", "stacks")
                        .out());
        assertThat(json.at("/format").asText()).isEqualTo("softservice-compose/v1");
        assertThat(json.at("/files/0/variables/0").asText()).isEqualTo("DB_PASS");
        assertThat(json.at("/refusedByRule/refused-network-mode").asInt()).isEqualTo(1);
    }

    @Test
    void initWritesAManifestAroundAComposeFileOfAnyName() throws IOException {
        var shell = new Shell(folder);
        Files.move(folder.resolve("stacks/compose.yaml"), folder.resolve("stacks/wiki.yaml"));
        assertThat(shell.type("init", "--compose", "stacks/wiki.yaml").exit()).isEqualTo(ExitCode.PASSED);
        assertThat(folder.resolve("stacks/softservice.yaml"))
                .content()
                .contains("compose: wiki.yaml", "db-pass: {type: secret}");
        assertThat(shell.type("validate", "stacks").exit()).isEqualTo(ExitCode.PASSED);
        assertThat(shell.type("init", "--compose", "stacks/wiki.yaml", "elsewhere")
                        .err())
                .contains("is not inside of");
    }

    @Test
    void aComposeFileOfWhichNothingCanBeMadeIsNotTradedForAnExample() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), "services:\n\tapp: {}\n");

        var named = new Shell(folder).type("init", "--compose", "compose.yaml");
        assertThat(named.exit()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(named.err())
                .startsWith("softservice: nothing can be made of compose.yaml: compose.yaml:2:1: error [yaml-syntax]")
                .hasLineCount(1);
        assertThat(folder.resolve("softservice.yaml")).doesNotExist();
        assertThat(new Shell(folder).type("init").out())
                .contains(
                        "it is an example, for nothing could be made of the Compose file:",
                        "  compose.yaml:2:1: error [yaml-syntax]");
    }

    @Test
    void aFolderWithoutComposeFilesIsNoSuccess() throws IOException {
        Files.createDirectories(folder.resolve("nothing"));
        assertThat(new Shell(folder).type("validate", "--compose", "nothing").exit())
                .isEqualTo(ExitCode.BAD_INPUT);
    }
}
