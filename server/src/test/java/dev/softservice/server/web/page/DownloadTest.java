package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that a hub gives people, run by the shell with stock tools, against programs that only say their version. */
class DownloadTest {
    private static final String ARCHIVE =
            "softservice-9.9.9-linux-" + System.getProperty("os.arch").replace("amd64", "x86_64") + ".tar.xz";

    @TempDir
    Path folder;

    private HubForTests hub;
    private Path downloads;

    @BeforeEach
    void offer() throws Exception {
        hub = new HubForTests(folder.resolve("data"));
        downloads = folder.resolve("data/downloads");
        Files.writeString(folder.resolve("made.sh"), """
            set -e
            mkdir -p softservice-9.9.9/bin
            printf '#!/bin/sh\\necho softservice 9.9.9\\n' > softservice-9.9.9/bin/softservice
            chmod +x softservice-9.9.9/bin/softservice
            tar -cJf "$1/$2" softservice-9.9.9
            ssh-keygen -q -t ed25519 -N '' -f key
            cd "$1"
            sha256sum "$2" > SHA256SUMS
            ssh-keygen -q -Y sign -f "$OLDPWD/key" -n softservice-package SHA256SUMS
            cut -d ' ' -f 1,2 "$OLDPWD/key.pub" > softservice.pub
            """);
        assertThat(shell("made.sh", "/usr/bin:/bin", downloads.toString(), ARCHIVE)
                        .out())
                .isEmpty();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private record Ran(int exit, String out) {}

    private Ran shell(String script, String path, String... words) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("/bin/sh", script));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("HOME", folder.toString());
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), out);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** What a machine has that lacks one of the two programs that check signatures. */
    private String toolsWithout(String missing) throws IOException {
        var bin = Files.createDirectories(folder.resolve("bin-without-" + missing));
        for (var tool : List.of(
                "curl",
                "sed",
                "grep",
                "tail",
                "head",
                "tar",
                "xz",
                "sha256sum",
                "dirname",
                "mkdir",
                "mktemp",
                "rm",
                "mv",
                "ln",
                "id",
                "uname",
                "cat",
                "ssh-keygen",
                "openssl")) {
            var at = Path.of("/usr/bin", tool);
            if (!tool.equals(missing) && !Files.exists(bin.resolve(tool)))
                Files.createSymbolicLink(bin.resolve(tool), Files.exists(at) ? at : Path.of("/bin", tool));
        }
        return bin.toString();
    }

    private Ran install(String path, String... more) throws IOException, InterruptedException {
        var script = get("/install.sh");
        assertThat(script.statusCode()).isEqualTo(200);
        Files.writeString(folder.resolve("install.sh"), script.body());
        var words = new java.util.ArrayList<>(
                List.of("--prefix", folder.resolve("here").toString()));
        words.addAll(List.of(more));
        return shell("install.sh", path, words.toArray(String[]::new));
    }

    private Path installed() {
        return folder.resolve("here/softservice/bin/softservice");
    }

    @Test
    void installsWhatWasSignedWithEitherOfTheToolsThatCheckIt() throws Exception {
        for (var missing : List.of("ssh-keygen", "openssl")) {
            var ran = install(toolsWithout(missing));
            assertThat(ran.exit()).as(ran.out()).isZero();
            assertThat(ran.out()).contains("installed softservice 9.9.9");
            assertThat(folder.resolve("here/bin/softservice")).isSymbolicLink().exists();
        }
        try (var left = Files.list(folder.resolve("here"))) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("bin", "softservice");
        }
    }

    @Test
    void whatIsNotWhatWasSignedIsNotInstalled() throws Exception {
        Files.writeString(downloads.resolve(ARCHIVE), "something else");
        assertThat(install("/usr/bin:/bin"))
                .isEqualTo(new Ran(
                        1,
                        "softservice: fetching " + ARCHIVE + "\nsoftservice: " + ARCHIVE
                                + " is not what was signed: nothing was installed\n"));
        assertThat(installed()).doesNotExist();
    }

    @Test
    void aListThatAnotherKeySignedIsRefusedByBothTools() throws Exception {
        var list = downloads.resolve("SHA256SUMS");
        Files.writeString(list, Files.readString(list) + "# more\n");
        for (var missing : List.of("ssh-keygen", "openssl")) {
            var ran = install(toolsWithout(missing));
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out()).contains("the signature of").contains("does not hold: nothing was installed");
        }
        assertThat(installed()).doesNotExist();
    }

    @Test
    void aKeyThatSomebodyWasToldIsComparedWithTheHubs() throws Exception {
        var ran = install("/usr/bin:/bin", "--key", "AAAAC3NzaC1lZDI1NTE5AAAAIAnother");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("not by the key that you gave: nothing was installed");
        var own = Files.readString(downloads.resolve("softservice.pub")).strip().split(" ")[1];
        assertThat(install("/usr/bin:/bin", "--key", own).exit()).isZero();
    }

    @Test
    void thePageShowsChecksumsAndOnlyFilesOfTheListAreServed() throws Exception {
        var sum = Files.readString(downloads.resolve("SHA256SUMS")).substring(0, 64);
        assertThat(get("/download").body())
                .contains(sum)
                .contains("/download/" + ARCHIVE)
                .contains("/install.sh | sh");
        assertThat(get("/download/" + ARCHIVE).headers().firstValue("ETag")).contains("\"" + sum + "\"");
        for (var path :
                List.of("/download/hub.db", "/download/..%2Fhub.db", "/download/secret", "/download/SHA256SUMS.old")) {
            Files.writeString(downloads.resolve("secret"), "not in the list");
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
        Files.delete(downloads.resolve("softservice.pub"));
        assertThat(get("/install.sh").statusCode()).isEqualTo(404);
        assertThat(get("/download").statusCode()).isEqualTo(404);
    }
}
