package dev.softservice.server.account;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accounts and their tokens. Only a token's SHA-256 is stored; its text is shown once. */
public final class Accounts {
    /** The account that the first token belongs to. */
    public static final String FIRST_ADMIN = "admin";

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?");
    private static final Set<String> RESERVED = Set.of(Account.ANONYMOUS.name(), Account.HUB.name());
    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);
    /** A token in use is not written at every request. */
    private static final Duration NOTED_EVERY = Duration.ofMinutes(10);

    private static final int SHORTEST_GIVEN_TOKEN = 16;
    private static final String FIND = """
        select a.id, a.name, a.role from account a where a.name = :name\
        """;

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Accounts(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public record NewToken(long id, String text, Account account, Optional<Instant> expiresAt) {}

    /** One of somebody's tokens that still count. */
    public record Token(
            long id,
            String name,
            Role role,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> usedAt) {}

    /** One's own that still count, the newest first. */
    public List<Token> tokens(Account by) {
        by.require(Role.READER, "see tokens");
        return database.read(handle -> handle.createQuery("""
            select * from token where account = :account and revoked_at is null and (expires_at is null or expires_at > :now)
            order by id desc limit 200\
            """)
                .bind("account", id(handle, by.name()).orElse(0L))
                .bind("now", clock.millis())
                .map((row, _) -> new Token(
                        row.getLong("id"),
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        Rows.time(row, "created_at"),
                        Rows.optionalTime(row, "expires_at"),
                        Rows.optionalTime(row, "used_at")))
                .list());
    }

    /** By name. Needs {@code ADMIN}. */
    public List<Account> all(Account by) {
        by.require(Role.ADMIN, "list accounts");
        return database.read(handle -> handle.createQuery("select id, name, role from account order by name")
                .map((row, _) ->
                        new Account(row.getLong("id"), row.getString("name"), Role.valueOf(row.getString("role"))))
                .list());
    }

    Account require(Handle handle, String name) {
        return find(handle, name).orElseThrow(() -> Refusal.notFound("no account " + name + " here"));
    }

    Account byId(Handle handle, long id) {
        return require(
                handle,
                handle.createQuery("select name from account where id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
    }

    static Optional<Long> id(Handle handle, String name) {
        return find(handle, name).map(Account::id);
    }

    /** Those of an account that have this name. */
    void revokeAll(Handle handle, Account account, String name) {
        handle.createUpdate(
                        "update token set revoked_at = :now where account = :account and name = :name and revoked_at is"
                                + " null")
                .bind("now", clock.millis())
                .bind("account", account.id())
                .bind("name", name)
                .execute();
    }

    /** Ends what a browser got for a password; any other token stays. */
    public void signOut(String token) {
        database.run(handle -> handle.createUpdate(
                        "update token set revoked_at = :now where hash = :hash and name = :name and revoked_at is null")
                .bind("now", clock.millis())
                .bind("hash", hash(token))
                .bind("name", Passwords.BROWSER)
                .execute());
    }

    /** Who brings this token: empty where it is unknown, revoked or expired. Looked up by its hash, so time tells nothing about its text. */
    public Optional<Account> authenticate(String token) {
        if (token.isEmpty() || token.length() > 512) return Optional.empty();
        var found = database.read(handle -> handle.createQuery("""
            select a.id, a.name, a.role, t.role as token_role, t.id as token, t.used_at from token t join account a on a.id = t.account
            where t.hash = :hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > :now)\
            """)
                .bind("hash", hash(token))
                .bind("now", clock.millis())
                .map((row, _) -> new Bearer(
                        new Account(
                                row.getLong("id"),
                                row.getString("name"),
                                lower(Role.valueOf(row.getString("role")), Role.valueOf(row.getString("token_role")))),
                        row.getLong("token"),
                        row.getLong("used_at")))
                .findOne());
        found.filter(bearer -> clock.millis() - bearer.usedAt() > NOTED_EVERY.toMillis())
                .ifPresent(bearer -> noteUse(bearer.token()));
        return found.map(Bearer::account);
    }

    /** {@code usedAt}: milliseconds, 0: never. */
    private record Bearer(Account account, long token, long usedAt) {}

    /** Nobody waits for it, and nothing is lost but a time where the database does not take it. */
    private void noteUse(long token) {
        Thread.ofVirtual().name("token-used").start(() -> {
            try {
                database.run(handle -> handle.createUpdate("update token set used_at = :now where id = :id")
                        .bind("now", clock.millis())
                        .bind("id", token)
                        .execute());
            } catch (Refusal busy) {
                LOG.debug("when a token was used is not noted: {}", busy.getMessage());
            }
        });
    }

    private static Role lower(Role one, Role other) {
        return one.atLeast(other) ? other : one;
    }

    /** Needs {@code ADMIN}; a taken name is a conflict. */
    public Account create(String name, Role role, Account by) {
        by.require(Role.ADMIN, "make accounts");
        if (!NAME.matcher(name).matches()) {
            throw Refusal.invalid("account name must be 1 to 39 lower-case letters, digits or inner dashes");
        }
        if (RESERVED.contains(name))
            throw Refusal.invalid("account name " + name + " is the hub's own: choose another");
        if (role == Role.ANONYMOUS)
            throw Refusal.invalid("account role must be reader, contributor, maintainer or admin");
        return database.write(handle -> {
            if (find(handle, name).isPresent()) throw Refusal.conflict("there is an account " + name + " already");
            audit.record(handle, by, "account.create", name, role.name());
            return insert(handle, name, role);
        });
    }

    private Account insert(Handle handle, String name, Role role) {
        long id = handle.createQuery(
                        "insert into account (name, role, created_at) values (:name, :role, :now) returning id")
                .bind("name", name)
                .bind("role", role.name())
                .bind("now", clock.millis())
                .mapTo(Long.class)
                .one();
        return new Account(id, name, role);
    }

    private static Optional<Account> find(Handle handle, String name) {
        return handle.createQuery(FIND)
                .bind("name", name)
                .map((row, _) ->
                        new Account(row.getLong("id"), row.getString("name"), Role.valueOf(row.getString("role"))))
                .findOne();
    }

    /** A token for {@code forAccount}, its role at most the account's; for another account needs {@code ADMIN}. */
    public NewToken issue(String forAccount, String tokenName, Role role, Optional<Instant> expiresAt, Account by) {
        by.require(Role.READER, "make tokens");
        if (!by.name().equals(forAccount)) by.require(Role.ADMIN, "make tokens for somebody else");
        if (tokenName.isBlank() || tokenName.length() > 100)
            throw Refusal.invalid("token name must be 1 to 100 characters");
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(clock.instant()))
            throw Refusal.invalid("token expiry must lie in the future");
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var text = "sst_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return database.write(handle -> {
            var account =
                    find(handle, forAccount).orElseThrow(() -> Refusal.notFound("no account " + forAccount + " here"));
            // A token never gives more than the token that asked for it: a reader's token must not breed an admin's.
            var most = by.name().equals(forAccount) ? lower(account.role(), by.role()) : account.role();
            if (!most.atLeast(role)) {
                throw Refusal.forbidden("token role " + Constants.word(role) + " is more than " + Constants.word(most)
                        + ", the most that can be given here");
            }
            audit.record(handle, by, "token.issue", forAccount, tokenName + " " + role);
            var holder = new Account(account.id(), account.name(), role);
            long id = insertToken(handle, holder, tokenName, hash(text), expiresAt);
            return new NewToken(id, text, holder, expiresAt);
        });
    }

    /** @param holder whose the token is, with the role that it gives */
    private long insertToken(Handle handle, Account holder, String name, String hash, Optional<Instant> expiresAt) {
        return handle.createQuery("""
            insert into token (account, name, role, hash, created_at, expires_at)
            values (:account, :name, :role, :hash, :now, :expires) returning id\
            """)
                .bind("account", holder.id())
                .bind("name", name)
                .bind("role", holder.role().name())
                .bind("hash", hash)
                .bind("now", clock.millis())
                .bindByType("expires", Rows.millis(expiresAt), Long.class)
                .mapTo(Long.class)
                .one();
    }

    /** One's own that may do no more than {@code by}, or anybody's as {@code ADMIN}. Revoking twice is harmless. */
    public void revoke(long token, Account by) {
        database.run(handle -> {
            var known = handle.createQuery("""
                select a.name, a.role, t.role as token_role from token t join account a on a.id = t.account where t.id = :id\
                """)
                    .bind("id", token)
                    .map((row, _) -> new Account(
                            token,
                            row.getString("name"),
                            lower(Role.valueOf(row.getString("role")), Role.valueOf(row.getString("token_role")))))
                    .findOne()
                    .orElseThrow(() -> Refusal.notFound("no token " + token + " here"));
            var owner = known.name();
            if (!owner.equals(by.name())) by.require(Role.ADMIN, "revoke somebody else's token");
            // A token that leaked from a build must not lock its owner out.
            by.require(known.role(), "revoke a " + Constants.word(known.role()) + "'s token");
            handle.createUpdate("update token set revoked_at = :now where id = :id and revoked_at is null")
                    .bind("now", clock.millis())
                    .bind("id", token)
                    .execute();
            audit.record(handle, by, "token.revoke", owner, Long.toString(token));
        });
    }

    /**
     * Sees to it that somebody can administrate: takes {@code given} as a token of the account {@value #FIRST_ADMIN}; where none is given and
     * there is no account yet, makes one and gives its text, to be shown once.
     */
    public Optional<String> bootstrap(Optional<String> given) {
        given.ifPresent(this::acceptFirst);
        if (given.isPresent()) return Optional.empty();
        boolean fresh = database.read(handle -> handle.createQuery("select count(*) from account")
                        .mapTo(Long.class)
                        .one()
                == 0);
        if (!fresh) return Optional.empty();
        database.run(handle -> insert(handle, FIRST_ADMIN, Role.ADMIN));
        return Optional.of(issue(FIRST_ADMIN, "first", Role.ADMIN, Optional.empty(), Account.HUB)
                .text());
    }

    private void acceptFirst(String token) {
        if (token.length() < SHORTEST_GIVEN_TOKEN || token.length() > 512 || !token.matches("[!-~]+")) {
            throw Refusal.invalid(
                    "admin token must be " + SHORTEST_GIVEN_TOKEN + " to 512 printable characters without spaces");
        }
        database.run(handle -> {
            var admin = find(handle, FIRST_ADMIN).orElseGet(() -> insert(handle, FIRST_ADMIN, Role.ADMIN));
            boolean known = handle.createQuery("select count(*) from token where hash = :hash")
                            .bind("hash", hash(token))
                            .mapTo(Long.class)
                            .one()
                    > 0;
            if (!known) {
                var holder = new Account(admin.id(), admin.name(), Role.ADMIN);
                insertToken(handle, holder, "given at start", hash(token), Optional.empty());
            }
        });
    }

    static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
