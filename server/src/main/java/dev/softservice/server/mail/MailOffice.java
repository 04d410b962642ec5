package dev.softservice.server.mail;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Rounds;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Runs;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what has happened, notes who is to be mailed about it, and sends what is due. Each mail is marked before it is sent, so none goes out
 * twice; what certainly was not taken is tried again over two days.
 */
public final class MailOffice implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailOffice.class);
    /** How far back the first look of a process goes: what a crash or a stop has cut off is told. */
    private static final Duration FIRST_LOOK = Duration.ofDays(3);
    /** How far back each later look goes: a transaction may end after one that began later. */
    private static final Duration LOOK = Duration.ofMinutes(15);
    /** Longer than the first look goes back, so that nothing is told twice. */
    private static final Duration KEPT = FIRST_LOOK.plusDays(27);

    private static final Duration TICK = Duration.ofSeconds(2);
    private static final int AT_ONCE = 50;
    /** Waits between tries. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofHours(24));

    private final Database database;
    private final Clock clock;
    private final Mailboxes mailboxes;
    private final OutboxTable outbox;
    private final Happenings happenings;
    private final Access access;
    private final UnaryOperator<String> url;
    private final Smtp smtp;
    private final Rounds rounds = new Rounds("mail", TICK, this::round);
    private Duration look = FIRST_LOOK;
    private Instant forgotten = Instant.EPOCH;
    private boolean first = true;

    /** Where there is something to tell. */
    public record Sources(Pulls pulls, Runs runs, Repositories repositories, Access access) {}

    /** Does nothing yet. {@code url}: the address of a path from outside. */
    public MailOffice(
            Mailboxes.Keeping keeping,
            Mailboxes mailboxes,
            Sources sources,
            UnaryOperator<String> url,
            SmtpSettings settings) {
        this.database = keeping.database();
        this.clock = keeping.clock();
        this.mailboxes = mailboxes;
        this.outbox = new OutboxTable(keeping.vault());
        this.happenings =
                new Happenings(database, sources.pulls(), sources.runs(), sources.repositories(), sources.access());
        this.access = sources.access();
        this.url = url;
        this.smtp = new Smtp(settings);
    }

    public void start() {
        rounds.start();
    }

    /** Something has happened: no need to wait for the next look. */
    public void wake() {
        rounds.wake();
    }

    /** Notes what is new and sends what is due. */
    synchronized void round() {
        var now = clock.instant();
        if (first) {
            int left = database.write(OutboxTable::unclear);
            if (left > 0) LOG.warn("{} mails were under way when the hub ended; they may have arrived", left);
            first = false;
        }
        if (forgotten.isBefore(now.minus(Duration.ofHours(1)))) {
            database.run(handle -> OutboxTable.forget(handle, now.minus(KEPT)));
            forgotten = now;
        }
        if (database.read(MailboxTable::isAnyThere)) {
            happenings.since(now.minus(look)).forEach(happening -> note(happening, now));
            look = LOOK;
        }
        List<OutboxTable.Mail> due;
        do {
            due = database.read(handle -> outbox.due(handle, now, AT_ONCE));
            due.forEach(this::send);
        } while (due.size() == AT_ONCE && !Thread.currentThread().isInterrupted());
    }

    private void note(Happening happening, Instant now) {
        var told = happenings.told(happening);
        var whom = new LinkedHashMap<String, MailTopic>();
        var usual = happening.kind() == Happening.Kind.RED ? MailTopic.RED : MailTopic.TAKING_PART;
        // Each gets one mail, for the first of these that they want.
        collect(whom, told.mentioned(), MailTopic.MENTIONED, happening);
        collect(whom, told.takingPart(), usual, happening);
        collect(whom, told.maintaining(), MailTopic.OPENED, happening);
        if (whom.isEmpty()) return;
        var letter = letter(happening);
        database.run(handle -> whom.forEach((name, topic) -> Accounts.active(handle, name)
                .ifPresent(account -> outbox.add(
                        handle,
                        new OutboxTable.New(
                                account.id(),
                                happening.event(),
                                topic.name(),
                                happening.pull().repository(),
                                Optional.empty(),
                                letter),
                        now))));
    }

    private void collect(Map<String, MailTopic> whom, Set<String> names, MailTopic topic, Happening happening) {
        for (var name : names) {
            if (whom.containsKey(name)) continue;
            database.read(handle -> MailboxTable.of(handle, name))
                    .filter(box ->
                            box.topics().contains(topic) && !happening.at().isBefore(box.since()))
                    .filter(box -> sees(box.account(), happening.pull().repository()))
                    .ifPresent(_ -> whom.put(name, topic));
        }
    }

    private boolean sees(Account account, long repository) {
        return access.see(repository, Bearer.of(account)).isPresent();
    }

    private Letter letter(Happening happening) {
        var pull = happening.pull();
        var name = happenings.name(new PullKey(pull.repository(), pull.number()));
        var anchor = happening.what().anchor();
        var text = new StringBuilder(happening.what().sentence()).append("\n\n");
        if (!happening.what().words().isBlank())
            text.append(happening.what().words().strip()).append("\n\n");
        text.append(url.apply("/" + name + "/pulls/" + pull.number() + (anchor.isEmpty() ? "" : "#" + anchor)))
                .append('\n');
        boolean isFirst = happening.kind() == Happening.Kind.OPENED;
        return new Letter(
                (isFirst ? "" : "Re: ") + "[" + name + "] " + pull.title() + " (#" + pull.number() + ")",
                text.toString(),
                happening.by(),
                "pull." + pull.repository() + "." + pull.number(),
                name);
    }

    private void send(OutboxTable.Mail mail) {
        var wanted = wanted(mail.what());
        if (wanted.isEmpty()) {
            database.run(handle -> OutboxTable.tried(
                    handle,
                    mail.id(),
                    new OutboxTable.Tried(OutboxTable.State.DROPPED, clock.instant(), clock.instant(), "")));
            return;
        }
        // From here on it may arrive: whatever happens, it is not sent again unless it certainly was not taken.
        if (!database.write(handle -> OutboxTable.take(handle, mail.id()))) return;
        var outcome =
                smtp.send(wanted.get().to(), wanted.get().letter(), wanted.get().headers());
        if (outcome.kind() != Smtp.Outcome.Kind.TAKEN)
            LOG.warn("mail {} ({}): {} {}", mail.id(), mail.what().topic(), outcome.kind(), outcome.answer());
        database.run(handle -> OutboxTable.tried(handle, mail.id(), ended(mail, outcome)));
    }

    private OutboxTable.Tried ended(OutboxTable.Mail mail, Smtp.Outcome outcome) {
        var now = clock.instant();
        boolean more = outcome.kind() == Smtp.Outcome.Kind.LATER && mail.tries() < WAITS.size();
        var state = switch (outcome.kind()) {
            case TAKEN -> OutboxTable.State.SENT;
            case UNCLEAR -> OutboxTable.State.UNCLEAR;
            case REFUSED -> OutboxTable.State.GIVEN_UP;
            case LATER -> more ? OutboxTable.State.WAITING : OutboxTable.State.GIVEN_UP;
        };
        return new OutboxTable.Tried(state, now, more ? now.plus(WAITS.get(mail.tries())) : now, outcome.answer());
    }

    private record Wanted(MailAddress to, Letter letter, Map<String, String> headers) {}

    /** As things are now: empty where the account has gone, wants no such mail any more, or may not see the repository any more. */
    private Optional<Wanted> wanted(OutboxTable.New mail) {
        var account = database.read(handle -> Accounts.active(handle, Accounts.name(handle, mail.account())));
        if (account.isEmpty()) return Optional.empty();
        var headers = new LinkedHashMap<String, String>();
        headers.put("Auto-Submitted", "auto-generated");
        var letter = mail.letter();
        if (mail.topic().equals(OutboxTable.ACCOUNT)) {
            var to = mail.address().or(() -> mailboxes.of(account.get()).map(Mailbox::address));
            return to.map(address -> new Wanted(address, letter, headers));
        }
        var box = mailboxes
                .of(account.get())
                .filter(mine -> mine.topics().contains(MailTopic.valueOf(mail.topic())))
                .filter(_ -> sees(account.get(), mail.repository()));
        if (box.isEmpty()) return Optional.empty();
        var stop = url.apply("/profile/mail/stop/" + mailboxes.stopping(account.get(), mail.topic()));
        var host = Optional.ofNullable(URI.create(url.apply("/")).getHost()).orElse("localhost");
        var thread = "<" + letter.thread() + "@" + host + ">";
        headers.put("Message-ID", "<" + letter.thread() + "." + mail.event() + "." + mail.account() + "@" + host + ">");
        headers.put("In-Reply-To", thread);
        headers.put("References", thread);
        headers.put("List-Id", "<" + letter.list().replace('/', '.') + "." + host + ">");
        headers.put("List-Unsubscribe", "<" + stop + ">");
        headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        var footer =
                "\n-- \nYou get a mail when " + MailTopic.valueOf(mail.topic()).words() + ". No more of these: " + stop
                        + "\nAll choices: " + url.apply("/profile") + "\n";
        return Optional.of(new Wanted(
                box.get().address(),
                new Letter(letter.subject(), letter.text() + footer, letter.by(), letter.thread(), letter.list()),
                headers));
    }

    @Override
    public void close() {
        rounds.close();
        smtp.close();
    }
}
