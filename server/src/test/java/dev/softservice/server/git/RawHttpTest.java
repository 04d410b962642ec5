package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no git client sends: each gets a status and one line, and the next good one is served. */
final class RawHttpTest extends OnAGitServer {
    RawHttpTest() {
        super(GitServer.limits(30 << 20, Duration.ofMillis(700)));
    }

    @AfterEach
    void theNextGoodRequestIsServed() {
        assertThat(new Git(folder).run("ls-remote", server.url())).contains("refs/heads/main");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private void answers(HttpRequest.Builder request, int status, String text) {
        var answer = RawPush.post(request.build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(text).endsWith("\n");
        assertThat(answer.body().strip())
                .doesNotContain("\n")
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /samples/wiki/info/refs                                                      | 403 | smart"
                        + " HTTP only",
                "GET  | /samples/wiki/info/refs?service=git-upload-archive                           | 400 | service"
                        + " must be",
                "GET  | /samples/wiki/info/refs?service=git-upload-pack&service=git-receive-pack     | 400 | service"
                        + " must be, once",
                "GET  | /samples/wiki/info/refs?service=upload-pack                                  | 400 | service"
                        + " must be",
                "GET  | /samples/wiki/info/refs?service=git-receive-pack                             | 401 | a push"
                        + " needs a token",
                "POST | /samples/wiki/info/refs?service=git-upload-pack                              | 405 | answers"
                        + " to GET",
                "GET  | /samples/wiki/git-upload-pack                                                | 405 | answers"
                        + " to POST",
                "PUT  | /samples/wiki/git-receive-pack                                               | 405 | answers"
                        + " to POST",
                "GET  | /samples/wiki.git/HEAD                                                       | 404 | smart"
                        + " HTTP only",
                "GET  | /samples/wiki/objects/info/packs                                             | 404 | smart"
                        + " HTTP only",
                "PUT  | /samples/wiki/objects/info/alternates                                        | 405 | push with"
                        + " git",
                "PUT  | /samples/wiki.git/objects/info/alternates                                    | 405 | push with"
                        + " git",
                "DELETE | /samples/wiki.git/config                                                   | 405 | push with"
                        + " git",
                "GET  | /samples/wiki.git/config                                                     | 404 | smart"
                        + " HTTP only",
                "GET  | /samples/nothing/info/refs?service=git-upload-pack                           | 404 | no"
                        + " repository samples/nothing here",
                "GET  | /samples/..%2f..%2fetc/info/refs?service=git-upload-pack                     | 404 | no such"
                        + " repository",
                "GET  | /Samples/wiki/info/refs?service=git-upload-pack                              | 404 | no such"
                        + " repository",
                "GET  | /.quarantine/wiki/info/refs?service=git-upload-pack                          | 404 | no such"
                        + " repository",
                "POST | /samples/wiki/git-upload-pack                                                | 415 | content"
                        + " type must be",
            })
    void aWrongRequestGetsAStatusAndALine(String method, String path, int status, String text) {
        answers(request(path).method(method, BodyPublishers.noBody()), status, text);
    }

    private HttpRequest.Builder fetch(byte[] body) {
        return request("/samples/wiki/git-upload-pack")
                .header("Content-Type", "application/x-git-upload-pack-request")
                .POST(BodyPublishers.ofByteArray(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zzzz", "0003", "0001", "ffff", "0032want 1234", "000bgarbage0000", "hello"})
    void aFetchThatIsNotPacketLinesIsABadRequest(String body) {
        for (var version : List.of("version=0", "version=2")) {
            var answer = RawPush.post(fetch(body.getBytes(StandardCharsets.UTF_8))
                    .header("Git-Protocol", version)
                    .build());
            badRequest(body + " " + version, answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zzzz", "0003", "ffff", "000bgarbage0000", "hello", "00670000 refs/heads/x"})
    void aPushThatIsNotPacketLinesIsABadRequest(String body) {
        var before = server.files();
        var answer = new RawPush(server).send("contributor", body.getBytes(StandardCharsets.UTF_8), new byte[0]);
        badRequest(body, answer);
        assertThat(server.files()).isEqualTo(before);
    }

    /** By status, or in the protocol's own way once it has begun. */
    private static void badRequest(String what, java.net.http.HttpResponse<String> answer) {
        if (answer.statusCode() == 200) {
            assertThat(answer.body()).as(what).contains("ERR ");
        } else {
            assertThat(answer.statusCode()).as(what + ": " + answer.body()).isBetween(400, 499);
            assertThat(answer.body().strip()).doesNotContain("\n").isNotEmpty();
        }
    }

    @Test
    void otherEncodingsAndExpectationsAreRefused() {
        answers(fetch(new byte[0]).header("Content-Encoding", "br"), 415, "content encoding must be gzip");
        answers(
                fetch("not gzip".getBytes(StandardCharsets.UTF_8)).header("Content-Encoding", "gzip"),
                400,
                "breaks off");
        assertThat(raw("POST /samples/wiki/git-upload-pack HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: application/x-git-upload-pack-request\r\n"
                        + "Expect: a miracle\r\n"
                        + "Content-Length: 4\r\n\r\n"))
                .startsWith("HTTP/1.1 417");
    }

    @Test
    void theBodyIsAskedForWithAHundredContinue() {
        assertThat(raw("POST /samples/wiki/git-upload-pack HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: application/x-git-upload-pack-request\r\n"
                        + "Expect: 100-continue\r\n"
                        + "Git-Protocol: version=2\r\n"
                        + "Content-Length: 4\r\n"
                        + "Connection: close\r\n\r\n"
                        + "0000"))
                .startsWith("HTTP/1.1 100")
                .contains("HTTP/1.1 200");
    }

    @Test
    void aGzipBombIsCutOffAtTheLimit() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            gzip.write(RawPush.line("command=fetch").getBytes(StandardCharsets.UTF_8));
            gzip.write("0001".getBytes(StandardCharsets.UTF_8));
            var have = RawPush.line("have 1234567890123456789012345678901234567890\n")
                    .repeat(1000)
                    .getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 500; i++) {
                gzip.write(have);
            }
        }
        assertThat(bomb.size()).isLessThan(200_000);
        answers(
                fetch(bomb.toByteArray()).header("Content-Encoding", "gzip").header("Git-Protocol", "version=2"),
                200,
                "ERR the request is larger than 1,048,576 bytes");
    }

    @Test
    void aZippedFetchIsServed() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write((RawPush.line("command=ls-refs\n") + "00010000").getBytes(StandardCharsets.UTF_8));
        }
        var answer = RawPush.post(fetch(zipped.toByteArray())
                .header("Content-Encoding", "gzip")
                .header("Git-Protocol", "version=2")
                .build());
        assertThat(answer.body()).contains("refs/heads/main");
    }

    @Test
    void aWrongTokenIsRefusedOnEveryRoad() {
        for (var header : List.of("Bearer nobody", "Basic Z2l0Om5vYm9keQ==", "Bearer", "Digest x")) {
            var answer = RawPush.post(request("/samples/wiki/info/refs?service=git-upload-pack")
                    .header("Authorization", header)
                    .GET()
                    .build());
            assertThat(answer.statusCode()).as(header).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("Basic realm="));
        }
    }

    @Test
    void aClientThatStopsSendingIsTimedOut() {
        assertThat(raw("POST /samples/wiki/git-upload-pack HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: application/x-git-upload-pack-request\r\n"
                        + "Content-Length: 100\r\n\r\n"
                        + "0014"))
                .startsWith("HTTP/1.1 200")
                .contains("ERR nothing has arrived for too long");
    }

    @Test
    void aPushThatBreaksOffLeavesNothing() throws IOException {
        var before = server.files();
        try (var socket = new Socket("127.0.0.1", server.port)) {
            var pack = new Pack();
            var commands = RawPush.command(RawPush.NONE, pack.commitOf("100644 a"), "refs/heads/x");
            socket.getOutputStream()
                    .write(("POST /samples/wiki/git-receive-pack HTTP/1.1\r\n"
                                    + "Host: x\r\n"
                                    + "Authorization: Bearer contributor\r\n"
                                    + "Content-Type: application/x-git-receive-pack-request\r\n"
                                    + "Content-Length: 5000\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(commands);
            socket.getOutputStream().write(pack.bytes(), 0, 40);
        }
        org.assertj.core.api.Assertions.assertThatCode(() -> {
                    for (int i = 0; i < 100 && !server.files().equals(before); i++) {
                        Thread.sleep(50);
                    }
                })
                .doesNotThrowAnyException();
        assertThat(server.files()).isEqualTo(before);
    }

    @Test
    void theCloneAddressInABrowserLeadsToThePage() {
        var answer = RawPush.post(request("/samples/wiki.git").GET().build());
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(answer.headers().firstValue("Location")).hasValue("/samples/wiki");
    }

    @Test
    void whatIsNotGitsIsLeftToOthers() {
        for (var path : List.of(
                "/samples/wiki",
                "/samples/wiki/pulls/1",
                "/api/v1/repos/samples/wiki",
                "/",
                "/samples/wiki/files/main/objects.md")) {
            assertThat(RawPush.post(request(path).GET().build()).body())
                    .as(path)
                    .isEqualTo("not git's\n");
        }
    }

    /** Sends the text; returns everything that comes back until the server closes or has been silent for a while. */
    private String raw(String text) {
        try (var socket = new Socket("127.0.0.1", server.port)) {
            socket.setSoTimeout(3000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            var answer = new ByteArrayOutputStream();
            var buffer = new byte[4096];
            try {
                for (int count = socket.getInputStream().read(buffer);
                        count >= 0;
                        count = socket.getInputStream().read(buffer)) {
                    answer.write(buffer, 0, count);
                }
            } catch (java.net.SocketTimeoutException _) {
                // silence is an answer too
            }
            return answer.toString(StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
