package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kept files are given in parts and not twice, and texts go out compressed where that tells nobody a secret. */
class PartsTest extends OnAHub {
    private String attachment = "";
    private String log = "";
    private String raw = "";

    @BeforeEach
    void aRunWithALogAndAFile() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        var commit = hub.pushMain(
                wiki,
                Map.of(
                        "softservice.yaml",
                        HubForTests.manifest("Team wiki"),
                        "lines.txt",
                        "a line of a text file\n".repeat(200),
                        "verdict.txt",
                        "fails\nno\nattach: 0123456789\n"));
        hub.settle();
        var run = json(hub.get("/api/v1/runs/"
                + json(hub.get("/api/v1/repos/samples/team-wiki/runs")).get(0).get("id")));
        attachment = run.get("tests")
                .get(0)
                .get("attachments")
                .get(0)
                .get("url")
                .asText()
                .replaceFirst("^https?://[^/]+", "");
        log = "/api/v1/runs/" + run.get("id") + "/log";
        raw = "/samples/team-wiki/raw/" + commit.name() + "/lines.txt";
    }

    /** {@code headers}: names and values in turn. */
    private HttpResponse<byte[]> ask(String path, String... headers) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = hub.request(path);
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void headTellsOfTheWholeWhateverRangeIsAskedFor() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    hub.request(attachment).header("Range", "bytes=0-3").HEAD().build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Length")).isEqualTo("10");
            assertThat(header(answer, "Content-Range")).isEmpty();
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void oneRangeOfAFileIsGivenOthersAreAnsweredWithTheWholeAndThoseOutsideAreRefused() throws Exception {
        for (var part : List.of(
                new String[] {"bytes=0-3", "0123", "0-3"},
                new String[] {"bytes=4-", "456789", "4-9"},
                new String[] {"bytes=-2", "89", "8-9"},
                new String[] {"bytes=-99", "0123456789", "0-9"},
                new String[] {"bytes=9-99", "9", "9-9"})) {
            var answer = ask(attachment, "Range", part[0]);
            assertThat(answer.statusCode()).as(part[0]).isEqualTo(206);
            assertThat(text(answer)).isEqualTo(part[1]);
            assertThat(header(answer, "Content-Range")).isEqualTo("bytes " + part[2] + "/10");
            assertThat(header(answer, "Content-Length")).isEqualTo(Integer.toString(part[1].length()));
            assertThat(header(answer, "Content-Disposition")).startsWith("attachment; filename=");
        }
        for (var range : List.of(
                "bytes=0-1,3-4",
                "bytes=5-2",
                "bytes=-",
                "bytes=x-1",
                "lines=1-2",
                "bytes=1",
                "",
                "bytes=0-1-2",
                "bytes=99999999999999999999-")) {
            var answer = ask(attachment, "Range", range);
            assertThat(answer.statusCode()).as(range).isEqualTo(200);
            assertThat(text(answer)).isEqualTo("0123456789");
            assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
            assertThat(header(answer, "Content-Length")).isEqualTo("10");
        }
        for (var range : List.of("bytes=10-", "bytes=10-12", "bytes=-0", "bytes=999999999999999999-")) {
            var answer = ask(attachment, "Range", range);
            assertThat(answer.statusCode()).as(range).isEqualTo(416);
            assertThat(header(answer, "Content-Range")).isEqualTo("bytes */10");
            assertThat(text(answer)).contains("there are 10 bytes");
        }
        knownOnes();
        inParts(log);
        inParts(raw);
    }

    /** A file that is known is not sent again, and a range of another one is not given. */
    private void knownOnes() throws Exception {
        var tag = header(ask(attachment), "ETag");
        assertThat(tag).matches("\"[0-9a-f-]+\"");
        assertThat(ask(attachment, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(ask(attachment, "If-None-Match", "W/" + tag).statusCode()).isEqualTo(304);
        assertThat(ask(attachment, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
        assertThat(ask(attachment, "Range", "bytes=0-1", "If-Range", tag).statusCode())
                .isEqualTo(206);
        for (var other : new String[] {"\"other\"", "W/" + tag, "Wed, 21 Oct 2026 07:28:00 GMT"}) {
            assertThat(ask(attachment, "Range", "bytes=0-1", "If-Range", other).statusCode())
                    .as(other)
                    .isEqualTo(200);
        }
    }

    private void inParts(String path) throws Exception {
        var whole = ask(path);
        assertThat(whole.statusCode()).isEqualTo(200);
        int length = whole.body().length;
        assertThat(length).isGreaterThan(20);
        var answer = ask(path, "Range", "bytes=7-" + (length - 2), "If-Range", header(whole, "ETag"));
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 7, length - 1));
        assertThat(header(answer, "Content-Range")).isEqualTo("bytes 7-" + (length - 2) + "/" + length);
        assertThat(ask(path, "Range", "bytes=" + length + "-").statusCode()).isEqualTo(416);
        assertThat(ask(path, "If-None-Match", header(whole, "ETag")).statusCode())
                .isEqualTo(304);
    }

    @Test
    void textsGoOutCompressedWhereTheClientTakesIt() throws Exception {
        for (var path :
                new String[] {"/", raw, "/openapi.json", "/api/v1/repos/samples/team-wiki/runs", "/samples/team-wiki"
                }) {
            var plain = ask(path);
            assertThat(header(plain, "Content-Encoding")).as(path).isEmpty();
            assertThat(header(plain, "Vary")).as(path).contains("Accept-Encoding");
            var packed = ask(path, "Accept-Encoding", "br, gzip;q=0.8");
            assertThat(header(packed, "Content-Encoding")).as(path).isEqualTo("gzip");
            assertThat(packed.body().length).as(path).isLessThan(plain.body().length);
            try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
                assertThat(gzip.readAllBytes()).as(path).isEqualTo(plain.body());
            }
            var tag = header(packed, "ETag");
            if (!tag.isEmpty()) {
                assertThat(tag).startsWith("W/");
                assertThat(ask(path, "Accept-Encoding", "gzip", "If-None-Match", tag)
                                .statusCode())
                        .as(path)
                        .isEqualTo(304);
            }
        }
        notCompressed();
    }

    /** No part, no short text, no download, and no page of somebody who is signed in. */
    private void notCompressed() throws Exception {
        var asked = new HashMap<String, HttpResponse<byte[]>>();
        asked.put("part", ask(raw, "Accept-Encoding", "gzip", "Range", "bytes=0-2000"));
        asked.put("short", ask("/api/v1/repos/samples/none", "Accept-Encoding", "gzip"));
        asked.put("download", ask(attachment, "Accept-Encoding", "gzip"));
        asked.put("signed in", ask("/", "Accept-Encoding", "gzip", "Cookie", "softservice=" + "a".repeat(43)));
        asked.put("not wanted", ask("/", "Accept-Encoding", "gzip;q=0, identity"));
        asked.put("not wanted at all", ask("/", "Accept-Encoding", "br"));
        asked.forEach((what, answer) ->
                assertThat(header(answer, "Content-Encoding")).as(what).isEmpty());
    }
}
