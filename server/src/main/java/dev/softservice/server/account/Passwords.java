package dev.softservice.server.account;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Passwords of accounts. The first one is set by somebody who has a one-time link that an administrator made. Wrong ones are slowed down for each
 * account and each address.
 */
public final class Passwords {
    private static final int SHORTEST = 12;
    public static final int LONGEST = 200;
    private static final int FREE_OF_ACCOUNT = 10;
    private static final int FREE_OF_ADDRESS = 30;
    private static final Duration A_TRY = Duration.ofSeconds(10);
    private static final Duration LINK = Duration.ofHours(24);
    private static final Duration MAILED_LINK = Duration.ofHours(1);
    private static final Duration SIGNED_IN = Duration.ofDays(30);
    /** What a token is called that a browser has got for a password. */
    public static final String BROWSER = Accounts.SIGNED_IN + "a password";

    /** {@code secret}: the last part of the link's address. */
    public record Link(String secret, String account, Instant expiresAt) {}

    private final Database database;
    private final Accounts accounts;
    private final Audit audit;
    private final Clock clock;
    private final WrongTries ofAccount;
    private final WrongTries ofAddress;
    private final Argon2 argon2;
    /** What nobody's password matches, so that an unknown account takes as long to be refused as a known one. */
    private final String nobodys;

    public Passwords(Database database, Accounts accounts, Audit audit, Clock clock) {
        this(database, accounts, audit, clock, new Argon2());
    }

    Passwords(Database database, Accounts accounts, Audit audit, Clock clock, Argon2 argon2) {
        this.argon2 = argon2;
        this.nobodys = argon2.hashOfNothing();
        this.database = database;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
        this.ofAccount = new WrongTries(FREE_OF_ACCOUNT, A_TRY, clock);
        this.ofAddress = new WrongTries(FREE_OF_ADDRESS, A_TRY, clock);
    }

    /** A link by which the password of {@code account} is set within a day, once; earlier ones hold no more. Needs {@code ADMIN}. */
    public Link link(String account, Account by) {
        by.require(Role.ADMIN, "let people set passwords");
        return database.write(handle -> {
            var known = Accounts.require(handle, account);
            forgetLinks(handle, known);
            audit.record(handle, by, "password.link", account, "");
            return insertLink(handle, known, LINK);
        });
    }

    /** A link that is mailed to them, for an hour. Those that an administrator made hold on: anybody may ask for this one. */
    public Link mailedLink(Handle handle, Account account) {
        audit.record(handle, account, "password.link", account.name(), "by mail");
        return insertLink(handle, account, MAILED_LINK);
    }

    private Link insertLink(Handle handle, Account account, Duration holds) {
        var secret = LinkSecret.fresh();
        var expires = clock.instant().plus(holds);
        handle.createUpdate("insert into one_time_link (hash, account, expires_at) values (:hash, :account, :expires)")
                .bind("hash", Accounts.hash(secret))
                .bind("account", account.id())
                .bind("expires", expires.toEpochMilli())
                .execute();
        return new Link(secret, account.name(), expires);
    }

    /** What only those know who were given a link: its last part. */
    public static String linkSecret() {
        return LinkSecret.fresh();
    }

    /** What is kept of such a secret. */
    public static String linkHash(String secret) {
        return Accounts.hash(secret);
    }

    private static void forgetLinks(Handle handle, Account account) {
        handle.createUpdate("delete from one_time_link where account = :account")
                .bind("account", account.id())
                .execute();
    }

    /** Whose password a link sets; refuses one that is unknown, used or expired. */
    public Account ofLink(String secret) {
        return database.read(handle -> ofLink(handle, secret));
    }

    private Account ofLink(Handle handle, String secret) {
        return handle.createQuery("select account from one_time_link where hash = :hash and expires_at > :now")
                .bind("hash", Accounts.hash(secret))
                .bind("now", clock.millis())
                .mapTo(Long.class)
                .findOne()
                .map(id -> accounts.byId(handle, id))
                .orElseThrow(() ->
                        Refusal.notFound("this link is not known, was used already, or is older than a day: ask an"
                                + " administrator for a new one"));
    }

