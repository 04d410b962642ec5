package dev.softservice.server.mail;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Vault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Where people get mail and about what: their addresses, which they confirm by a mailed link, and what they choose. */
public final class Mailboxes {
    private static final Duration LINK = Duration.ofHours(24);
    private static final Duration EACH = Duration.ofMinutes(10);
    private static final int TROUBLE = 50;
    private static final Set<MailTopic> USUAL = EnumSet.of(MailTopic.MENTIONED, MailTopic.TAKING_PART, MailTopic.RED);

    private final Keeping keeping;
    private final Passwords passwords;
    private final UnaryOperator<String> url;
    private final boolean isOn;
    private final OutboxTable outbox;
    private final Seldom confirmations;
    private final Seldom resets;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Where it is kept, and who reads the clock. */
    public record Keeping(Database database, Vault vault, Audit audit, Clock clock) {}

    /** {@code url}: the address of a path from outside; {@code isOn}: whether the operator has named a server for mail. */
    public Mailboxes(Keeping keeping, Passwords passwords, UnaryOperator<String> url, boolean isOn) {
        this.keeping = keeping;
        this.passwords = passwords;
        this.url = url;
        this.isOn = isOn;
        this.outbox = new OutboxTable(keeping.vault());
        this.confirmations = new Seldom(EACH, keeping.clock());
        this.resets = new Seldom(EACH, keeping.clock());
    }

    /** {@code due}: called whenever there is a mail to be sent that somebody waits for. */
    public void listen(Runnable due) {
        listeners.add(due);
    }

    private void due() {
        listeners.forEach(Runnable::run);
    }

    public boolean isOn() {
        return isOn;
    }

    private void requireOn() {
        if (!isOn) throw Refusal.conflict("this hub sends no mail: its operator has to start it with --smtp");
    }

    public Optional<Mailbox> of(Account account) {
        return keeping.database().read(handle -> MailboxTable.of(handle, account.name()));
    }

    /** The address that waits to be confirmed. */
    public Optional<String> waiting(Account account) {
        return keeping.database()
                .read(handle ->
                        MailboxTable.waiting(handle, account, now()).stream().findFirst());
    }

    private Instant now() {
        return keeping.clock().instant();
    }

    /** Mails a link there by which the address is confirmed within a day. Nothing else is mailed there before. */
    public void ask(String text, Account by) {
        by.require(Role.READER, "have mail sent");
        requireOn();
        var address = new MailAddress(text);
        confirmations.admit(by.name(), "a link was mailed a moment ago: look for it, or try again in 10 minutes");
        var secret = Passwords.linkSecret();
        var letter = Letter.ofHub(
                "Confirm your address for " + host(),
                "The account " + by.name() + " of the hub " + url.apply("/") + " wants to get mail at this address.\n\n"
                        + "If that is you, confirm it within a day:\n\n" + url.apply("/profile/mail/confirm/" + secret)
                        + "\n\nIf it is not, do nothing: no more mail comes.\n");
        keeping.database().run(handle -> {
            MailboxTable.link(handle, Passwords.linkHash(secret), by, address, now().plus(LINK));
            outbox.add(
                    handle,
                    OutboxTable.New.ofAccount(
                            by.id(), "confirm-" + Passwords.linkHash(secret), Optional.of(address), letter),
                    now());
        });
        due();
    }

    private String host() {
        return java.net.URI.create(url.apply("/")).getAuthority();
    }

    /** What a link confirms; refuses one that is unknown, used or expired. */
    public Confirming confirming(String secret) {
        return keeping.database()
                .read(handle -> MailboxTable.asked(handle, Passwords.linkHash(secret), now()))
                .map(asked ->
                        new Confirming(asked.account().name(), asked.address().text()))
                .orElseThrow(Mailboxes::unknownLink);
    }

    public record Confirming(String account, String address) {}

    private static Refusal unknownLink() {
        return Refusal.notFound(
                "this link is not known, was used already, or is older than a day: ask for a new one on your profile");
    }

    /** An address is one account's: of two that ask for it, the one that confirms it first has it. */
    public void confirm(String secret) {
        keeping.database().run(handle -> {
            var asked = MailboxTable.asked(handle, Passwords.linkHash(secret), now())
                    .orElseThrow(Mailboxes::unknownLink);
            if (MailboxTable.isAnybodys(handle, asked.address(), asked.account()))
                throw Refusal.conflict("another account has this address: remove it there first");
            var topics = MailboxTable.of(handle, asked.account().name())
                    .map(Mailbox::topics)
                    .orElse(USUAL);
            MailboxTable.put(handle, new Mailbox(asked.account(), asked.address(), topics, now()));
            MailboxTable.forgetLinks(handle, asked.account());
            keeping.audit()
                    .record(
                            handle,
                            asked.account(),
                            "mail.confirm",
                            asked.account().name(),
                            "");
        });
    }

    /** What they are mailed about from now on. */
    public void choose(Set<MailTopic> topics, Account by) {
        by.require(Role.READER, "have mail sent");
        keeping.database().run(handle -> {
            var mailbox = MailboxTable.of(handle, by.name())
                    .orElseThrow(() -> Refusal.conflict("confirm an e-mail address first"));
            // What was not wanted when it happened is not sent because more is wanted now.
            var since = mailbox.topics().containsAll(topics) ? mailbox.since() : now();
            MailboxTable.put(handle, new Mailbox(mailbox.account(), mailbox.address(), topics, since));
        });
    }

