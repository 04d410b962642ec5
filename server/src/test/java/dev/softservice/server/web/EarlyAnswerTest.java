package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that need not, or must not, wait for a request's body: the client gets to read them, and the connection is not left hanging. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarlyAnswerTest {
    private static final int LARGE = 3 << 20;
    private static final String BODY = "{\"owner\": \"samples\", \"name\": \"waited\", \"description\": \"\"}";

    private HubForTests hub;

    @BeforeAll
    void open(@TempDir Path data) {
        hub = new HubForTests(data);
        hub.repository("samples", "team-wiki");
    }

    @AfterAll
    void close() {
        hub.close();
    }

    private Socket sent(String head) throws IOException {
        var socket = new Socket("127.0.0.1", hub.port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) throw new AssertionError("it ended: " + head);
            head.append((char) next);
        }
        return head.toString();
    }

    private static String posting(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + headers;
    }

    private static String waiting(String token) {
        return posting(
                "/api/v1/repos",
                "Authorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + BODY.length() + "\r\nExpect: 100-continue\r\n");
    }

    @Test
    void whoWaitsForAWordBeforeSendingGetsIt() throws IOException {
        try (var socket = sent(waiting(HubForTests.ADMIN_TOKEN))) {
            assertThat(head(socket.getInputStream())).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(BODY.getBytes(StandardCharsets.UTF_8));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 201 ");
        }
    }

    @Test
    void whoWaitsAndMayNotComeInGetsTheAnswerInItsPlace() throws IOException {
        try (var socket = sent(waiting("a-wrong-token"))) {
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 401 ");
        }
        try (var socket = sent(
                waiting(HubForTests.ADMIN_TOKEN).replaceFirst("Content-Length: \\d+", "Content-Length: 999999999"))) {
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/samples/team-wiki/git-receive-pack",
                "/samples/team-wiki.git/git-upload-pack",
                "/samples/team-wiki.git/info/lfs/objects/batch",
                "/samples/team-wiki/info/refs",
                "/api/v1/repos",
                "/login"
            })
    void whoIsRefusedWhileSendingReadsTheAnswerAndTheConnectionEnds(String path) throws IOException {
        try (var socket = sent(posting(path, "Content-Type: text/plain\r\nContent-Length: " + LARGE + "\r\n"))) {
            socket.getOutputStream().write(new byte[LARGE]);
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).containsPattern("^HTTP/1.1 (4\\d\\d|501) ").containsIgnoringCase("connection: close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: g", ": nameless"})
    void whatMayBeTakenForAnotherRequestEndsTheConnection(String header) throws IOException {
        try (var socket = sent(posting("/api/v1/repos", header + "\r\nContent-Length: 30\r\n"))) {
            socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: h".getBytes(StandardCharsets.UTF_8), 0, 30);
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "Deflate, chunked"})
    void aBodyThatWouldHaveToBeUnpackedIsNotGuessedAt(String coding) throws IOException {
        try (var socket = sent(posting("/api/v1/repos", "Transfer-Encoding: " + coding + "\r\n"))) {
            socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 501 ").contains("no transfer coding but chunked");
        }
    }

    @Test
    void anAddressSaysWhichMethodsItAnswersTo() throws IOException {
        try (var socket = sent("PUT /about HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n")) {
            assertThat(head(socket.getInputStream()))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("\r\nAllow: GET, HEAD\r\n");
        }
        try (var socket = sent("DELETE /api/v1/repos HTTP/1.1\r\nHost: h\r\n")) {
            assertThat(head(socket.getInputStream()))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("\r\nAllow: POST\r\n");
        }
    }
}
