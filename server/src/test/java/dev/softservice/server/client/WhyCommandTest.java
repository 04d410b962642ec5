package dev.softservice.server.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.HubForTests;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code softservice why} against a real hub. */
class WhyCommandTest {
    private static final String MANIFEST = "softservice.yaml";

    @TempDir
    Path data;

    private record Said(int code, String out, String err) {}

    @Test
    void saysOfEachCandidateAllThatItWaitsFor() throws Exception {
        try (var hub = new HubForTests(data)) {
            var wiki = hub.repository("acme", "wiki");
            hub.pushMain(wiki, Map.of(MANIFEST, HubForTests.manifest("A wiki")));
            hub.settle();
            assertThat(asked(hub, "acme/wiki").out()).isEqualTo("""
                acme/wiki: released is 2.3.0

                nothing waits to be released
                """);

            var worse = hub.pushMain(
                    wiki, Map.of(MANIFEST, HubForTests.manifest("A wiki"), "verdict.txt", "fails\nthe page is empty"));
            hub.settle();
            var better = hub.propose(wiki, Map.of(MANIFEST, HubForTests.manifest("A better wiki")), "Better");
            hub.settle();
            var said = asked(hub, "acme/wiki");
            assertThat(said.code()).isZero();
            assertThat(said.out()
                            .replace("http://127.0.0.1:" + hub.port, "HUB")
                            .replace(better.name().substring(0, 10), "BETTER")
                            .replace(worse.name().substring(0, 10), "WORSE"))
                    .isEqualTo("""
                        acme/wiki: released is 2.3.0

                        head of main, WORSE: A change
                          level 3, and level 4 is asked for
                          - run 2 failed: an editor can save a page: the page is empty
                            HUB/acme/wiki/runs/2

                        #1 by admin, for main, BETTER: Better
                          level 4, and level 4 is asked for
                          - a maintainer has to merge it
                        """);
            assertThat(asked(hub, "acme/wiki", "--json").out())
                    .startsWith("{\"repo\":\"acme/wiki\",\"stable\":\"2.3.0\",\"everywhere\":[],")
                    .contains("{\"kind\":\"failed\",\"reason\":\"run 2 failed: an editor can save a page: the page"
                            + " is empty\",\"passes\":false,\"run\":2,");
        }
    }

    @Test
    void whatIsRefusedIsOneLine() {
        try (var hub = new HubForTests(data)) {
            var refused = asked(hub, "acme/nothing");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("no repository acme/nothing here")
                    .hasLineCount(1);
            assertThat(asked(hub, "../etc").err()).contains("a distro is named OWNER/NAME, not ../etc");
            assertThat(asked(hub, "../etc").code()).isEqualTo(2);
        }
        var nobody = run("acme/wiki", "--hub", "http://127.0.0.1:1");
        assertThat(nobody.code()).isEqualTo(3);
        assertThat(nobody.err()).contains("does not answer").hasLineCount(1);
        assertThat(nobody.out()).isEmpty();
    }

    private static Said asked(HubForTests hub, String... words) {
        var arguments = new String[words.length + 2];
        System.arraycopy(words, 0, arguments, 0, words.length);
        arguments[words.length] = "--hub";
        arguments[words.length + 1] = "http://127.0.0.1:" + hub.port;
        return run(arguments);
    }

    private static Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = new CommandLine(new WhyCommand(Map.of()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Said(code, out.toString(), err.toString());
    }
}
