package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    private static final String FILES = "/samples/wiki/files/main/docs/";
    private final Markdown markdown = new Markdown();

    @Test
    void ordinaryTextIsRendered() {
        assertThat(html("# Wiki\n\n###### Deep\n\nA *small* `wiki`.\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n"))
                .contains("<h2>Wiki</h2>", "<h6>Deep</h6>", "<em>small</em>", "<code>wiki</code>", "<td>1</td>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<svg onload=alert(1)>",
                "<iframe src=//evil.example></iframe>",
                "<style>@import '//evil.example'</style>",
                "<p style='background:url(//evil.example)'>x",
                "<form action=//evil.example><input></form>",
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt:alert(1))",
                "[x](data:text/html,<script>alert(1)</script>)",
                "[x](vbscript:x)",
                "<javascript:alert(1)>",
                "[x]: javascript:alert(1)\n\n[x]",
                "![x](javascript:alert(1))",
                "[x](\u0001javascript:alert(1))",
                "<a href=\"&#106;avascript:alert(1)\">x</a>",
                "`` `<b>` ``",
                "[a](x \"onmouseover=alert(1)\")",
                "![\" onerror=alert(1) x=\"](a.png)",
                "<base href=//evil.example>",
                "<meta http-equiv=refresh content=0>"
            })
    void nothingThatRunsOrLoadsGetsThrough(String text) {
        assertThat(html(text))
                .doesNotContainIgnoringCase("<script")
                .doesNotContainIgnoringCase("<svg")
                .doesNotContainIgnoringCase("<iframe")
                .doesNotContainIgnoringCase("<style")
                .doesNotContainIgnoringCase("<form")
                .doesNotContainIgnoringCase("<base")
                .doesNotContainIgnoringCase("<meta")
                .doesNotContainPattern("(?i)<[^>]*\\son\\w+\\s*=\\s*[^\"\\s>]*alert")
                .doesNotContainPattern("(?i)(href|src)=\"[^\"]*(javascript|vbscript|data):")
                .doesNotContainPattern("<[^>]*style=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "![t](https://tracker.example/p.png)",
                "![t](//tracker.example/p.png)",
                "![t][r]\n\n[r]: http://tracker.example/p.png",
                "![t](ftp://tracker.example/x)"
            })
    void imagesOfOtherSitesBecomeLinksSoThatReadingTellsNobody(String text) {
        assertThat(html(text)).doesNotContain("<img");
    }

    @Test
    void relativeAddressesAreTheRepositorysOwnAndStayInside() {
        assertThat(html("![shot](img/a.png)")).contains("src=\"/samples/wiki/raw/main/docs/img/a.png\"");
        assertThat(html("[more](../../../../etc/passwd)"))
                .contains("href=\"/samples/wiki/files/main/docs/etc/passwd\"");
        assertThat(html("[top](#part)")).contains("href=\"#part\"");
    }

    @Test
    @Timeout(300)
    void bombsEndInBoundedTimeAndSize() {
        for (var text : new String[] {
            "[".repeat(100_000),
            "> ".repeat(50_000) + "x",
            "*a ".repeat(100_000),
            "|a".repeat(60_000) + "\n" + "|-".repeat(60_000) + "\n",
            "@user ".repeat(100_000),
            "`".repeat(100_000),
            "![](".repeat(50_000),
            "- ".repeat(60_000),
            "<".repeat(200_000),
            "&".repeat(200_000)
        }) {
            assertThat(html(text).length()).isLessThan(8 << 20);
        }
    }

    @Test
    @Timeout(300)
    void aTableOfAMillionCellsIsCutBeforeItGrows() {
        var row = "|" + String.join("|", Collections.nCopies(1_000, "x")) + "|\n";
        var table = row + row.replace('x', '-') + String.join("", Collections.nCopies(1_000, row));
        assertThat(html(table).length()).isLessThan(8 << 20);
    }

    @Test
    void charactersThatReorderOrControlAreMadeVisible() {
        assertThat(html("gpj\u202eexe and \u001b]0;title\u0007"))
                .contains("gpj&#xfffd;exe")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
    }

    private String html(String text) {
        return markdown.html(text, FILES).toString();
    }

    @Test
    void whatPeopleSayLinksPullRequestsAndShowsMentionsAndTasks() {
        assertThat(markdown.said(
                                "See #12, @ada; not x#12, a@b.example, `#3` or [#4](https://a.example).\n\n"
                                        + "- [x] read\n"
                                        + "- [ ] tried",
                                "/samples/wiki")
                        .toString())
                .contains("<a href=\"/samples/wiki/pulls/12\" rel=\"nofollow\">#12</a>", "<strong>&#64;ada</strong>")
                .contains("<code>#3</code>", "☑ read", "☐ tried")
                .doesNotContain("pulls/3", "pulls/4", "<strong>&#64;b");
    }
}
