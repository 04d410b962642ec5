package dev.softservice.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    @TempDir
    Path folder;

    @Test
    void whatIsSealedOpensForItsOwnPlaceWithTheSameKeyOnly() throws IOException {
        var file = folder.resolve("secrets");
        var sealed = Vault.open(file).seal("mirror 1 token", "ghp_x");
        assertThat(sealed).doesNotContain("ghp_x");
        assertThat(Vault.open(file).open("mirror 1 token", sealed)).isEqualTo("ghp_x");
        assertThatThrownBy(() -> Vault.open(file).open("mirror 2 token", sealed))
                .hasMessageContaining("does not open with keys/secrets");
        assertThatThrownBy(() -> Vault.open(folder.resolve("other")).open("mirror 1 token", sealed))
                .hasMessageContaining("does not open with keys/secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void theSameTextIsSealedAnewEachTime() {
        var vault = Vault.open(folder.resolve("secrets"));
        assertThat(vault.seal("a", "x")).isNotEqualTo(vault.seal("a", "x"));
    }

    @Test
    void aCodeIsTheSameForTheSameKeyOnly() {
        var code = Vault.open(folder.resolve("secrets")).mac("form x");
        assertThat(Vault.open(folder.resolve("secrets")).mac("form x")).isEqualTo(code);
        assertThat(Vault.open(folder.resolve("secrets")).mac("form y")).isNotEqualTo(code);
        assertThat(Vault.open(folder.resolve("other")).mac("form x")).isNotEqualTo(code);
    }

    @Test
    void whatWasNeverSealedIsGivenAsItIs() {
        assertThat(Vault.open(folder.resolve("secrets")).open("a", "plain")).isEqualTo("plain");
    }
}
