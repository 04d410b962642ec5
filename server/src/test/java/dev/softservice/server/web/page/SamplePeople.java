package dev.softservice.server.web.page;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is about people: their accounts, what they may do where, and what waits for them. */
final class SamplePeople extends PageSample {
    private static final List<String> HUB_ROLES = List.of("reader", "contributor", "maintainer", "admin");

    SamplePeople(UnaryOperator<String> words) {
        super(words);
    }

    AccountPages.Login login() {
        return new AccountPages.Login(
                w("This token is not known here, or has expired or been revoked."), "/", "Example");
    }

    JoinPages.Join join() {
        return new JoinPages.Join("/join", w("ada"), w("there is an account ada already"));
    }

    JoinPages.Join first() {
        return new JoinPages.Join("/first", w("ada"), w("password must be 12 to 200 characters"));
    }

    ProviderPages.Links provider() {
        var now = Instant.now();
        return new ProviderPages.Links(
                "Example",
                List.of(new ProviderPages.IdentityView(
                        1, w("ada"), "https://id.example.org/people", now, List.of(now))),
                true,
                "");
    }

    MailPages.Linked linked() {
        return new MailPages.Linked(
                "Confirm your address", w("The account ada gets its mail."), "/linked", "Confirm it");
    }

    MailPages.Mine mail() {
        return new MailPages.Mine(
                true,
                w("ada@example.org"),
                w("ada@example.net"),
                List.of(
                        new MailPages.Choice("mentioned", "somebody mentions you", true),
                        new MailPages.Choice("red", "the test run of a pull request of yours fails", false)),
                w("An e-mail address must be like ada@example.org."));
    }

    PeoplePages.Setup setup() {
        return new PeoplePages.Setup(w("ada"), "secret", w("password is short"));
    }

    AccountPages.NewRepository newRepository() {
        return new AccountPages.NewRepository(
                w("there is a repository samples/wiki already"), "samples", "wiki", w("A wiki"));
    }

    PeoplePages.Profile profile() {
        var now = Instant.now();
        return new PeoplePages.Profile(
                w("ada"),
                "admin",
                true,
                w("sst_a-new-token-that-is-shown-once-and-is-rather-long"),
                List.of(
                        new PeoplePages.TokenView(1, w("my laptop"), "reader", now, List.of(now), List.of()),
                        new PeoplePages.TokenView(2, w("build"), "admin", now, List.of(), List.of(now))),
                HUB_ROLES,
                true);
    }

    WaitingPage.Shown waiting() {
        return new WaitingPage.Shown(List.of(new WaitingPage.Group(
                "Yours, and red",
                List.of(new WaitingPage.Line(
                        "/pull", "samples/wiki", 7, w("Save drafts while typing"), w("ada"), Instant.now())))));
    }

    MemberPages.NamespaceView namespace() {
        return new MemberPages.NamespaceView(
                w("samples"),
                true,
                List.of(
                        new MemberPages.RepositoryView(
                                w("team-wiki"), w("A wiki that a small team owns."), false, true),
                        new MemberPages.RepositoryView(w("payroll"), w("Wages of the month"), true, false)),
                List.of(new MemberPages.RepositoryView(w("old-wiki"), w("A wiki"), false, false)),
                people("/samples/-/members"),
                List.of(
                        new MemberPages.TeamView(w("core"), List.of(w("ada"), w("eve"))),
                        new MemberPages.TeamView(w("docs"), List.of())));
    }

    MemberPages.SettingsView settings() {
        return new MemberPages.SettingsView(
                head("Settings"),
                w("A wiki"),
                true,
                false,
                List.of(),
                List.of(w("samples/wiki")),
                people("/samples/team-wiki/settings/members"));
    }

    private MemberPages.People people(String action) {
        return new MemberPages.People(
                action,
                true,
                true,
                List.of(
                        new MemberPages.MemberView(w("ada"), false, "owner"),
                        new MemberPages.MemberView(w("core"), true, "maintainer")),
                List.of("reader", "contributor", "maintainer", "owner"));
    }
}
