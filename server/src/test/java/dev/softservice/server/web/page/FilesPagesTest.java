package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files and differences that somebody made to be nasty. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesPagesTest {
    private static final String FILES = "/samples/wiki/files/main";
    private HubForTests hub;
    private HostedRepository wiki;

    @BeforeAll
    void open(@TempDir Path data) {
        hub = new HubForTests(data);
        wiki = hub.repository("samples", "wiki");
        var files = new HashMap<String, String>();
        files.put(
                "softservice.yaml", HubForTests.manifest("Team wiki").replace("version:", "icon: icon.svg\nversion:"));
        files.put("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        files.put("README.md", "# Hello\r\n\r\nmixed\rline\nends");
        files.put("page.html", "<script>alert(1)</script>");
        files.put("notebook.ipynb", "{\"cells\": [{\"output\": \"<script>alert(1)</script>\"}]}");
        files.put("binary.bin", "a\u0000b");
        files.put("docs/<img src=x onerror=alert(1)>.md", "# odd name");
        files.put("gpj\u202eexe", "x");
        files.put("line\nbreak", "x");
        files.put("100% & ?#+ö.txt", "odd but fair\n");
        files.put("long.txt", "y".repeat(3 << 20));
        files.put("no-end", "last line");
        hub.pushMain(wiki, files);
    }

    @AfterAll
    void close() throws InterruptedException {
        hub.settle();
        hub.close();
    }

    @Test
    void rawFilesAreTextOrDownloadsInASandbox() {
        for (var name : new String[] {"page.html", "notebook.ipynb", "softservice.yaml"}) {
            var reply = hub.get("/samples/wiki/raw/main/" + name);
            assertThat(reply.headers().firstValue("Content-Type")).as(name).contains("text/plain; charset=utf-8");
            assertThat(reply.headers().firstValue("Content-Security-Policy"))
                    .as(name)
                    .get()
                    .asString()
                    .contains("sandbox")
                    .contains("default-src 'none'");
            assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
        var binary = hub.get("/samples/wiki/raw/main/binary.bin");
        assertThat(binary.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(binary.headers().firstValue("Content-Disposition")).contains("attachment");
        for (var path : new String[] {"/samples/wiki/raw/main/icon.svg", "/samples/wiki/icon"}) {
            var svg = hub.get(path);
            assertThat(svg.headers().firstValue("Content-Type")).contains("image/svg+xml");
            assertThat(svg.headers().firstValue("Content-Security-Policy"))
                    .get()
                    .asString()
                    .contains("sandbox")
                    .doesNotContain("script-src");
        }
    }

    @Test
    void oddNamesAreShownHarmlesslyAndLeadToTheirFiles() {
        var listing = hub.get(FILES).body();
        assertThat(listing).doesNotContain("\u202e").contains("gpj\ufffdexe").contains("line\ufffdbreak");
        assertThat(hub.get(FILES + "/docs").body()).doesNotContain("<img src=x").contains("&lt;img src");
        assertThat(hub.get(FILES + "/docs/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.md")
                        .body())
                .contains("odd name");
        assertThat(listing).contains("/samples/wiki/files/main/100%25%20%26%20%3F%23%2B%C3%B6.txt");
        assertThat(hub.get(FILES + "/100%25%20%26%20%3F%23%2B%C3%B6.txt").body())
                .contains("odd but fair");
    }

    @Test
    void aFileOfOneEndlessLineMakesABoundedPage() {
        var reply = hub.get(FILES + "/long.txt");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body().length()).isLessThan(100_000);
        assertThat(reply.body()).contains("Only the beginning is shown");
        assertThat(hub.get("/samples/wiki/raw/main/long.txt").body().length()).isEqualTo(3 << 20);
    }

    @Test
    @Timeout(300)
    void aHugeChangeMakesABoundedPage() throws Exception {
        var files = new HashMap<String, String>(Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        for (var i = 0; i < 1_000; i++) files.put("many/file" + i, "x\n");
        files.put("lines", "line\n".repeat(300_000));
        files.put("wide", "w".repeat(900_000));
        hub.settle();
        hub.propose(wiki, files, "Everything <b>at once</b>");
        var page = hub.get("/samples/wiki/pulls/1");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body().length()).isLessThan(2_500_000);
        assertThat(page.body())
                .contains("Everything &lt;b&gt;at once&lt;/b&gt;")
                .doesNotContain("<b>at once</b>");
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        for (var path : new String[] {
            FILES + "/nowhere",
            "/samples/wiki/files/nobranch",
            "/samples/wiki/raw/main/docs",
            "/samples/none",
            "/samples/wiki/pulls/99",
            "/samples/wiki/runs/99"
        }) {
            assertThat(hub.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }
}