    /** No mail any more, and no password by mail. */
    public void remove(Account by) {
        by.require(Role.READER, "have mail sent");
        keeping.database().run(handle -> {
            MailboxTable.remove(handle, by);
            keeping.audit().record(handle, by, "mail.remove", by.name(), "");
        });
    }

    /** What a mail's link for fewer mails ends with. Only the hub can make it. */
    String stopping(Account account, String topic) {
        return account.name() + "." + Constants.word(MailTopic.valueOf(topic)) + "."
                + keeping.vault().mac(stop(account, topic));
    }

    private static String stop(Account account, String topic) {
        return "stop mail " + account.id() + " " + topic;
    }

    /** What a link for fewer mails is about. */
    public record Stopping(Account account, MailTopic topic) {}

    /** Refuses what the hub did not make. */
    public Stopping stopping(String secret) {
        var parts = secret.split("\\.", 3);
        if (parts.length == 3) {
            var account = keeping.database().read(handle -> Accounts.active(handle, parts[0]));
            var topic = Constants.named(MailTopic.class, parts[1]);
            if (account.isPresent()
                    && topic.isPresent()
                    && isSame(
                            keeping.vault().mac(stop(account.get(), topic.get().name())), parts[2]))
                return new Stopping(account.get(), topic.get());
        }
        throw Refusal.notFound("this link is not the hub's: choose what you are mailed about on your profile");
    }

    private static boolean isSame(String made, String given) {
        return MessageDigest.isEqual(made.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    /** No more mails of that kind. Harmless when done again. */
    public void stop(Stopping stopping) {
        keeping.database()
                .run(handle -> MailboxTable.of(handle, stopping.account().name())
                        .ifPresent(mailbox -> {
                            var left = EnumSet.noneOf(MailTopic.class);
                            left.addAll(mailbox.topics());
                            left.remove(stopping.topic());
                            MailboxTable.put(
                                    handle, new Mailbox(mailbox.account(), mailbox.address(), left, mailbox.since()));
                        }));
    }

    /**
     * Mails a link for a new password to whom {@code who} names, by account or by address; does nothing where nobody is known, and says the same.
     * {@code client}: the address that asks.
     */
    public void reset(String who, String client) {
        requireOn();
        resets.admit("client " + client, "too many asked from your address: try again in 10 minutes");
        // Not waited for: how long it takes would tell whether the account is known.
        Thread.ofVirtual().name("password-reset").start(() -> mailReset(who.strip()));
    }

    private void mailReset(String who) {
        keeping.database().run(handle -> {
            var mailbox = who.indexOf('@') < 0
                    ? MailboxTable.of(handle, who)
                    : MailAddress.read(who).flatMap(address -> MailboxTable.at(handle, address));
            mailbox.filter(box -> resets.admits("account " + box.account().name()))
                    .ifPresent(box -> {
                        var link = passwords.mailedLink(handle, box.account());
                        outbox.add(
                                handle,
                                OutboxTable.New.ofAccount(
                                        box.account().id(),
                                        "password-" + Passwords.linkHash(link.secret()),
                                        Optional.empty(),
                                        Letter.ofHub(
                                                "A new password for " + host(),
                                                "Somebody, most likely you, asked for a new password of the account "
                                                        + box.account().name() + " of the hub " + url.apply("/")
                                                        + "\n\nSet it within an hour:\n\n"
                                                        + url.apply("/setup/" + link.secret())
                                                        + "\n\n"
                                                        + "If it was not you, do nothing: your password stays as it"
                                                        + " is.\n")),
                                now());
                    });
        });
        due();
    }

    /** How mail goes, for operators. {@code trouble}: what was not taken at once, the newest first. */
    public record Standing(boolean on, SortedMap<String, Long> mails, List<Trouble> trouble) {}

    public record Trouble(String account, String topic, String state, int tries, Instant at, String answer) {}

    /** Needs {@code ADMIN}. */
    public Standing standing(Account by) {
        by.require(Role.ADMIN, "see how mail goes");
        return keeping.database().read(handle -> {
            var counts = new TreeMap<String, Long>();
            OutboxTable.counts(handle).forEach((state, many) -> counts.put(Constants.word(state), many));
            return new Standing(
                    isOn,
                    counts,
                    OutboxTable.trouble(handle, TROUBLE).stream()
                            .map(kept -> new Trouble(
                                    Accounts.name(handle, kept.account()),
                                    kept.topic().toLowerCase(java.util.Locale.ROOT),
                                    Constants.word(kept.state()),
                                    kept.tries(),
                                    kept.at(),
                                    kept.answer()))
                            .toList());
        });
    }

    /** Mails a word to the administrator's own address or another, to see whether it arrives; the outcome is in {@link #standing}. */
    public void test(String text, Account by) {
        by.require(Role.ADMIN, "try the mail");
        requireOn();
        var address = new MailAddress(text);
        keeping.database()
                .run(handle -> outbox.add(
                        handle,
                        OutboxTable.New.ofAccount(
                                by.id(),
                                "test-" + now().toEpochMilli(),
                                Optional.of(address),
                                Letter.ofHub(
                                        "A test of " + host(),
                                        by.name() + " tries whether mail of the hub " + url.apply("/")
                                                + " arrives.\n")),
                        now()));
        due();
    }
}
