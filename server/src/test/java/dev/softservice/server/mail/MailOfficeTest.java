package dev.softservice.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.softservice.server.MovableClock;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.review.NewComment;
import dev.softservice.server.scenario.Hub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each thing is mailed to each person once, later where the server is away, and never twice. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class MailOfficeTest {
    @Parameter
    DatabaseKind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private GreenMail server;
    private Hub hub;
    private Mailboxes.Keeping keeping;
    private Mailboxes mailboxes;
    private MailOffice office;
    private HostedRepository wiki;
    private final Map<String, Account> people = new HashMap<>();

    @BeforeEach
    void open() {
        server = new GreenMail(ServerSetup.SMTP.dynamicPort());
        server.start();
        hub = Hub.open(
                folder,
                Optional.of(kind).filter(DatabaseKind.POSTGRES::equals).map(_ -> DatabaseKind.freshPostgresUrl()),
                clock);
        keeping = new Mailboxes.Keeping(hub.app.database(), hub.app.vault(), hub.app.audit(), clock);
        mailboxes = new Mailboxes(keeping, hub.app.waysIn().passwords(), hub.app.url()::of, true);
        office = office();
        for (var name : new String[] {"ada", "bob"}) {
            var account = hub.app.accounts().create(name, Role.CONTRIBUTOR, hub.admin);
            people.put(name, account);
            keeping.database()
                    .run(handle -> MailboxTable.put(
                            handle,
                            new Mailbox(
                                    account,
                                    new MailAddress(name + "@example.org"),
                                    EnumSet.allOf(MailTopic.class),
                                    clock.instant())));
        }
        wiki = hub.repository("wiki");
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3")));
        hub.proposed(hub.ann, wiki, "A change", Map.of("README.md", "new"));
    }

    private MailOffice office() {
        return new MailOffice(
                keeping,
                mailboxes,
                new MailOffice.Sources(hub.app.pulls(), hub.runs(), hub.app.repositories(), hub.app.access()),
                hub.app.url()::of,
                new SmtpSettings(
                        "127.0.0.1",
                        server.getSmtp().getPort(),
                        SmtpSettings.Security.NONE,
                        Optional.empty(),
                        new MailAddress("hub@example.org")));
    }

    @AfterEach
    void close() {
        office.close();
        hub.close();
        server.stop();
    }

    private void say(String words) {
        hub.app.discussion().comments().say(wiki, hub.app.pulls().require(wiki, 1), NewComment.of(words), hub.max);
    }

    private Map<String, Long> mails() {
        return mailboxes.standing(hub.admin).mails();
    }

    private int received() {
        return server.getReceivedMessages().length;
    }

    @Test
    void eachThingIsMailedToEachPersonOnceHoweverOftenIsLooked() {
        say("@ada @bob and @nobody-here: look");
        office.round();
        office.round();
        office.close();
        office = office();
        office.round();
        assertThat(received()).isEqualTo(2);
        assertThat(mails()).isEqualTo(Map.of("sent", 2L));
    }

    @Test
    void whatWasNotTakenIsTriedAgainLater() {
        var setup = server.getSmtp().getServerSetup();
        int port = server.getSmtp().getPort();
        server.stop();
        say("@ada: look");
        office.round();
        assertThat(mails()).isEqualTo(Map.of("waiting", 1L));
        assertThat(mailboxes.standing(hub.admin).trouble())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.answer()).startsWith("no connection"));
        server = new GreenMail(new ServerSetup(port, setup.getBindAddress(), setup.getProtocol()));
        server.start();
        office.round();
        assertThat(received()).as("not yet").isZero();
        clock.forward(Duration.ofMinutes(1));
        office.round();
        office.round();
        assertThat(received()).isEqualTo(1);
        assertThat(mails()).isEqualTo(Map.of("sent", 1L));
    }

    @Test
    void whatAHubHadUnderWayWhenItEndedIsNotSentASecondTime() {
        say("@ada: look");
        office.round();
        assertThat(received()).isEqualTo(1);
        // As if it had ended before it noted what the server said.
        keeping.database().run(handle -> handle.execute("update mail set state = 'TAKEN'"));
        office.close();
        office = office();
        office.round();
        assertThat(received()).isEqualTo(1);
        assertThat(mails()).isEqualTo(Map.of("unclear", 1L));
    }

    /** A mail that waits when its receiver stops such mails is not sent. */
    @Test
    void whatIsNotWantedAnyMoreWhenItIsDueIsDropped() {
        server.stop();
        say("@ada: look");
        office.round();
        mailboxes.choose(EnumSet.of(MailTopic.RED), people.get("ada"));
        clock.forward(Duration.ofMinutes(1));
        office.round();
        assertThat(mails()).isEqualTo(Map.of("dropped", 1L));
    }

    @Test
    void theAuthorOfARedRunHearsOfItsReasonAndNobodyElseDoes() throws Exception {
        hub.proposed(people.get("ada"), wiki, "broken", Map.of("outcome", "fail: the wiki has no front page"));
        hub.settle();
        office.round();
        assertThat(server.getReceivedMessages()).singleElement().satisfies(mail -> {
            assertThat(mail.getAllRecipients()[0].toString()).isEqualTo("ada@example.org");
            assertThat(MailHub.text(mail)).contains("failed: ", "the wiki has no front page", "/samples/wiki/pulls/2");
        });
    }
}
