package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.account.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nobody has thought of ends a request, also where the virtual machine itself has met it, and leaves nobody waiting. */
@Timeout(60)
class UnforeseenTest {
    private final WebForTests web = new WebForTests(new Routes(List.of(
            Route.api(Route.Method.GET, "/api/broken", Role.ANONYMOUS, _ -> {
                throw new NoClassDefFoundError("the jar has been replaced");
            }),
            Route.api(Route.Method.GET, "/api/full", Role.ANONYMOUS, _ -> {
                throw new OutOfMemoryError("meant");
            }),
            Route.api(
                    Route.Method.GET,
                    "/api/stream",
                    Role.ANONYMOUS,
                    _ -> Reply.stream("text/plain", out -> {
                        out.write(noise());
                        throw new OutOfMemoryError("meant");
                    })),
            Route.api(
                    Route.Method.GET,
                    "/api/early",
                    Role.ANONYMOUS,
                    _ -> Reply.stream("text/plain", out -> {
                        out.write(new byte[100]);
                        throw new IllegalStateException("meant");
                    })),
            Route.api(Route.Method.POST, "/api/door", Role.ANONYMOUS, _ -> Reply.nothing())
                    .taking(100, _ -> {
                        throw new OutOfMemoryError("meant");
                    }))));

    /** What no compression makes smaller. */
    private static byte[] noise() {
        var bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void anErrorIsAnsweredAsAnyOtherFault() {
        assertThat(web.get("/api/broken").statusCode()).isEqualTo(500);
        assertThat(web.get("/api/full").statusCode()).isEqualTo(500);
        assertThat(web.send(web.request("/api/door").POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(500);
    }

    @Test
    void whatFailsInTheMiddleDoesNotLookWhole() {
        for (var packed : List.of("identity", "gzip")) {
            var request = web.request("/api/stream").header("Accept-Encoding", packed);
            assertThatThrownBy(() -> web.send(request))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
        assertThat(web.get("/api/broken").statusCode()).isEqualTo(500);
    }

    @Test
    void whatFailsBeforeAnythingIsSentIsAnswered() {
        var answer = web.get("/api/early");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("something is wrong on the hub's side");
    }
}
