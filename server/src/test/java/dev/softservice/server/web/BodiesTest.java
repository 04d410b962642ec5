package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Soon;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What request bodies may hold of the hub's memory, one by one and all together. */
@Timeout(120)
class BodiesTest {
    private static final int LARGE = 25 << 20;

    private final List<Socket> sockets = new ArrayList<>();
    private final WebForTests web = new WebForTests(new Routes(List.of(
            Route.api(Route.Method.POST, "/api/nowhere", Role.ANONYMOUS, _ -> Reply.nothing())
                    .taking(LARGE, _ -> {
                        throw Refusal.notFound("nothing here");
                    }),
            Route.api(Route.Method.POST, "/api/closed", Role.READER, _ -> Reply.nothing())
                    .taking(LARGE, _ -> {}),
            Route.api(Route.Method.POST, "/api/open", Role.ANONYMOUS, _ -> Reply.nothing())
                    .taking(LARGE, _ -> {}))));
    private final long all = web.bodies().left();

    @AfterEach
    void close() throws IOException {
        hangUp();
        web.close();
    }

    private void hangUp() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    @Test
    void nothingIsHeldForWhomMayNotComeIn() throws IOException {
        for (String path : List.of("/api/nowhere", "/api/closed")) {
            for (int i = 0; i < 20; i++) {
                send(path, 10 << 20);
            }
            assertThat(web.bodies().left()).as(path).isEqualTo(all);
        }
    }

    @Test
    void aClientThatIsRefusedGetsTheAnswerAfterSendingAllOfIt() {
        for (int size : new int[] {0, 1, 100_000, LARGE}) {
            var body = HttpRequest.BodyPublishers.ofByteArray(new byte[size]);
            assertThat(web.send(web.request("/api/nowhere").POST(body)).statusCode())
                    .isEqualTo(404);
            assertThat(web.send(web.request("/api/closed").POST(body)).statusCode())
                    .isEqualTo(401);
            assertThat(web.send(web.request("/api/open").POST(body)).statusCode())
                    .isEqualTo(204);
        }
        assertThat(web.bodies().left()).isEqualTo(all);
    }

    @Test
    void allBodiesTogetherHoldNoMoreThanTheirShareAndGiveItBack() throws IOException {
        int most = (int) (all / (20 << 20));
        for (int i = 0; i < most; i++) {
            send("/api/open", 20 << 20);
        }
        Soon.await(() -> web.bodies().left() <= all - most * (20L << 20));
        var body = HttpRequest.BodyPublishers.ofByteArray(new byte[LARGE]);
        assertThat(web.send(web.request("/api/open").POST(body)).statusCode()).isEqualTo(503);
        hangUp();
        Soon.await(() -> web.bodies().left() == all);
        assertThat(web.send(web.request("/api/open").POST(body)).statusCode()).isEqualTo(204);
    }

    @Test
    void whatIsGivenBackIsFree() throws IOException {
        int most = (int) (all / (20 << 20));
        long before = used();
        for (int i = 0; i < most; i++) {
            send("/api/open", 20 << 20);
        }
        Soon.await(() -> web.bodies().left() <= all - most * (20L << 20));
        assertThat(used() - before).isGreaterThan((most - 1) * (20L << 20));
        hangUp();
        Soon.await(() -> web.bodies().left() == all);
        assertThat(used() - before).isLessThan(20L << 20);
    }

    /** Bytes of the heap that are in use. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Announces a large body and sends so much of it. */
    private void send(String path, int bytes) throws IOException {
        var socket = new Socket("127.0.0.1", web.port);
        sockets.add(socket);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + LARGE + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(new byte[bytes]);
        socket.getOutputStream().flush();
    }
}
