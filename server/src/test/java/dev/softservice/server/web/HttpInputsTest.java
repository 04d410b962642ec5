package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no honest client sends: each is answered with 4xx or harmlessly, and the hub goes on working. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpInputsTest {
    private HubForTests hub;

    @BeforeAll
    void open(@TempDir Path data) {
        hub = new HubForTests(data);
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
    }

    @AfterAll
    void close() throws InterruptedException {
        assertThat(hub.get("/readyz").statusCode()).isEqualTo(200);
        hub.settle();
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..;/",
                "//////%2e%2e/%2e%2e/etc/passwd",
                "/assets/..%2f..%2fapplication",
                "/assets/%2e%2e%2f",
                "/samples/team-wiki/raw/main/..%2f..%2f..%2fetc%2fpasswd",
                "/samples/team-wiki/raw/main/%2fetc%2fpasswd",
                "/samples/team-wiki/files/..%2f..%2fHEAD",
                "/%00",
                "/samples/team-wiki/files/main/%00",
                "/samples/team-wiki/files/main/%c0%ae%c0%ae",
                "/%",
                "/%zz",
                "/samples/%zz",
                "/samples/team-wiki/%",
                "/samples/team-wiki/raw/--help/x",
                "/samples/team-wiki/raw/main~1/x",
                "/samples/team-wiki/raw/:%2f/x",
                "/samples/TEAM-wiki",
                "/api/v1/runs/99999999999999999999",
                "/api/v1/runs/-1",
                "/api/v1/runs/1e3",
                "/samples/team-wiki/pulls/0",
                "/samples/team-wiki/runs/18446744073709551617"
            })
    void addressesThatReachOutsideOrAreBrokenAreRefused(String path) throws IOException {
        var reply = raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(status(reply)).as(reply).isBetween(400, 499);
        assertThat(reply).doesNotContain("root:").doesNotContain("\tat ").doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 9999999999999999999999\r\n\r\n"
            })
    void bodiesOfUnclearLengthAreRefused(String framing) throws IOException {
        var reply =
                raw("POST /api/v1/repos HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + framing);
        assertThat(reply.isEmpty() ? 400 : status(reply)).as(reply).isBetween(400, 499);
        assertThat(reply.split("HTTP/1.1 ", -1).length)
                .as("one answer at most: " + reply)
                .isLessThanOrEqualTo(2);
    }

    @Test
    void linksAreNeverBuiltFromTheHostHeader() throws IOException {
        for (var host : List.of(
                "Host: evil.example\r\n",
                "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\n",
                "Host: [fe80::1%25eth0]:80\r\n")) {
            for (var path : List.of("/samples/team-wiki", "/api/v1/repos/samples/team-wiki", "/about", "/new")) {
                var reply = raw("GET " + path + " HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
                assertThat(status(reply)).isLessThan(500);
                assertThat(reply).doesNotContain("evil.example").doesNotContain("fe80");
            }
        }
    }

    @Test
    void aMissingOrDoubledHostIsNotAnInternalError() throws IOException {
        assertThat(status(raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))).isLessThan(500);
        for (var second : List.of("Host: b", "host: a", "HOST:")) {
            assertThat(status(raw("GET / HTTP/1.1\r\nHost: a\r\n" + second + "\r\nConnection: close\r\n\r\n")))
                    .isEqualTo(400);
        }
    }

    @Test
    void compressedBodiesAreNotUnpacked() {
        for (var encoding : List.of("gzip", "br", "zstd", "snappy")) {
            var reply = hub.send(
                    posting().header("Content-Encoding", encoding).POST(BodyPublishers.ofByteArray(new byte[1000])));
            assertThat(reply.statusCode()).as(encoding).isBetween(400, 499);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"owner\": \"a\", \"owner\": \"b\", \"name\": \"x\"}",
                "{\"owner\": 1e400000, \"name\": \"x\"}",
                "{\"owner\": \"\\ud800\", \"name\": \"x\"}",
                "{\"owner\": 9007199254740993, \"name\": \"x\"}",
                "[]",
                "null",
                "\"x\"",
                "{",
                "{} {}",
                "{\"owner\": \"a\", \"name\": \"b\", \"admin\": true}",
                "{\"owner\": null}",
                "{\"owner\": \"a\\u0000\", \"name\": \"x\"}",
                "{\"owner\": \"a\\r\\nSet-Cookie: x\", \"name\": \"x\"}",
                "{\"owner\": [\"a\"], \"name\": {}}"
            })
    void jsonThatIsNotWhatItSeemsIsRefusedWithItsReason(String json) {
        var reply = hub.send(posting().POST(BodyPublishers.ofString(json)));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(422);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(reply.body())
                .contains("\"detail\"")
                .doesNotContain("Exception")
                .doesNotContain("com.fasterxml");
    }

    @Test
    void jsonBombsAreRefusedBeforeTheyGrow() {
        var deep = "{\"owner\":" + "[".repeat(100_000);
        var wide =
                IntStream.range(0, 20_000).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        for (var json : List.of(deep, wide))
            assertThat(hub.send(posting().POST(BodyPublishers.ofString(json))).statusCode())
                    .isEqualTo(422);
        assertThat(hub.send(posting().POST(BodyPublishers.ofByteArray(new byte[2 << 20])))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void aFormsMediaTypeIsNotJson() {
        var reply = hub.send(hub.request("/api/v1/repos")
                .header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"owner\": \"a\", \"name\": \"b\"}")));
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(reply.body()).contains("Content-Type: application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=1e9",
                "limit=1000000000",
                "limit=%20",
                "before=-1",
                "before=x",
                "before=99999999999999999999",
                "state=nonsense",
                "state=open&state=closed",
                "limit=5%00"
            })
    void pagingOutsideItsBoundsIsRefused(String query) {
        var status = hub.get("/api/v1/repos/samples/team-wiki/pulls?" + query).statusCode();
        assertThat(status).as(query).isIn(200, 422);
        if (!query.equals("limit=%20")) assertThat(status).as(query).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "%25%25%25", "_____", "'%20or%201=1--", "%22%3E%3Cscript%3E", "[[[", "\\\\"})
    void searchTakesWordsNotPatterns(String words) {
        for (var path : List.of("/?q=", "/api/v1/catalog?q=")) {
            var reply = hub.get(path
                    + words.replace("(", "%28")
                            .replace("[", "%5B")
                            .replace("\\", "%5C")
                            .replace("+", "%2B"));
            assertThat(reply.statusCode()).as(words).isEqualTo(200);
            assertThat(reply.body()).doesNotContain("<script>");
        }
        assertThat(hub.get("/?q=" + "a".repeat(3_000)).statusCode()).isEqualTo(422);
    }

    @Test
    void manyAndStrangeCookiesDoNoHarm() throws IOException {
        var many = IntStream.range(0, 60)
                .mapToObj(i -> "c" + i + "=" + "v".repeat(100))
                .collect(Collectors.joining("; "));
        for (var cookie : List.of(
                many,
                "softservice=x",
                "softservice=" + "f".repeat(64) + "; softservice=" + "e".repeat(64),
                "softservice=\"\u0001\"",
                "=;=;;",
                "softservice")) {
            assertThat(status(raw("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nCookie: " + cookie + "\r\n\r\n")))
                    .as(cookie)
                    .isIn(200, 400);
        }
        assertThat(status(raw("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nCookie: a=" + "v".repeat(400_000)
                        + "\r\n\r\n")))
                .isEqualTo(431);
    }

    @Test
    void aKnownPageIsNotSentTwiceAndAHugeTagIsNoAttack() throws IOException {
        var tag = hub.get("/about").headers().firstValue("ETag").orElseThrow();
        var again = hub.send(hub.request("/about").header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(status(raw("GET /about HTTP/1.1\r\nHost: h\r\nConnection: close\r\nIf-None-Match: \""
                        + "x".repeat(1 << 20) + "\"\r\n\r\n")))
                .isIn(200, 431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/%5Cevil.example",
                "https://evil.example",
                "/%0d%0aSet-Cookie:%20a=b",
                "javascript:alert(1)",
                "/%09/evil.example"
            })
    void loginNeverSendsAwayFromTheHub(String next) {
        var id = hub.send(hub.request("/login"))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceAll(".*softservice=([0-9a-f]{64}).*", "$1");
        var form = hub.send(hub.request("/login?next=" + next).header("Cookie", "softservice=" + id))
                .body();
        var token = form.replaceAll("(?s).*name=\"form-token\" value=\"([0-9a-f]{64})\".*", "$1");
        var reply = hub.send(hub.request("/login")
                .header("Cookie", "softservice=" + id)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "form-token=" + token + "&token=" + HubForTests.ADMIN_TOKEN + "&next=" + next)));
        if (reply.statusCode() >= 400) {
            assertThat(reply.headers().firstValue("Location")).isEmpty();
            return;
        }
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(303);
        assertThat(reply.headers().firstValue("Location")).contains("/");
        assertThat(reply.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .doesNotContain(id);
    }

    @Test
    void aMethodThatAnAddressDoesNotKnowIsToldSo() throws IOException {
        for (var method : List.of("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "FOO")) {
            assertThat(status(raw(method + " /samples/team-wiki HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")))
                    .as(method)
                    .isBetween(400, 501);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTPS/1.1"})
    void aVersionOfHttpThatIsNotSpokenIsToldSo(String version) throws IOException {
        for (var path : List.of("/", "/api/v1/catalog", "/samples/team-wiki/info/refs?service=git-upload-pack")) {
            assertThat(raw("GET " + path + " " + version + "\r\nHost: h\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 505 ")
                    .contains("HTTP/1.1 and HTTP/1.0");
        }
    }

    @Test
    void everyAnswerCarriesTheGuardingHeaders() {
        for (var path :
                List.of("/", "/samples/team-wiki", "/nowhere", "/api/v1/catalog", "/api/v1/runs/999", "/login")) {
            var headers = hub.get(path).headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).as(path).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).as(path).contains("same-origin");
            assertThat(headers.firstValue("Content-Security-Policy"))
                    .as(path)
                    .get()
                    .asString()
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void headAnswersLikeGetWithoutABody() throws IOException {
        var reply = raw("HEAD /about HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(status(reply)).isEqualTo(200);
        assertThat(reply).endsWith("\r\n\r\n");
    }

    private java.net.http.HttpRequest.Builder posting() {
        return hub.request("/api/v1/repos")
                .header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN)
                .header("Content-Type", "application/json");
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", hub.port)) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (java.net.SocketException closed) {
                return "HTTP/1.1 431 closed while still sending";
            }
        }
    }

    private static int status(String reply) {
        return Integer.parseInt(reply.substring(9, 12));
    }
}
