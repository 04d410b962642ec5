package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DrainTest {
    @Test
    void whatIsUnderWayIsFinishedAndWhatIsNewIsRefused() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var routes = Routes.of(List.of(
                Route.page(Route.Method.GET, "/slow", Role.ANONYMOUS, _ -> {
                    begun.countDown();
                    await(go);
                    return Reply.text("whole");
                }),
                Route.page(Route.Method.GET, "/quick", Role.ANONYMOUS, _ -> Reply.text("quick"))));
        var web = new WebForTests(routes);
        try (var open = new Socket("127.0.0.1", web.port)) {
            open.setSoTimeout(10_000);
            var slow = CompletableFuture.supplyAsync(() -> web.get("/slow"));
            begun.await();
            var closing = Thread.ofVirtual().start(web::close);
            var refused = untilRefused(open);
            assertThat(refused)
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After")
                    .doesNotContain("quick");
            go.countDown();
            assertThat(slow.get().body()).isEqualTo("whole");
            closing.join();
        }
    }

    /** Closing begins on another thread: until it has, requests are served. */
    private static String untilRefused(Socket open) throws IOException {
        while (true) {
            open.getOutputStream().write("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var buffer = new byte[8192];
            var length = open.getInputStream().read(buffer);
            var answer = new String(buffer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
            if (!answer.startsWith("HTTP/1.1 200")) return answer;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
