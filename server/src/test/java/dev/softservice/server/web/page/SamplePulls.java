package dev.softservice.server.web.page;

import dev.softservice.runner.model.Rungs;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** Pull requests: the list, and one with its diff. */
final class SamplePulls extends PageSample {
    private final Markdown markdown = new Markdown();

    private final SampleReports reports;

    SamplePulls(UnaryOperator<String> words) {
        super(words);
        this.reports = new SampleReports(words);
    }

    PullPages.Listing pulls() {
        var states = List.of(
                new PullPages.Choice("Open", "/pulls", true),
                new PullPages.Choice("Merged", "/pulls", false),
                new PullPages.Choice("Closed", "/pulls", false));
        var list = List.of(
                pullLine(14, "Save drafts while typing", "running"),
                pullLine(13, "Update MediaWiki to 1.43", "failed"),
                pullLine(12, "Search in uploads", "passed"),
                pullLine(
                        11,
                        "A very long title of a pull request that says everything about it, why it is needed and who"
                                + " asked for it",
                        "errored"),
                pullLine(9, "First contribution", "waiting"));
        return new PullPages.Listing(head("Pull requests"), states, "open", list, imported(), Front.Paging.NONE);
    }

    private Imported.Section imported() {
        return new Imported.Section(
                w("the folder wiki.git"),
                List.of(new Imported.Line(w("7/head"), HEAD, "/samples/team-wiki/files")),
                "/more");
    }

    private PullPages.Line pullLine(int number, String title, String verdict) {
        return new PullPages.Line(
                number,
                "/pull",
                w(title),
                number % 2 == 0,
                w("ada"),
                w("main"),
                new Reports.Verdict(verdict, Words.capital(verdict)),
                Instant.now().minusSeconds(60L * number));
    }

    WhyPage.Shown why() {
        var rungs = Rungs.ofLevel(3);
        return new WhyPage.Shown(
                head("Overview"),
                "2.3.0",
                List.of(new WhyPage.Reason("errored", w("Nothing can run at present: no engine answers"), "", "")),
                List.of(new WhyPage.View(
                        "pull-13",
                        "/pull",
                        w("Update MediaWiki to 1.43"),
                        w("#13 by ada, for main"),
                        HEAD,
                        List.of(new Reports.Verdict("failed", "Failed")),
                        Ladder.level(rungs),
                        "level 5 (resilient) is asked for",
                        Ladder.rungs(rungs),
                        List.of(
                                new WhyPage.Reason(
                                        "failed", w("Run 512 failed: expected 200, got 500"), "/run", "run 512"),
                                new WhyPage.Reason("waiting", "A maintainer has to merge it", "", "")))),
                true);
    }

