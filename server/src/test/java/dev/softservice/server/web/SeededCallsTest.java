package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls of every route of the API that a seed makes up: other methods, identifiers, queries, headers and bodies than the API has. None is an
 * internal error, none hangs, and the next good one is answered. {@code -Dseeded=N} says how many, {@code -Dseed=N} from which seed.
 */
class SeededCallsTest {
    private static final int CALLS = Integer.getInteger("seeded", 1_000);
    private static final long SEED = Long.getLong("seed", 8);
    private static final int PATIENCE_MILLIS = 30_000;
    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "X");
    private static final List<String> NAMES = List.of(
            "samples",
            "team-wiki",
            "1",
            "0",
            "-1",
            "99999999999999999999",
            "x",
            "%00",
            "%2e%2e",
            "a%2fb",
            "%ff",
            "%F0%9F%98%80",
            "l".repeat(300),
            "main",
            "refs%2fheads%2fmain",
            "f".repeat(40),
            "%20",
            "'%20or%201=1--",
            "1;x=y",
            "%25",
            "%");
    private static final List<String> QUERIES = List.of(
            "",
            "",
            "?limit=1",
            "?limit=0",
            "?limit=x",
            "?before=99999999999",
            "?before=-1",
            "?state=open",
            "?state=OPEN",
            "?q=%00",
            "?q=" + "w".repeat(600),
            "?after=1",
            "?after=-1",
            "?a&b=c&a",
            "?%ff=%ff",
            "?page=99999999",
            "??",
            "?=");
    private static final List<String> VALUES = List.of(
            "\"samples\"",
            "\"team-wiki\"",
            "\"\"",
            "1",
            "-1",
            "1e999",
            "null",
            "true",
            "[]",
            "{}",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"" + "v".repeat(2_000) + "\"",
            "[[[[]]]]",
            "{\"x\":{}}",
            "\"now\"",
            "\"verified\"",
            "\"main\"",
            "\"refs/heads/x\"",
            "\"http://127.0.0.1/\"",
            "9223372036854775808",
            "\"\u202e\"",
            "\"a\\nb\"");
    private static final List<String> FIELDS = List.of(
            "owner",
            "name",
            "description",
            "title",
            "base",
            "head",
            "when",
            "kind",
            "url",
            "secret",
            "token",
            "pollSeconds",
            "role",
            "trusted",
            "topic",
            "body",
            "expires",
            "label",
            "",
            "x");

    private final Random chance = new Random(SEED);

    private <T> T one(List<T> choices) {
        return choices.get(chance.nextInt(choices.size()));
    }

    private String path(List<String> routes) {
        var path = one(routes);
        while (path.contains("{")) {
            path = path.replaceFirst(
                    "\\{[^}]*}",
                    java.util.regex.Matcher.quoteReplacement(
                            chance.nextInt(3) == 0
                                    ? one(NAMES)
                                    : path.indexOf("{owner}") >= 0 && path.indexOf('{') == path.indexOf("{owner}")
                                            ? "samples"
                                            : path.indexOf('{') == path.indexOf("{name}") ? "team-wiki" : "1"));
        }
        return path + one(QUERIES);
    }

    private String json() {
        var json = new StringBuilder("{");
        for (int fields = chance.nextInt(5); fields >= 0; fields--) {
            json.append('"')
                    .append(one(FIELDS))
                    .append("\": ")
                    .append(one(VALUES))
                    .append(fields > 0 ? ", " : "}");
        }
        var text = json.toString();
        return switch (chance.nextInt(8)) {
            case 0 -> text.substring(0, chance.nextInt(text.length()));
            case 1 -> text + text;
            case 2 -> text.replace(one(List.of("\"", ":", "{", ",")), one(List.of("", "'", "[", "\u0000")));
            case 3 -> one(VALUES);
            default -> text;
        };
    }

    /** A request as text; its body has the length that is said, or another one and then the connection ends. */
    private byte[] made(List<String> routes) {
        var method = one(METHODS);
        var body = method.matches("GET|HEAD") && chance.nextInt(5) != 0 ? "" : json();
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method + " " + path(routes) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
        head.append(one(List.of(
                "Authorization: Bearer " + HubForTests.ADMIN_TOKEN + "\r\n",
                "Authorization: Bearer " + HubForTests.ADMIN_TOKEN + "\r\n",
                "Authorization: Basic \u00e9=\r\n",
                "Authorization:\r\n",
                "")));
        head.append(one(List.of(
                "Content-Type: application/json\r\n",
                "Content-Type: application/json\r\n",
                "Content-Type: application/json; charset=utf-16\r\n",
                "Content-Type: text/plain\r\n",
                "Content-Type: multipart/form-data\r\n",
                "")));
        head.append(one(List.of(
                "",
                "",
                "Accept-Encoding: gzip;q=x, ,;\r\n",
                "Range: bytes=-\r\n",
                "Range: bytes=0-0\r\nIf-Range: x\r\n",
                "If-None-Match: *\r\n",
                "Last-Event-ID: x\r\n",
                "Cookie: softservice=;;=\r\n",
                "Expect: 100-continue\r\n",
                "X-Forwarded-For: ,,x\r\n",
                "Origin: null\r\n")));
        if (bytes.length > 0) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        head.append("\r\n");
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    /** The beginning of what comes back: streams of events go on. Empty where the connection was closed without a word. */
    private static String answer(int port, byte[] request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            return new String(beginning(socket.getInputStream()), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException reset) {
            return "";
        }
    }

    private static byte[] beginning(InputStream in) throws IOException {
        var bytes = new byte[4_000];
        int length = 0;
        int count = in.read(bytes, 0, bytes.length);
        while (count > 0 && length + count < bytes.length) {
            length += count;
            if (new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains("event-stream")) {
                break;
            }
            count = in.read(bytes, length, bytes.length - length);
        }
        return java.util.Arrays.copyOf(bytes, Math.max(length, length + Math.max(0, count)));
    }

    private static List<String> routes() throws IOException {
        try (var openApi = SeededCallsTest.class.getResourceAsStream("/openapi/openapi.json")) {
            var paths = new ArrayList<String>();
            new ObjectMapper()
                    .readTree(Objects.requireNonNull(openApi))
                    .path("paths")
                    .fieldNames()
                    .forEachRemaining(paths::add);
            paths.remove("/api/v1/tokens/{id}"); // it would revoke the token that the calls come with
            return paths;
        }
    }

    @Test
    void noneIsAnInternalErrorNoneHangsAndTheNextGoodOneIsAnswered(@TempDir Path data) throws Exception {
        var routes = routes();
        assertThat(routes).hasSizeGreaterThan(15);
        try (var hub = new HubForTests(data)) {
            hub.pushMain(
                    hub.repository("samples", "team-wiki"),
                    Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
            hub.settle();
            var wrong = new ArrayList<String>();
            var statuses = new TreeMap<Integer, Integer>();
            for (int number = 0; number < CALLS; number++) {
                var request = made(routes);
                var answer = answer(hub.port, request);
                var status = answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
                if (status >= 500 && status != 503 && status != 501
                        || answer.contains("\tat ")
                        || answer.contains("Exception")) {
                    wrong.add("call " + number + ": " + new String(request, StandardCharsets.UTF_8) + "\n" + answer);
                }
                statuses.merge(status, 1, Integer::sum);
                if (number % 500 == 0) {
                    assertThat(hub.get("/api/v1/repos/samples/team-wiki").statusCode())
                            .isEqualTo(200);
                }
            }
            assertThat(wrong).as("seed " + SEED).isEmpty();
            assertThat(statuses).as("what was met").containsKeys(200, 401, 404, 422);
            assertThat(statuses.getOrDefault(0, 0)).as("answered by none").isLessThan(CALLS / 10);
            assertThat(hub.post("/api/v1/repos", "{\"owner\": \"samples\", \"name\": \"next\"}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(hub.get("/samples/team-wiki").statusCode()).isEqualTo(200);
            hub.settle();
        }
    }
}
