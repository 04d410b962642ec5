package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "https://hub.example.org/samples/team-wiki, https://hub.example.org/samples/team-wiki, https://hub.example.org",
        "https://hub.example.org/samples/team-wiki.git, https://hub.example.org/samples/team-wiki,"
                + " https://hub.example.org",
        "http://localhost:8080/samples/team-wiki/, http://localhost:8080/samples/team-wiki, http://localhost:8080",
        "hub.example.org/samples/team-wiki, https://hub.example.org/samples/team-wiki, https://hub.example.org",
        "localhost:8080/samples/team-wiki, http://localhost:8080/samples/team-wiki, http://localhost:8080",
        "127.0.0.1:8080/samples/team-wiki, http://127.0.0.1:8080/samples/team-wiki, http://127.0.0.1:8080",
        "https://example.org/hub/samples/team-wiki, https://example.org/hub/samples/team-wiki, https://example.org/hub"
    })
    void readsAddressesAsPeopleWriteThem(String text, String url, String hub) {
        var source = Source.parse(text, folder);
        assertThat(source.url()).isEqualTo(url);
        assertThat(source.hub()).contains(hub);
        assertThat(source.defaultName()).isEqualTo("team-wiki");
    }

    @Test
    void readsAFolderWithoutAHub() {
        assertThat(Source.parse(folder.toString(), Path.of("/")).hub()).isEmpty();
        assertThat(Source.parse("file://" + folder, Path.of("/")).url()).startsWith("file:/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hub",
                "https://hub.example.org/alone",
                "ext::sh -c id/x",
                "ssh://hub.example.org/a/b",
                "https://user:pw@hub.example.org/a/b",
                "https://hub.example.org/a/b?x=1",
                "https://hub.example.org/a/../b",
                "https://hub.example.org/a/-upload-pack",
                "/nowhere/at/all",
                "https:///a/b",
                "hub.example.org/a/b\nc",
                "https://hub.example.org/%2e%2e/b"
            })
    void refusesWhatIsNoAddressInOneLineThatSaysHow(String text) {
        assertThatThrownBy(() -> Source.parse(text, folder)).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(InstallRefusal.Kind.BAD_INPUT);
            assertThat(refusal.getMessage()).contains("https://HUB/OWNER/NAME");
        });
    }
}
