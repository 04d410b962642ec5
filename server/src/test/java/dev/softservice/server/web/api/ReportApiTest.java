package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.HubForTests;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run's report as a file, what is new in it, and how a test fared. */
class ReportApiTest extends OnAHub {
    private static final String TEST = "an editor can save a page";

    private HostedRepository wiki;

    /** A green main, and a proposal that breaks its test. */
    private long broken() throws Exception {
        wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        hub.propose(
                wiki,
                Map.of(
                        "softservice.yaml",
                        HubForTests.manifest("Team wiki"),
                        "verdict.txt",
                        "fails\nexpected <b>Saved</b>\n"),
                "Break it");
        hub.settle();
        return hub.newestRun(wiki).id().value();
    }

    @Test
    void theRunIsThereInThreeFormatsAsDownloads() throws Exception {
        var reports = "/api/v1/runs/" + broken() + "/reports/";

        var html = hub.get(reports + "report.html");
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(html.headers().firstValue("Content-Disposition").orElse(""))
                .matches("attachment; filename=\"team-wiki-run-\\d+-report.html\"");
        assertThat(html.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(html.body())
                .contains("expected &lt;b&gt;Saved&lt;/b&gt;")
                .contains("ready to serve")
                .doesNotContain("<b>Saved");
        assertThat(hub.get(reports + "junit.xml").body()).contains("<failure", TEST);
        var ctrf = json(hub.get(reports + "ctrf.json"));
        assertThat(ctrf.at("/results/summary/failed").asInt()).isEqualTo(2);
        assertThat(ctrf.at("/results/tests/1/name").asText()).isEqualTo(TEST);

        var none = hub.get(reports + "report.pdf");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("there are ctrf.json, junit.xml, report.html");
    }

    @Test
    void aRunThatGoesOnHasNoReportYet() throws Exception {
        wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "holds\n"));
        hub.engine.held.take();
        var reply = hub.get("/api/v1/runs/" + hub.newestRun(wiki).id() + "/reports/junit.xml");
        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(reply.body()).contains("ask for its reports when it has a verdict");
        hub.engine.go("done");
        hub.settle();
    }

    @Test
    void aProposalIsComparedWithTheBranchThatItIsToLandOn() throws Exception {
        var run = broken();
        var news = json(hub.get("/api/v1/runs/" + run + "/news"));
        assertThat(news.path("comparedWith").asLong()).isPositive().isNotEqualTo(run);
        assertThat(news.at("/newlyFailing/0/name").asText()).isEqualTo(TEST);
        assertThat(news.path("stillFailing")).isEmpty();
        assertThat(hub.get("/samples/team-wiki/runs/" + run).body())
                .contains("1 newly failing")
                .contains("<span class=\"badge\">new</span>")
                .contains("/samples/team-wiki/tests?suite&#x3D;team-wiki&amp;name&#x3D;an+editor");

        var first = json(hub.get("/api/v1/runs/" + news.path("comparedWith") + "/news"));
        assertThat(first.path("comparedWith").isNull()).isTrue();
    }

    @Test
    void aTestsLastRunsTellSinceWhenItFails() throws Exception {
        var run = broken();
        var query = "?suite=team-wiki&name=an+editor+can+save+a+page";
        var history = json(hub.get("/api/v1/repos/samples/team-wiki/tests" + query));
        assertThat(history.path("looked").asInt()).isEqualTo(2);
        assertThat(history.path("passed").asInt()).isEqualTo(1);
        assertThat(history.path("failingSince").asLong()).isEqualTo(run);
        assertThat(history.at("/entries/0/state").asText()).isEqualTo("failed");
        assertThat(hub.get("/samples/team-wiki/tests" + query).body())
                .contains("fails since <a href=\"/samples/team-wiki/runs/" + run + "\">")
                .contains("1 passed, 1 failed, 0 flaky");

        assertThat(hub.get("/samples/team-wiki/tests?name=no+such").statusCode())
                .isEqualTo(404);
        assertThat(hub.get("/samples/team-wiki/tests").statusCode()).isEqualTo(422);
        assertThat(hub.get("/api/v1/repos/samples/team-wiki/tests").statusCode())
                .isEqualTo(422);
    }

    @Test
    void theBadgeSaysWhatIsStable() throws Exception {
        broken();
        var badge = hub.get("/samples/team-wiki/badge.svg");
        assertThat(badge.headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(badge.body()).contains("v2.3.0 · level 4");
        var tag = badge.headers().firstValue("ETag").orElseThrow();
        assertThat(hub.send(hub.request("/api/v1/repos/samples/team-wiki/badge.svg")
                                .header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        hub.repository("samples", "empty");
        assertThat(hub.get("/samples/empty/badge.svg").body()).contains("no release yet");
    }
}
