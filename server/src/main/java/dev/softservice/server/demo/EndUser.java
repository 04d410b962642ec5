package dev.softservice.server.demo;

import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.cli.World;
import dev.softservice.runner.docker.DockerEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * Somebody with a machine of their own: the very commands of {@code softservice}, with a state folder and an installation name that no
 * other installation on this engine has.
 */
final class EndUser implements AutoCloseable {
    private final Path home;
    private final Teller teller;
    private final String installation;
    private final int port;
    private boolean installed;

    EndUser(Path home, Teller teller) {
        this.home = home;
        this.teller = teller;
        this.installation = namePrefix() + Long.toString(System.nanoTime() & 0xffff, 36);
        this.port = freePort();
    }

    /** What the names of this process's installations begin with. */
    static String namePrefix() {
        return Abandoned.INSTALLATIONS + Long.toString(ProcessHandle.current().pid(), 36) + "-";
    }

    /** A name for containers and labels. */
    String installation() {
        return installation;
    }

    /** The port on 127.0.0.1 that the wiki is published on. */
    int port() {
        return port;
    }

    /** Runs one command to its end and gives what it printed. {@link Unmet} with its own words where it does not exit with 0. */
    String run(String... arguments) {
        installed |= arguments[0].equals("install");
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = execute(
                new Lines(out, "softservice " + arguments[0]),
                new Lines(err, "softservice " + arguments[0]),
                arguments);
        var printed = out.toString(StandardCharsets.UTF_8);
        Unmet.unless(
                exit == 0,
                "softservice " + arguments[0] + " exited with " + exit + ": "
                        + Plain.line(err.toString(StandardCharsets.UTF_8).strip() + " " + printed, 400));
        return printed;
    }

    /** Whether {@code status} says that the installation runs and is healthy. */
    boolean isWell() {
        return execute(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), "status", installation) == 0;
    }

    private int execute(OutputStream out, OutputStream err, String... arguments) {
        try (var printed = new PrintStream(out, true, StandardCharsets.UTF_8);
                var complaints = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            var streams = new World.Streams(InputStream.nullInputStream(), printed, complaints, false);
            var environment = Map.of("SOFTSERVICE_HOME", home.toString(), "HOME", home.toString());
            return Cli.commandLine(new World(streams, environment, home, Clock.systemUTC(), DockerEngine::connect))
                    .execute(arguments);
        }
    }

    /** Takes the installation away again, data included; harmless where nothing was installed. */
    @Override
    public void close() {
        if (!installed) return;
        run("uninstall", installation, "--data", "--yes");
        installed = false;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    /** Keeps all bytes, and tells of each line as progress. */
    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream all;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final String what;

        Lines(ByteArrayOutputStream all, String what) {
            this.all = all;
            this.what = what;
        }

        @Override
        public void write(int one) {
            all.write(one);
            if (one != '\n' && one != '\r') {
                line.write(one);
                return;
            }
            var text = line.toString(StandardCharsets.UTF_8).strip();
            line.reset();
            if (!text.isEmpty()) teller.progress(what + ": " + text);
        }
    }
}
