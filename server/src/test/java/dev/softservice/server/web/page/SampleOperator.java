package dev.softservice.server.web.page;

import dev.softservice.server.account.SignUp;
import dev.softservice.server.forge.ForgeDeliveryTable;
import dev.softservice.server.forge.MirrorPages;
import dev.softservice.server.runners.RunnerPages;
import dev.softservice.server.start.StartPages;
import dev.softservice.server.webhook.WebhookPages;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** What who runs the hub looks at. */
final class SampleOperator extends PageSample {
    private final Instant now = Instant.now();

    SampleOperator(UnaryOperator<String> words) {
        super(words);
    }

    PeoplePages.Users users() {
        return new PeoplePages.Users(
                List.of(
                        new PeoplePages.UserView(w("ada"), "admin", List.of(), true, false, List.of(now)),
                        new PeoplePages.UserView(
                                w("eve"), "reader", PeoplePages.UserView.roles("reader"), false, true, List.of())),
                List.of("reader", "admin"),
                w("eve"),
                w("https://hub.example.org/setup/aUHkqW0r2fYk3J4l5m6n7o8p9q0r1s2t"));
    }

    JoinPages.Invitations invitations() {
        return new JoinPages.Invitations(
                SignUp.Mode.INVITATION,
                List.of("reader", "contributor", "maintainer"),
                w("https://hub.example.org/join/aUHkqW0r2fYk3J4l5m6n7o8p9q0r1s2t"));
    }

    OperatorPages.Log log() {
        return new OperatorPages.Log(
                w("ada"),
                w("pull"),
                w("samples/team-wiki"),
                List.of(
                        new OperatorPages.Entry(
                                now, w("ada"), w("pull.merge"), w("samples/team-wiki#12"), w("at 5f0c1c3bb0a9")),
                        new OperatorPages.Entry(now, w("hub"), w("account.create"), w("eve"), "")),
                "/audit/export",
                "/audit?before=7");
    }

    OperatorPages.QueueView queue() {
        return new OperatorPages.QueueView(
                1,
                1,
                2,
                w("the container engine does not answer"),
                List.of(
                        new OperatorPages.RunView(
                                512, "samples/team-wiki", "running", "pull", w("refs/pull/13/merge"), now, ""),
                        new OperatorPages.RunView(
                                513,
                                "samples/hello-web",
                                "queued",
                                "branch",
                                w("refs/heads/main"),
                                now,
                                w("next in line; 2 of 2 workers busy"))));
    }

    RunnerPages.Shown runners() {
        return new RunnerPages.Shown(
                List.of(
                        new RunnerPages.RunnerView(
                                "north",
                                "arch=amd64, engine=" + w("Docker 28.5.1"),
                                2,
                                List.of(512L, 513L),
                                "0.1.0",
                                false,
                                "",
                                "SHA256:2mD0v3r1fy",
                                now),
                        new RunnerPages.RunnerView(
                                "south",
                                "",
                                1,
                                List.of(),
                                "0.0.9",
                                true,
                                w("less than 1 GiB is free in /var/lib/softservice/runner"),
                                "SHA256:2mD0v3r1fz",
                                now)),
                "n0t-a-real-token",
                "https://hub.example.org");
    }

    OperatorPages.StorageView storage() {
        return new OperatorPages.StorageView(
                List.of(
                        new OperatorPages.PartView(
                                "repositories", "Git repositories: commits, branches, tags", "1.2 GiB", 5_120),
                        new OperatorPages.PartView(
                                "hub.db", "the database: accounts, pull requests, runs, releases", "48 MiB", 1)),
                "112.4 GiB",
                now);
    }

    StartPages.Shown start() {
        return new StartPages.Shown(
                List.of(
                        new StartPages.SampleView(
                                "hello-web",
                                "Front page",
                                "A front page for a team or a small organisation.",
                                true,
                                "/distro",
                                "passed",
                                "/run",
                                "1.0.0",
                                ""),
                        new StartPages.SampleView(
                                "postgresql", "PostgreSQL", "A database.", false, "/distro", "", "", "", ""),
                        new StartPages.SampleView(
                                "team-wiki",
                                "Team wiki",
                                "A wiki that a small team owns.",
                                false,
                                "/distro",
                                "",
                                "",
                                "",
                                "samples/postgresql and samples/reverse-proxy")),
                new StartPages.Form("github", w("https://git.example.org/octo/wiki.git"), w("ada"), w("wiki")),
                List.of(new StartPages.Kind("github", true), new StartPages.Kind("gitea", false)),
                w("the container engine does not answer"),
                w("field url must be a URL"));
    }

    MirrorPages.All mirrors() {
        return new MirrorPages.All(List.of(standing()));
    }

    private MirrorPages.Standing standing() {
        return new MirrorPages.Standing(
                "samples/wiki",
                w("https://git.example.org/octo/wiki.git"),
                List.of(now),
                now.plusSeconds(60),
                List.of(w("https://git.example.org has not answered 3 looks in a row; one mirror at a time asks it")),
                List.of(w("pull request 7: its commits are in a fork")),
                List.of(w("refs/tags/v2.3.0 at the forge is not the hub's tag")));
    }

    MirrorPages.Shown mirror() {
        return new MirrorPages.Shown(
                head("Mirror"),
                "/mirror",
                w("field url must be a URL"),
                List.of(standing()),
                w("https://hub.example.org/api/v1/hooks/samples/wiki"),
                w("0123456789abcdef0123456789abcdef"),
                new MirrorPages.Form(
                        "gitea",
                        w("https://git.example.org/octo/wiki.git"),
                        w("https://git.example.org/api/v1"),
                        w("ada"),
                        true,
                        w("ada"),
                        w("release-*"),
                        60,
                        true),
                List.of(new MirrorPages.Kind("github", false), new MirrorPages.Kind("gitea", true)),
                List.of(new ForgeDeliveryTable.Delivered(w("72d3162e"), w("push refs/heads/main"), now)));
    }

    WebhookPages.Shown webhooks() {
        return new WebhookPages.Shown(
                head("Webhooks"),
                "/webhooks",
                w("field url must be a URL"),
                w("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                w("https://example.org/hook"),
                List.of(
                        new WebhookPages.Choice("run.finished", "a run has its verdict", true),
                        new WebhookPages.Choice("release.published", "a release is published", false)),
                List.of(
                        new WebhookPages.Receiver(
                                7,
                                w("https://chat.example.org/hooks/42"),
                                "everything",
                                w("ada"),
                                now,
                                "",
                                List.of(
                                        new WebhookPages.Told(
                                                12,
                                                "run.finished",
                                                "run-512-1",
                                                now,
                                                "tried 2 times",
                                                w("503 Service Unavailable: please wait"),
                                                List.of(now)),
                                        new WebhookPages.Told(
                                                11,
                                                "pull.opened",
                                                "pull-9-version-1",
                                                now,
                                                "taken",
                                                "204",
                                                List.of()))),
                        new WebhookPages.Receiver(
                                6,
                                w("https://gone.example.org/hook"),
                                "release.published",
                                w("ada"),
                                now,
                                "the receiver answered 410: it wants to hear no more",
                                List.of())));
    }
}
