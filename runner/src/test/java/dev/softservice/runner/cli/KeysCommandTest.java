package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types to make a root key and its words. */
class KeysCommandTest {
    private static final String HUB = "hub-0123456789abcdef@softservice";

    @TempDir
    Path folder;

    private Shell.Did type(String... words) {
        return new Shell(folder).type(words);
    }

    private void make(String... names) {
        for (var name : names) assertThat(type("keys", "new", name).exit()).isZero();
    }

    @Test
    void aRootKeyNamesTheHubsKeysAndThenOthers() {
        make("root", "signing", "next");
        assertThat(type("keys", "delegate", "--root", "root", "--hub", HUB, "--active", "signing.pub", "-o", "word")
                        .exit())
                .isZero();
        var shown = type("keys", "show", "word").out();
        assertThat(shown).startsWith(HUB + ", word 1, holds until ").contains("root (1 of 1 sign): SHA256:");
        var second = type(
                "keys",
                "delegate",
                "--root",
                "root",
                "--after",
                "word",
                "--active",
                "next.pub",
                "--retired",
                "signing.pub",
                "--address",
                "https://hub.example.org",
                "-o",
                "word-2");
        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(type("keys", "show", "word-2").out())
                .contains(HUB + ", word 2", "retired: SHA256:", "address: https://hub.example.org");
    }

    @Test
    void severalRootKeysSignOneAfterTheOther() {
        make("one", "two", "signing");
        assertThat(type(
                                "keys",
                                "delegate",
                                "--root",
                                "one",
                                "--other-root",
                                "two.pub",
                                "--threshold",
                                "2",
                                "--hub",
                                HUB,
                                "--active",
                                "signing.pub",
                                "-o",
                                "half")
                        .exit())
                .isZero();
        var half = type("keys", "show", "half");
        assertThat(half.exit()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(half.err()).contains("is signed by fewer root keys than the 2 that it asks for");
        assertThat(type("keys", "sign", "half", "--root", "two", "-o", "whole").exit())
                .isZero();
        assertThat(type("keys", "show", "whole").exit()).isZero();
    }

    @Test
    void whatCanNotBeIsRefusedInOneLine() throws Exception {
        make("root", "signing");
        assertRefused("is there already", "keys", "new", "root");
        assertRefused("which hub?", "keys", "delegate", "--root", "root", "--active", "signing.pub", "-o", "w");
        assertRefused(
                "a key is one of root, active and retired",
                "keys",
                "delegate",
                "--root",
                "root",
                "--hub",
                HUB,
                "--active",
                "root.pub",
                "-o",
                "w");
        assertRefused(
                "address: https://HUB",
                "keys",
                "delegate",
                "--root",
                "root",
                "--hub",
                HUB,
                "--active",
                "signing.pub",
                "--address",
                "ftp://x",
                "-o",
                "w");
        assertRefused(
                "the threshold is 1 to",
                "keys",
                "delegate",
                "--root",
                "root",
                "--hub",
                HUB,
                "--active",
                "signing.pub",
                "--threshold",
                "2",
                "-o",
                "w");
        assertRefused(
                "holds no ssh-ed25519",
                "keys",
                "delegate",
                "--root",
                "root",
                "--hub",
                HUB,
                "--active",
                "root",
                "-o",
                "w");
        Files.writeString(folder.resolve("broken"), "{\"payload\": 1}");
        assertRefused("is not a DSSE envelope", "keys", "show", "broken");
        assertRefused("can't be read", "keys", "show", "nothing");
        assertThat(folder.resolve("w")).doesNotExist();
    }

    private void assertRefused(String reason, String... words) {
        var did = type(words);
        assertThat(did.exit()).as(String.join(" ", words)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(did.err()).contains(reason).doesNotContain("Exception");
        assertThat(did.err().strip().lines()).hasSize(1);
    }
}