    PullPage.Shown pull(Reports.Report report, PullPage.Acts acts) {
        var diff = new Diffs.Diff(
                "2 changed files",
                6,
                3,
                List.of(
                        file(
                                "softservice.yaml",
                                List.of(
                                        hunk("@@ −24,7 +24,7"),
                                        line("same", 24, 24, "  web:"),
                                        line("same", 25, 25, "    build: web"),
                                        line("del", 26, 0, "    mem_limit: 256M"),
                                        line("add", 0, 26, "    mem_limit: 512M"),
                                        line("same", 27, 27, "    restart: unless-stopped"))),
                        file(
                                "web/LocalSettings.php",
                                List.of(
                                        hunk("@@ −1,5 +1,8"),
                                        line("same", 1, 1, "<?php"),
                                        line("del", 2, 0, "$wgSitename = 'Wiki';"),
                                        line("add", 0, 2, "$wgSitename = getenv('SITE_NAME') ?: 'Wiki';"),
                                        line(
                                                "add",
                                                0,
                                                3,
                                                "$wgSessionCacheType = CACHE_DB; // a rather long line that does not"
                                                    + " fit on a phone and has to be scrolled inside of its box only"),
                                        new Diffs.Line(
                                                "same",
                                                "3",
                                                "4",
                                                w("$wgDBtype = 'postgres';"),
                                                List.of(thread("", false)))))),
                w("Version 1 conflicts with what version 3 starts from, so what came from the base branch is among"
                        + " these changes."),
                "");
        return new PullPage.Shown(
                head("Pull requests"),
                "/pull",
                13,
                w("Update MediaWiki to 1.43"),
                "open",
                "Open",
                true,
                w("ada"),
                w("main"),
                Instant.now().minusSeconds(400),
                new PullPage.Commits(HEAD, MERGE, MERGE, ""),
                List.of(),
                List.of(report),
                acts,
                acts.mergeNow()
                        ? new PullPage.Weaker(
                                List.of(w("takes away the test \"an editor can save a page\"")),
                                List.of(w("takes away the test \"an editor can save a page\"")),
                                "")
                        : new PullPage.Weaker(List.of(), List.of(), ""),
                new PullPage.Rules(
                        List.of(new PullPage.Held(
                                "needs 1 approval of its newest version by people other than its author, and has none",
                                "approvals")),
                        List.of(new PullPage.Aside(
                                "owners",
                                "max",
                                "ann is away until Monday",
                                Instant.parse("2026-01-05T10:00:00Z"),
                                false))),
                List.of(
                        new PullPage.User(
                                "passed",
                                w("samples/portal"),
                                "v1.2.0",
                                "works with this change",
                                List.of(new PullPage.RunLink("run 520", "/run"))),
                        new PullPage.User(
                                "failed",
                                w("samples/intranet"),
                                "v3.0.1",
                                "does not work any more with this change",
                                List.of(
                                        new PullPage.RunLink("run 521", "/run"),
                                        new PullPage.RunLink("run 522 without this change", "/run")))),
                "https://hub.example.org/samples/team-wiki.git",
                reports.lines().subList(0, 2),
                markdown.html(
                        w("Brings the **long-term** release.\n\n"
                                + "- settings from the environment\n"
                                + "- more memory for `web`\n"),
                        ""),
                new PullPage.Conversation(
                        events(),
                        List.of(new Talk.Standing(4, "failed", w("eve"), "asks for changes", "version 2", false)),
                        List.of(new Talk.Writing("/pull", 3, true, "2 comments"))),
                new PullPage.Versioning(
                        w("v3 by ada"),
                        List.of(choice("v1", false), choice("v2", false), choice("v3", true)),
                        List.of(choice("the beginning", false), choice("v1", true), choice("v2", false))),
                List.of(),
                List.of(diff));
    }

    private Diffs.File file(String path, List<Diffs.Line> lines) {
        return new Diffs.File(
                new Diffs.Names(w(path), w(path)),
                w(path),
                "changed",
                5,
                2,
                true,
                "",
                lines,
                List.of(new Diffs.LineForm("/pull", 3, true)));
    }

    private List<Talk.Event> events() {
        var now = Instant.now();
        return List.of(
                new Talk.Event("version-1", "open", w("ada"), "opens it with", "version 1", "/pull", now, List.of()),
                new Talk.Event("run-512", "failed", "Run 512", w("failed: no page"), "report", "/run", now, List.of()),
                new Talk.Event("", "", "", "", "", "", now, List.of(thread("", false))),
                new Talk.Event(
                        "review-4",
                        "failed",
                        w("eve"),
                        "asks for changes",
                        "version 2",
                        "/pull",
                        now,
                        List.of(thread("web/LocalSettings.php:3", true))));
    }

    TalkPages.History history() {
        return new TalkPages.History(
                head("Pull requests"),
                "/pull",
                "#13",
                w("eve"),
                List.of(new TalkPages.Before(markdown.said(w("Wrong!"), "/samples/wiki"), Instant.now())),
                markdown.said(w("I think this is wrong."), "/samples/wiki"));
    }

    private Talk.Thread thread(String place, boolean outdated) {
        return new Talk.Thread(
                7,
                "/pull",
                place.isEmpty() ? "" : w(place),
                "/pull",
                w("$wgDBtype = 'postgres';"),
                outdated,
                outdated ? w("ada") : "",
                true,
                true,
                List.of(
                        said(place, w("Is **this** needed? See #12, @ada.\n\n- [x] read\n- [ ] tried"), false),
                        said("", w("Yes, `why` not?"), true)));
    }

    private Talk.Said said(String anchor, String body, boolean draft) {
        return new Talk.Said(
                7,
                anchor.isEmpty() ? "" : "comment-7",
                "/pull",
                w("eve"),
                Instant.now().minusSeconds(300),
                markdown.said(body, "/samples/wiki"),
                List.of(w("/retest: it is tested by run 513")),
                body,
                true,
                draft,
                "",
                true,
                true);
    }

    private static PullPages.Choice choice(String word, boolean here) {
        return new PullPages.Choice(word, "/pull", here);
    }

    private Diffs.Line hunk(String text) {
        return new Diffs.Line("hunk", "", "", text);
    }

    private Diffs.Line line(String kind, int before, int after, String text) {
        return new Diffs.Line(kind, before == 0 ? "" : "" + before, after == 0 ? "" : "" + after, w(text));
    }
}
