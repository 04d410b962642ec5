package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's log: searched, filtered, page by page, and each line with a link that stays. */
class LogPageTest {
    private static final String LOG = "/samples/team-wiki/runs/1/log";

    @TempDir
    Path data;

    private HubForTests hub;

    @BeforeEach
    void aRunThatPrinted() throws Exception {
        hub = new HubForTests(data);
        var wiki = hub.repository("samples", "team-wiki");
        var lines = IntStream.range(0, 1_200)
                .mapToObj(i -> i == 700 ? "Fatal: <script>alert(1)</script> no table" : "line " + i)
                .collect(Collectors.joining("\n"));
        hub.pushMain(
                wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "fails\n" + lines));
        hub.settle();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static long lines(String page) {
        return Pattern.compile("<div id=\"l\\d+\"").matcher(page).results().count();
    }

    @Test
    void goesFromPageToPageToItsEnd() {
        var page = hub.get(LOG).body();
        assertThat(page).contains("ready to serve", "line 5<").doesNotContain("line 1199<");
        assertThat(lines(page)).isEqualTo(500);
        long all = 0;
        for (int i = 0; i < 10; i++) {
            all += lines(page);
            var next = Pattern.compile("href=\"([^\"]*)\">Next lines").matcher(page);
            if (!next.find()) break;
            page = hub.get(next.group(1).replace("&amp;", "&").replace("&#x3D;", "="))
                    .body();
        }
        assertThat(page).contains("line 1199<").doesNotContain("Next lines");
        assertThat(all).isBetween(1_201L, 1_220L);
    }

    @Test
    void findsLinesByTextServiceAndStream() {
        var found = hub.get(LOG + "?q=fatal").body();
        assertThat(lines(found)).isEqualTo(1);
        assertThat(found)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; no table")
                .doesNotContain("<script>alert");
        assertThat(lines(hub.get(LOG + "?q=&source=web&stream=").body())).isEqualTo(1);
        assertThat(hub.get(LOG + "?source=web&stream=err").body()).contains("No line is so");
        assertThat(lines(hub.get(LOG + "?to=2001-01-01T00:00:00Z").body())).isZero();
        assertThat(hub.get("/api/v1/runs/1/log?q=FATAL&source=test%3Aone").body())
                .endsWith(" test:one | Fatal: <script>alert(1)</script> no table\n")
                .hasLineCount(1);
        for (var wrong : new String[] {"?stream=both", "?from=noon", "?q=" + "x".repeat(201)}) {
            assertThat(hub.get(LOG + wrong).statusCode()).as(wrong).isEqualTo(422);
            assertThat(hub.get("/api/v1/runs/1/log" + wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(422);
        }
    }

    @Test
    void theRunsPageLeadsHere() {
        assertThat(hub.get("/samples/team-wiki/runs/1").body()).contains("href=\"" + LOG + "\">Search it</a>");
    }

    @Test
    void aLinkToALineShowsItAmongItsNeighboursForEver() {
        var found = hub.get(LOG + "?q=fatal").body();
        var link = Pattern.compile("href=\"[^\"]*[?]at(?:=|&#x3D;)(\\d+)#l(\\d+)\"")
                .matcher(found);
        assertThat(link.find()).isTrue();
        assertThat(link.group(1)).isEqualTo(link.group(2));
        var page = hub.get(LOG + "?at=" + link.group(1)).body();
        assertThat(page).contains("<div id=\"l" + link.group(1) + "\"", "line 690<", "line 720<");
        assertThat(hub.get("/samples/other/runs/1/log").statusCode()).isEqualTo(404);
    }
}
