package dev.softservice.server.scenario;

import dev.softservice.runner.testing.FreePort;
import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** The registry of Debian's package {@code docker-registry}, as an operator has one; its own process. */
final class DebiansRegistry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    final String address;
    private final Process process;

    /** @param password of the user {@code hub}; empty: anybody may read and write */
    DebiansRegistry(Path folder, Optional<String> password) throws IOException, InterruptedException {
        Packages.install("docker-registry", "skopeo");
        Needs.that(Files.isExecutable(PROGRAM), "a registry: apt-get install docker-registry skopeo");
        Files.createDirectories(folder);
        var port = FreePort.text();
        address = "http://127.0.0.1:" + port;
        var lock = folder.resolve("htpasswd");
        if (password.isPresent())
            Files.writeString(
                    lock, "hub:" + OpenBSDBCrypt.generate("2y", password.get().toCharArray(), new byte[16], 4) + "\n");
        Files.writeString(
                folder.resolve("config.yml"),
                "version: 0.1\nlog: {level: warn}\nhttp: {addr: '127.0.0.1:" + port + "'}\n"
                        + "storage: {filesystem: {rootdirectory: '" + folder.resolve("kept") + "'}}\n"
                        + password.map(_ -> "auth: {htpasswd: {realm: ours, path: '" + lock + "'}}\n")
                                .orElse(""));
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "serve",
                        folder.resolve("config.yml").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (!answers()) {
            if (!process.isAlive()) throw new IOException(Files.readString(folder.resolve("log")));
            Thread.onSpinWait();
        }
    }

    private boolean answers() {
        try {
            var asked = (HttpURLConnection) URI.create(address + "/v2/").toURL().openConnection();
            return asked.getResponseCode() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What Debian's skopeo says to these words; it has to succeed. */
    static String skopeo(String... words) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(java.util.List.of("skopeo", "--insecure-policy"));
        command.addAll(java.util.List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(said);
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
