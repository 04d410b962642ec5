package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that begin a push and do not get on with it, beside others who push. */
@Timeout(120)
final class SlowPushTest {
    @TempDir
    Path folder;

    private final Random random = new Random(1);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }

    @Test
    void pushersThatSendNothingMoreKeepNobodyFromPushing() throws IOException {
        try (var server = new GitServer(folder, GitServer.limits(30 << 20, Duration.ofSeconds(100)))) {
            for (int i = 0; i < 20; i++) {
                begin(server, new byte[100]);
            }
            var work = work(server);
            long before = System.nanoTime();
            work.run("push", server.url("maintainer"), "HEAD:refs/heads/main");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
            assertThat(server.store.resolve(GitServer.NAME, "refs/heads/main")).isPresent();
        }
    }

    @Test
    void gitShowsWhyAPushIsNotTakenNow() throws IOException {
        try (var server = new GitServer(folder, GitServer.limits(1 << 20, Duration.ofSeconds(100)))) {
            var work = work(server);
            for (int i = 0; i < 2; i++) {
                begin(server, new byte[4_000_000]);
            }
            String said = "";
            while (!said.contains("too much is being pushed at once")) { // until what was sent has arrived
                said = push(work, server);
            }
            assertThat(said)
                    .contains("too much is being pushed at once; try again in a few minutes")
                    .contains("[remote rejected]")
                    .doesNotContain("RPC failed", "Everything up-to-date");
            hangUp();
            while (said.contains("too much")) { // until the hub has noticed
                said = push(work, server);
            }
            assertThat(said).contains("HEAD -> x");
        }
    }

    /** Half a megabyte that does not get smaller. */
    private String push(Git work, GitServer server) {
        var bytes = new byte[600_000];
        random.nextBytes(bytes);
        work.write("file", new String(bytes, StandardCharsets.ISO_8859_1)).commit("large");
        return work.attempt("push", server.url("maintainer"), "HEAD:refs/heads/x")
                .output();
    }

    private Git work(GitServer server) {
        var work = Git.init(server.folder.resolve("work"));
        work.write("README.md", "# Wiki\n").commit("first");
        return work;
    }

    private void begin(GitServer server, byte[] sent) throws IOException {
        var socket = new Socket("127.0.0.1", server.port);
        sockets.add(socket);
        socket.getOutputStream()
                .write(("POST /samples/wiki/git-receive-pack HTTP/1.1\r\n"
                                + "Host: x\r\n"
                                + "Authorization: Bearer contributor\r\n"
                                + "Content-Type: application/x-git-receive-pack-request\r\n"
                                + "Content-Length: 5000000\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(RawPush.command(RawPush.NONE, "1".repeat(40), "refs/heads/slow"));
        socket.getOutputStream().write(sent);
        socket.getOutputStream().flush();
    }
}
