package dev.softservice.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.NewComment;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are mailed, as a real SMTP server gets it from a whole hub. */
class MailTest {
    private static final String GOOD = "correct horse battery";

    @TempDir
    Path data;

    private MailHub post;
    private HubForTests hub;
    private Mailboxes mailboxes;

    @BeforeEach
    void open() {
        post = new MailHub(data);
        hub = post.hub;
        mailboxes = hub.app.waysIn().mailboxes();
    }

    @AfterEach
    void close() {
        post.close();
    }

    private Account account(String name) {
        return hub.app.accounts().create(name, Role.CONTRIBUTOR, hub.admin);
    }

    private Account reachable(String name) throws Exception {
        var account = account(name);
        confirm(account);
        return account;
    }

    private void confirm(Account account) throws Exception {
        mailboxes.ask(account.name() + "@example.org", account);
        var link = MailHub.link(post.next(1).getFirst(), hub.address() + "/profile/mail/confirm/");
        mailboxes.confirm(link.substring(link.lastIndexOf('/') + 1));
    }

    private HostedRepository proposed(String title) throws InterruptedException {
        var wiki = hub.repository("acme", "wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("A wiki")));
        hub.settle();
        hub.propose(wiki, Map.of("softservice.yaml", HubForTests.manifest("A better wiki")), title);
        hub.settle();
        return wiki;
    }

    private void say(HostedRepository wiki, Account by, String words) {
        hub.app.discussion().comments().say(wiki, hub.app.pulls().require(wiki, 1), NewComment.of(words), by);
    }

    @Test
    void anAddressIsConfirmedByTheLinkThatIsMailedThereAndAForgottenPasswordIsReplacedByAnother() throws Exception {
        account("ada");
        try (var ada = hub.browser("ada");
                var stranger = new BrowserSession(hub.address())) {
            ada.post("/profile/mail", "/profile/mail", Map.of("address", "Ada@example.org"));
            assertThat(ada.get("/profile/mail").body())
                    .contains("A link was mailed to Ada@example.org", "You get no mail yet");
            var asking = post.next(1).getFirst();
            assertThat(asking.getFrom()[0].toString()).isEqualTo("hub@example.org");
            var path = MailHub.link(asking, hub.address() + "/profile/mail/confirm/")
                    .substring(hub.address().length());
            stranger.get(path);
            assertThat(ada.get("/profile/mail").body())
                    .as("looking confirms nothing")
                    .contains("You get no mail yet");
            assertThat(stranger.post(path, path, Map.of()).body()).contains("Your address is confirmed");
            assertThat(ada.get("/profile/mail").body()).contains("You get your mail at <b>Ada@example.org</b>");
            assertThat(stranger.get(path).statusCode()).as("a link works once").isEqualTo(404);

            assertThat(stranger.post("/login/forgot", "/login/forgot", Map.of("who", "nobody-here"))
                            .body())
                    .isEqualTo(stranger.post("/login/forgot", "/login/forgot", Map.of("who", "ada@EXAMPLE.org"))
                            .body());
            var reset = post.next(1).getFirst();
            assertThat(MailHub.to(reset)).isEqualTo("Ada@example.org");
            var setup = MailHub.link(reset, hub.address() + "/setup/")
                    .substring(hub.address().length());
            assertThat(stranger.post(setup, setup, Map.of("password", GOOD))
                            .headers()
                            .firstValue("Location"))
                    .contains("/profile");
        }
    }

    @Test
    void whoTakesPartHearsOfWhatOthersSayInOneThreadAndMayStopItWithOneClick() throws Exception {
        var ada = reachable("ada");
        var bob = reachable("bob");
        confirm(hub.admin);
        var wiki = proposed("A better title");
        say(wiki, ada, "What about @bob?");
        var mails = post.next(2);
        assertThat(mails).extracting(MailHub::to).containsExactly("admin@example.org", "bob@example.org");
        var mail = mails.getFirst();
        assertThat(mail.getSubject()).isEqualTo("Re: [acme/wiki] A better title (#1)");
        assertThat(MailHub.header(mail, "List-Id")).isEqualTo("<acme.wiki.127.0.0.1>");
        assertThat(MailHub.header(mail, "From")).isEqualTo("hub@example.org (ada)");
        assertThat(MailHub.text(mail))
                .contains("ada comments:\n\nWhat about @bob?", hub.address() + "/acme/wiki/pulls/1#comment-");

        say(wiki, bob, "I like it.");
        var more = post.next(2);
        assertThat(more).extracting(MailHub::to).containsExactly("ada@example.org", "admin@example.org");
        assertThat(MailHub.header(more.getLast(), "References")).isEqualTo(MailHub.header(mail, "References"));
        assertThat(MailHub.header(more.getLast(), "In-Reply-To")).isEqualTo(MailHub.header(mail, "In-Reply-To"));
        assertThat(MailHub.header(more.getLast(), "Message-ID")).isNotEqualTo(MailHub.header(mail, "Message-ID"));

        // As a mail program does it: no cookie, no page, no more than the address.
        assertThat(MailHub.header(mail, "List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
        var stop = MailHub.header(mail, "List-Unsubscribe")
                .replaceAll("[<>\\s]", "")
                .substring(hub.address().length());
        var clicked = hub.send(hub.request(stop)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click")));
        assertThat(clicked.statusCode()).as(clicked.body()).isEqualTo(200);
        assertThat(mailboxes.of(hub.admin).orElseThrow().topics())
                .containsExactlyInAnyOrder(MailTopic.MENTIONED, MailTopic.RED);
        assertThat(hub.get(stop.replaceFirst(".$", "0") + "1").statusCode())
                .as("a link of nobody")
                .isEqualTo(404);
        say(wiki, ada, "So do I.");
        assertThat(post.next(1)).extracting(MailHub::to).containsExactly("bob@example.org");
    }

    @Test
    void whoMayNotSeeTheRepositoryIsMailedNothingOfIt() throws Exception {
        reachable("ada");
        confirm(hub.admin);
        var wiki = proposed("A better title");
        hub.app.settings().change(wiki, "A wiki", true, hub.admin);
        say(wiki, Account.HUB, "For @ada and @admin");
        assertThat(post.next(1)).extracting(MailHub::to).containsExactly("admin@example.org");
        assertThat(mailboxes.standing(hub.admin).mails().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .as("the two links and this")
                .isEqualTo(3);
    }

    /** What strangers write gets into no header. */
    @Test
    void aHostileTitleAddsNoHeaderAndNoReceiver() throws Exception {
        var ada = reachable("ada");
        var wiki = proposed("Hello\u2028 \u202eevil é".repeat(3) + " =?utf-8?q?x=0D=0ABcc:_evil@example.org?=");
        say(wiki, hub.admin, "@ada look\r\n.\r\nMAIL FROM:<evil@example.org>\n.\n");
        var mail = post.next(1).getFirst();
        assertThat(MailHub.to(mail)).isEqualTo("ada@example.org");
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(MailHub.header(mail, "Bcc")).isNull();
        assertThat(mail.getSubject()).contains("Hello").doesNotContain("\u202e", "\n", "\r");
        assertThat(MailHub.text(mail)).contains("look\n.\nMAIL FROM:<evil@example.org>\n.");
        assertThat(ada.name()).isEqualTo("ada");
        for (var hostile : new String[] {
            "a@b\r\nBcc: c@d",
            "a b@example.org",
            "<a@b>",
            "a@b,c@d",
            "a@-b",
            "a..b@example.org",
            "@b",
            "a@",
            "a".repeat(65) + "@b"
        }) assertThatThrownBy(() -> new MailAddress(hostile)).as(hostile).isInstanceOf(Refusal.class);
    }

    @Test
    void anAddressIsOneAccountsAlone() throws Exception {
        reachable("ada");
        var bob = account("bob");
        mailboxes.ask("ADA@example.org", bob);
        var link = MailHub.link(post.next(1).getFirst(), hub.address() + "/profile/mail/confirm/");
        assertThatThrownBy(() -> mailboxes.confirm(link.substring(link.lastIndexOf('/') + 1)))
                .hasMessage("another account has this address: remove it there first");
    }
}
