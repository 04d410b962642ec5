package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's distro whose symbolic links lead to what is its user's. */
class ExportLinksTest {
    private static final String HEAD = """
        softservice: v1
        name: evil
        title: Sample
        summary: Made by a test.
        version: "1.0"
        tests: [{name: t, tcp: {host: web, port: 80}}]
        """;

    @TempDir
    private Path folder;

    private Path vault;
    private Path distro;

    @BeforeEach
    void secrets() throws IOException {
        vault = Files.createDirectories(folder.resolve("vault"));
        Files.writeString(vault.resolve("key"), "a private key");
        distro = Files.createDirectories(folder.resolve("evil"));
        Files.writeString(
                Files.createDirectories(distro.resolve("web")).resolve("Dockerfile"), "FROM debian:bookworm-slim\n");
    }

    private Shell.Did export(String services) throws IOException {
        Files.writeString(distro.resolve("softservice.yaml"), HEAD + services);
        return new Shell(folder).type("export", "compose", "-o", "out", "evil");
    }

    @Test
    void whatLinksLeadToIsNotCopiedAndTheyStayLinks() throws IOException {
        for (var link : Map.of(
                        "absolute",
                        vault.resolve("key").toString(),
                        "all",
                        vault.toString(),
                        "d",
                        ".",
                        "chained",
                        "d/../../../vault/key",
                        "log",
                        "/dev/stdout")
                .entrySet()) {
            Files.createSymbolicLink(distro.resolve("web").resolve(link.getKey()), Path.of(link.getValue()));
        }
        var did = export("services: {web: {build: web, volumes: [\"./web:/etc/web:ro\"]}}\n");
        assertThat(did.exit()).as(did.err()).isZero();
        for (var copy : List.of("build/web", "files/web/etc/web")) {
            var out = folder.resolve("out").resolve(copy);
            assertThat(Files.readSymbolicLink(out.resolve("absolute"))).isEqualTo(vault.resolve("key"));
            try (var walk = Files.walk(out)) {
                assertThat(walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)))
                        .containsExactly(out.resolve("Dockerfile"));
            }
        }
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Files.createSymbolicLink(Files.createDirectories(distro.resolve("conf")).resolve("sub"), vault);
        var did = export("""
            services: {web: {image: "nginx:1", volumes: ["./conf:/etc/app:ro"], configs: [{source: c, target: /etc/app/sub/profile}]}}
            configs: {c: {content: owned}}
            """);
        assertThat(did.exit()).isEqualTo(2);
        assertThat(did.err())
                .contains("files/web/etc/app/sub/profile: the distro puts a file or link where another one is to be")
                .hasLineCount(1);
        assertThat(vault).isDirectoryNotContaining(file -> !file.endsWith("key"));
    }

    @Test
    void noProgramOfTheFoldersOwnGitSettingsIsRun() throws Exception {
        assertThat(new ProcessBuilder("git", "init", "-q", distro.toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.writeString(
                distro.resolve(".git/config"),
                "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"touch " + vault.resolve("ran") + "; false\"\n");
        assertThat(export("services: {web: {image: \"nginx:1\"}}\n").exit()).isZero();
        assertThat(vault.resolve("ran")).doesNotExist();
        new ProcessBuilder("git", "-C", distro.toString(), "ls-files", "--others")
                .start()
                .waitFor();
        assertThat(vault.resolve("ran")).as("git itself does run it").exists();
    }
}
