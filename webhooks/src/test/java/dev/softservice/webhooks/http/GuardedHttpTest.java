package dev.softservice.webhooks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.webhooks.StubServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GuardedHttpTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Map<String, String> NONE = Map.of();

    @Test
    void dialsAnOriginThatTheOperatorListedAtTheAddressItResolvedTo() throws IOException {
        try (StubServer server = new StubServer(_ -> ok("hello"));
                GuardedHttp http = http("http://forge.example:" + server.port(), _ -> new InetAddress[] {LOOPBACK});
                HttpAnswer answer = http.open(get("http://forge.example:" + server.port() + "/x"))) {
            assertThat(answer.bytes(100)).asString().isEqualTo("hello");
            assertThat(server.requests().getFirst().headers().get("Host"))
                    .containsExactly("forge.example:" + server.port());
        }
    }

    @Test
    void neverDialsAPrivateAddressBehindAPublicName() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket listening = new ServerSocket(0, 1, LOOPBACK);
                GuardedHttp http = http("http://other.example:1", _ -> {
                    asked.incrementAndGet();
                    return new InetAddress[] {
                        LOOPBACK, InetAddress.ofLiteral("10.1.2.3"), InetAddress.ofLiteral("169.254.169.254")
                    };
                })) {
            listening.setSoTimeout(1);
            assertThatThrownBy(() -> http.open(get("https://forge.example/x")))
                    .isInstanceOf(ForbiddenAddressException.class)
                    .hasMessageContaining("forge.example: not a public address");
            assertThat(asked).hasValue(1);
            assertThatThrownBy(listening::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void neverSendsToAPrivateAddressThatStandsInTheUrl() throws IOException {
        try (GuardedHttp http = new GuardedHttp(OutboundRules.PUBLIC)) {
            for (String uri : List.of(
                    "https://127.0.0.1/",
                    "https://[::1]/",
                    "https://[::ffff:127.0.0.1]/",
                    "https://10.0.0.1/",
                    "https://169.254.169.254/",
                    "https://0.0.0.0/",
                    "https://100.64.0.1/",
                    "https://[fd00::1]/",
                    "https://[64:ff9b::7f00:1]/",
                    "https://localhost/")) {
                assertThatThrownBy(() -> http.open(get(uri))).as(uri).isInstanceOf(ForbiddenAddressException.class);
            }
        }
    }

    @Test
    @Timeout(30)
    void oneDeadlineEndsAllRequestsOfAPieceOfWork() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, LOOPBACK);
                GuardedHttp http =
                        new GuardedHttp(OutboundRules.listing(List.of("http://127.0.0.1:" + silent.getLocalPort())))) {
            long before = System.nanoTime();
            List<String> said = Deadline.within(Duration.ofMillis(500), () -> {
                List<String> reasons = new java.util.ArrayList<>();
                for (int request = 0; request < 20; request++) {
                    try (HttpAnswer answer = http.open(get("http://127.0.0.1:" + silent.getLocalPort() + "/"))) {
                        reasons.add("answered " + answer.status());
                    } catch (IOException e) {
                        reasons.add(e.getMessage());
                    }
                }
                return reasons;
            });
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            assertThat(said).hasSize(20).last().isEqualTo("no time is left for it");
            // The thread that ends the one that was under way gives its connection back a moment after that one has
            // noticed.
            while (http.open() > 0) Thread.sleep(10);
            assertThat(http.open()).isZero();
        }
    }

    @Test
    void refusesOtherSchemesPortsAndUserNamesBeforeResolving() throws IOException {
        try (GuardedHttp http = http("http://git.lan:3000", host -> {
            throw new AssertionError("resolved " + host);
        })) {
            for (String uri : List.of(
                    "http://forge.example/",
                    "https://forge.example:22/",
                    "https://git.lan:3000/",
                    "http://git.lan:3001/",
                    "ftp://forge.example/",
                    "file:///etc/passwd",
                    "https://user:pass@forge.example/",
                    "mailto:x@y",
                    "https:///x")) {
                assertThatThrownBy(() -> http.open(get(uri))).as(uri).isInstanceOf(ForbiddenAddressException.class);
            }
        }
    }

    @Test
    void leavesARedirectToTheCaller() throws IOException {
        try (StubServer inner = new StubServer(_ -> ok("secret"));
                StubServer outer = new StubServer(_ -> new StubServer.Response(
                        302, Map.of("Location", inner.uri("/").toString()), new byte[0]));
                GuardedHttp http = http("http://127.0.0.1:" + outer.port(), InetAddress::getAllByName);
                HttpAnswer answer = http.open(get(outer.uri("/x").toString()))) {
            assertThat(answer.status()).isEqualTo(302);
            assertThat(inner.requests()).isEmpty();
        }
    }

    @Test
    void capsAnAnswer() throws IOException {
        try (StubServer server = new StubServer(_ -> ok("x".repeat(1000)));
                GuardedHttp http = http("http://127.0.0.1:" + server.port(), InetAddress::getAllByName);
                HttpAnswer answer = http.open(get(server.uri("/").toString()))) {
            assertThatThrownBy(() -> answer.bytes(999))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("longer than 999 bytes");
        }
    }

    @Test
    @Timeout(20)
    void endsAnAnswerThatDripsAtItsDeadline() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, LOOPBACK);
                GuardedHttp http = http("http://127.0.0.1:" + listening.getLocalPort(), InetAddress::getAllByName)) {
            Thread drip = Thread.ofVirtual().start(() -> drip(listening));
            HttpCall call = new HttpCall(
                    "GET",
                    URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/"),
                    NONE,
                    Optional.empty(),
                    Duration.ofMillis(700));
            assertThatThrownBy(() -> {
                        try (HttpAnswer answer = http.open(call);
                                InputStream body = answer.body()) {
                            body.readAllBytes();
                        }
                    })
                    .isInstanceOf(IOException.class);
            drip.join();
        }
    }

    /** Sends a header and then a byte every 50 ms until the other side goes away. */
    private static void drip(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write('x');
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // The client has hung up, which is what the test is about.
        }
    }

    @Test
    void tellsPublicAddressesFromAllOthers() {
        for (String address : List.of(
                "1.1.1.1",
                "140.82.121.4",
                "172.15.255.255",
                "172.32.0.0",
                "2606:50c0:8000::153",
                "2a00:1450:4001::1")) {
            assertThat(PublicAddress.is(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isTrue();
        }
        for (String address : List.of(
                "0.1.2.3",
                "10.255.0.1",
                "100.127.255.255",
                "127.0.0.2",
                "169.254.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "192.0.2.1",
                "198.19.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "ff02::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2001:0:4136:e378::",
                "64:ff9b::a00:1",
                "::ffff:10.0.0.1",
                "::10.0.0.1")) {
            assertThat(PublicAddress.is(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
        }
    }

    @Test
    void namesTheOriginInTheOperatorsListThatIsNone() {
        assertThatThrownBy(() -> OutboundRules.listing(List.of("git.lan")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"git.lan\": must be an origin such as http://git.lan:3000");
    }

    private static GuardedHttp http(String listed, GuardedResolver.Names names) {
        return new GuardedHttp(OutboundRules.listing(List.of(listed)), names);
    }

    private static HttpCall get(String uri) {
        return new HttpCall("GET", URI.create(uri), NONE, Optional.empty(), Duration.ofSeconds(10));
    }

    private static StubServer.Response ok(String body) {
        return new StubServer.Response(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
