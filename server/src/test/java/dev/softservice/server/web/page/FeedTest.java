package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {
    @Test
    void theFeedOfARepositoryIsWellFormedWhateverTitlesSay(@TempDir Path data) throws Exception {
        try (var hub = new HubForTests(data)) {
            var wiki = hub.repository("samples", "team-wiki");
            hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
            hub.settle();
            hub.propose(
                    wiki,
                    Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "NEWS", "one\n"),
                    "</title><script>alert(1)</script> & \uffff ]]>");
            var reply = hub.get("/samples/team-wiki/feed.atom");
            assertThat(reply.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/atom+xml");
            var feed = DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(reply.body().getBytes(StandardCharsets.UTF_8)));
            assertThat(feed.getElementsByTagName("entry").getLength()).isEqualTo(2);
            assertThat(feed.getElementsByTagName("script").getLength()).isZero();
            assertThat(reply.body()).contains("samples/team-wiki 2.3.0 is released", "#1 &lt;/title&gt;");
        }
    }
}