    /** Sets the password by a link, which is used up then, and ends what was signed in with an older password. */
    public Account setByLink(String secret, String password) {
        var account = ofLink(secret);
        var hash = argon2.hash(acceptable(password, account.name()));
        return database.write(handle -> {
            var still = ofLink(handle, secret);
            forgetLinks(handle, still);
            store(handle, still, hash);
            audit.record(handle, still, "password.set", still.name(), "by a one-time link");
            return still;
        });
    }

    /** Sets one's own. {@code present} is asked for where there is one. */
    public void change(Account by, String present, String password, String client) {
        by.require(Role.READER, "set a password");
        if (isSet(by) && signedIn(by.name(), present, client).isEmpty()) throw wrong();
        var hash = argon2.hash(acceptable(password, by.name()));
        database.run(handle -> {
            store(handle, by, hash);
            audit.record(handle, by, "password.set", by.name(), "");
        });
    }

    /** In its stored form; refuses one that is not acceptable. */
    String hashed(String password, String account) {
        return argon2.hash(acceptable(password, account));
    }

    void store(Handle handle, Account account, String hash) {
        handle.createUpdate("""
            insert into password (account, hash, set_at) values (:account, :hash, :now)
            on conflict (account) do update set hash = excluded.hash, set_at = excluded.set_at\
            """)
                .bind("account", account.id())
                .bind("hash", hash)
                .bind("now", clock.millis())
                .execute();
        accounts.revokeAll(handle, account, BROWSER);
    }

    private static String acceptable(String password, String account) {
        if (password.length() < SHORTEST || password.length() > LONGEST)
            throw Refusal.invalid("password must be " + SHORTEST + " to " + LONGEST + " characters");
        if (password.toLowerCase(java.util.Locale.ROOT).contains(account)
                || password.chars().distinct().count() < 5)
            throw Refusal.invalid("password is easy to guess: leave the account's name out, and use more characters");
        return password;
    }

    public boolean isSet(Account account) {
        return database.read(handle -> hash(handle, account.name())).isPresent();
    }

    private static Optional<String> hash(Handle handle, String account) {
        return handle.createQuery("select p.hash from password p where p.account = :id")
                .bind("id", Accounts.id(handle, account).orElse(0L))
                .mapTo(String.class)
                .findOne();
    }

    /** A token for the browser of who brings the right password; a refusal where there were too many wrong ones. */
    public Accounts.NewToken signIn(String account, String password, String client) {
        var known = signedIn(account, password, client).orElseThrow(Passwords::wrong);
        return accounts.issue(
                known.name(),
                BROWSER,
                Role.higher(known.role(), Role.OWNER),
                Optional.of(clock.instant().plus(SIGNED_IN)),
                known);
    }

    private static Refusal wrong() {
        return Refusal.of(Refusal.Kind.UNAUTHENTICATED, "no account here has this name and this password");
    }

    private Optional<Account> signedIn(String account, String password, String client) {
        if (ofAccount.areTooMany(account) || ofAddress.areTooMany(client))
            throw Refusal.of(
                    Refusal.Kind.THROTTLED,
                    "too many wrong passwords: try again in " + A_TRY.toSeconds()
                            + " s, or ask an administrator for a link");
        // Counted before it is looked at, so that many at the same time do not slip through.
        ofAccount.add(account);
        ofAddress.add(client);
        var hash = database.read(handle -> hash(handle, account));
        boolean right = password.length() <= LONGEST && argon2.matches(password, hash.orElse(nobodys));
        if (!right || hash.isEmpty()) return Optional.empty();
        ofAccount.forget(account);
        ofAddress.takeBack(client);
        return database.read(handle -> Accounts.active(handle, account));
    }
}
