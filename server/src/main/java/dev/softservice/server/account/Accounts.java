package dev.softservice.server.account;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accounts and their tokens. Only a token's SHA-256 is stored; its text is shown once. */
public final class Accounts {
    /** The account that the first token belongs to. */
    public static final String FIRST_ADMIN = "admin";
    /** What another word for a role on the hub is answered with. */
    public static final String HUB_ROLES = "account role must be reader, contributor, maintainer or admin";

    /** What the name of a token begins with that a browser has got. */
    public static final String SIGNED_IN = "signed in with ";

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
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Accounts(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** {@code lessened}: called whenever somebody may do less than before. */
    public void listen(Runnable lessened) {
        listeners.add(lessened);
    }

    /** After a transaction in which somebody may have lost something. */
    public void recheck() {
        lessened();
    }

    private void lessened() {
        listeners.forEach(Runnable::run);
    }

    public record NewToken(long id, String text, Account account, Optional<Instant> expiresAt) {}

    /** One of somebody's tokens that still count. */
    public record Token(
            long id,
            String name,
            Reach reach,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> usedAt) {
        public Role role() {
            return reach.most();
        }
    }

    /** One's own that still count, the newest first. */
    public List<Token> tokens(Account by) {
        by.require(Role.READER, "see tokens");
        return database.read(handle -> handle.createQuery("""
            select t.*, t.role as most, t.id as token from token t where account = :account and revoked_at is null and (expires_at is null or expires_at > :now)
            order by id desc limit 200\
            """)
                .bind("account", id(handle, by.name()).orElse(0L))
                .bind("now", clock.millis())
                .map((row, _) -> new Token(
                        row.getLong("id"),
                        row.getString("name"),
                        reach(row),
                        Rows.time(row, "created_at"),
                        Rows.optionalTime(row, "expires_at"),
                        Rows.optionalTime(row, "used_at")))
                .list());
    }

    /** By name. Needs {@code ADMIN}. */
    public List<Account> all(Account by) {
        by.require(Role.ADMIN, "list accounts");
        return database.read(handle -> handle.createQuery("select id, name, role from account order by name")
                .map((row, _) -> account(row))
                .list());
    }

    public static String name(Handle handle, long id) {
        return handle.createQuery("select name from account where id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one();
    }

    public static Account require(Handle handle, String name) {
        return find(handle, name).orElseThrow(() -> Refusal.notFound("no account " + name + " here"));
    }

    Account byId(Handle handle, long id) {
        return require(handle, name(handle, id));
    }

    public static boolean isKnown(Handle handle, String name) {
        return find(handle, name).isPresent();
    }

    /** The account of that name, if it is not disabled, in the caller's transaction. */
    public static Optional<Account> active(Handle handle, String name) {
        return handle.createQuery(FIND + " and a.disabled_at is null")
                .bind("name", name)
                .map((row, _) -> account(row))
                .findOne();
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

    /** Ends what a browser got for signing in; any other token stays. */
    public void signOut(String token) {
        database.run(handle -> handle.createUpdate(
                        "update token set revoked_at = :now where hash = :hash and name like :name and revoked_at is"
                                + " null")
                .bind("now", clock.millis())
                .bind("hash", hash(token))
                .bind("name", SIGNED_IN + "%")
                .execute());
        lessened();
    }

    /** Who brings this token: empty where it is unknown, revoked or expired. Looked up by its hash, so time tells nothing about its text. */
    public Optional<Bearer> authenticate(String token) {
        if (token.isEmpty() || token.length() > 512) return Optional.empty();
        var found = database.read(handle -> handle.createQuery("""
            select a.id, a.name, a.role, t.role as most, t.id as token, t.used_at, t.scopes, t.repository
            from token t join account a on a.id = t.account
            where t.hash = :hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > :now)
            and a.disabled_at is null\
            """)
                .bind("hash", hash(token))
                .bind("now", clock.millis())
                .map((row, _) -> new Found(new Bearer(account(row), reach(row)), row.getLong("used_at")))
                .findOne());
        found.filter(one -> clock.millis() - one.usedAt() > NOTED_EVERY.toMillis())
                .ifPresent(one -> noteUse(one.bearer().reach().token()));
        return found.map(Found::bearer);
    }

    /** The same credential as it counts now; empty where it counts no more. */
    public Optional<Bearer> refreshed(Bearer bearer) {
        if (bearer.reach().token() == 0) return Optional.of(bearer);
        return database.read(handle -> handle.createQuery("""
            select a.id, a.name, a.role, t.role as most, t.id as token, t.scopes, t.repository
            from token t join account a on a.id = t.account
            where t.id = :id and t.revoked_at is null and (t.expires_at is null or t.expires_at > :now)
            and a.disabled_at is null\
            """)
                .bind("id", bearer.reach().token())
                .bind("now", clock.millis())
                .map((row, _) -> new Bearer(account(row), reach(row)))
                .findOne());
    }

    /** {@code usedAt}: milliseconds, 0: never. */
    private record Found(Bearer bearer, long usedAt) {}

    private static Account account(ResultSet row) throws SQLException {
        return new Account(row.getLong("id"), row.getString("name"), Role.valueOf(row.getString("role")));
    }

    private static Reach reach(ResultSet row) throws SQLException {
        long repository = row.getLong("repository");
        return new Reach(
                Role.valueOf(row.getString("most")),
                Rows.lines(row, "scopes").stream().map(TokenScope::valueOf).collect(Collectors.toSet()),
                repository == 0 ? Optional.empty() : Optional.of(repository),
                row.getLong("token"));
    }

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

    /** Needs {@code ADMIN}; a taken name is a conflict. */
    public Account create(String name, Role role, Account by) {
        return database.write(handle -> create(handle, name, role, by));
    }

    Account create(Handle handle, String name, Role role, Account by) {
        by.require(Role.ADMIN, "make accounts");
        if (!NAME.matcher(name).matches()) {
            throw Refusal.invalid("account name must be 1 to 39 lower-case letters, digits or inner dashes");
        }
        if (RESERVED.contains(name))
            throw Refusal.invalid("account name " + name + " is the hub's own: choose another");
        if (role == Role.ANONYMOUS || role == Role.OWNER) throw Refusal.invalid(HUB_ROLES);
        if (find(handle, name).isPresent()) throw Refusal.conflict("there is an account " + name + " already");
        audit.record(handle, by, "account.create", name, role.name());
        return insert(handle, name, role);
    }

    /**
     * An account as an administrator sees it.
     *
     * @param usedAt when a token of it was used last
     */
    public record Known(Account account, boolean disabled, Instant createdAt, Optional<Instant> usedAt) {}

    /** By name. Needs {@code ADMIN}. */
    public List<Known> known(Account by) {
        by.require(Role.ADMIN, "list accounts");
        return database.read(handle -> handle.createQuery("""
            select a.id, a.name, a.role, a.disabled_at, a.created_at, (select max(t.used_at) from token t where t.account = a.id) as used_at
            from account a order by a.name\
            """)
                .map((row, _) -> new Known(
                        account(row),
                        Rows.optionalTime(row, "disabled_at").isPresent(),
                        Rows.time(row, "created_at"),
                        Rows.optionalTime(row, "used_at")))
                .list());
    }

    /** Gives the account this role on the hub. Needs {@code ADMIN}; not for oneself, so that one is always left. */
    public void change(String name, Role role, Account by) {
        by.require(Role.ADMIN, "change roles on the hub");
        if (role == Role.ANONYMOUS || role == Role.OWNER) throw Refusal.invalid(HUB_ROLES);
        if (name.equals(by.name()))
            throw Refusal.conflict("nobody changes their own role on the hub: ask another administrator");
        database.run(handle -> {
            var before = require(handle, name);
            handle.createUpdate("update account set role = :role where name = :name")
                    .bind("role", role.name())
                    .bind("name", name)
                    .execute();
            audit.record(
                    handle, by, "account.role", name, Constants.word(before.role()) + " to " + Constants.word(role));
        });
        lessened();
    }

    /** Nothing of a disabled account's counts: no token, no password, no session. Needs {@code ADMIN}; not for oneself. */
    public void disable(String name, boolean disabled, Account by) {
        by.require(Role.ADMIN, "disable accounts");
        if (name.equals(by.name()))
            throw Refusal.conflict("nobody disables their own account: ask another administrator");
        database.run(handle -> {
            require(handle, name);
            handle.createUpdate("update account set disabled_at = :at where name = :name")
                    .bindByType("at", disabled ? clock.millis() : null, Long.class)
                    .bind("name", name)
                    .execute();
            audit.record(handle, by, disabled ? "account.disable" : "account.enable", name, "");
        });
        lessened();
    }

    /** For somebody whom another one vouches for, in the caller's transaction; a taken name is a conflict. */
    public Account make(Handle handle, String name, Role role) {
        return create(handle, name, role, Account.HUB);
    }

    /** Gives the role on the hub for a reason that is no administrator's, in the caller's transaction; then {@link #recheck}. */
    public void give(Handle handle, Account account, Role role, String why) {
        handle.createUpdate("update account set role = :role where id = :id")
                .bind("role", role.name())
                .bind("id", account.id())
                .execute();
        audit.record(
                handle,
                Account.HUB,
                "account.role",
                account.name(),
                Constants.word(account.role()) + " to " + Constants.word(role) + " " + why);
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
                .map((row, _) -> account(row))
                .findOne();
    }

    /** What a token shall be. */
    public record TokenRequest(String account, String name, Reach reach, Optional<Instant> expiresAt) {}

    /** A token with every scope for all repositories; as {@link #issue(TokenRequest, Bearer)}. */
    public NewToken issue(String forAccount, String tokenName, Role role, Optional<Instant> expiresAt, Account by) {
        var reach = new Reach(role, Reach.FULL.scopes(), Optional.empty(), 0);
        return issue(new TokenRequest(forAccount, tokenName, reach, expiresAt), Bearer.of(by));
    }

    /**
     * A token that reaches at most as far as the one that asks for it: a token for reading must not breed one for merging. For another account
     * needs {@code ADMIN}.
     */
    public NewToken issue(TokenRequest asked, Bearer bearer) {
        var by = bearer.onHub();
        by.require(Role.READER, "make tokens");
        boolean own = by.name().equals(asked.account());
        if (!own) by.require(Role.ADMIN, "make tokens for somebody else");
        check(asked);
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var text = "sst_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return database.write(handle -> {
            var account = require(handle, asked.account());
            if (own && !bearer.reach().covers(asked.reach()))
                throw Refusal.forbidden("the new token reaches further than the one that asks for it, which is for "
                        + told(bearer.reach()));
            var role = asked.reach().most();
            if (role == Role.ADMIN && account.role() != Role.ADMIN) {
                throw Refusal.forbidden("token role admin is more than " + Constants.word(account.role())
                        + ", the role of " + account.name() + " on this hub");
            }
            audit.record(handle, by, "token.issue", asked.account(), asked.name() + " " + role);
            long id = insertToken(handle, account, asked, hash(text));
            return new NewToken(id, text, account.as(role), asked.expiresAt());
        });
    }

    private void check(TokenRequest asked) {
        if (asked.name().isBlank() || asked.name().length() > 100)
            throw Refusal.invalid("token name must be 1 to 100 characters");
        if (asked.reach().scopes().isEmpty())
            throw Refusal.invalid("token scopes must name at least one of api, git and images");
        if (asked.reach().most() == Role.ANONYMOUS)
            throw Refusal.invalid("token role must be reader, contributor, maintainer, owner or admin");
        if (asked.expiresAt().isPresent() && !asked.expiresAt().get().isAfter(clock.instant()))
            throw Refusal.invalid("token expiry must lie in the future");
    }

    private static String told(Reach reach) {
        return "at most " + Constants.word(reach.most()) + ", the scopes "
                + reach.scopes().stream().sorted().map(Constants::word).collect(Collectors.joining(", "))
                + (reach.repository().isPresent() ? ", and one repository" : "");
    }

    private long insertToken(Handle handle, Account holder, TokenRequest asked, String hash) {
        var scopes =
                asked.reach().scopes().stream().sorted().map(TokenScope::name).toList();
        return handle.createQuery("""
            insert into token (account, name, role, hash, created_at, expires_at, scopes, repository)
            values (:account, :name, :role, :hash, :now, :expires, :scopes, :repository) returning id\
            """)
                .bind("account", holder.id())
                .bind("name", asked.name())
                .bind("role", asked.reach().most().name())
                .bind("hash", hash)
                .bind("now", clock.millis())
                .bindByType("expires", Rows.millis(asked.expiresAt()), Long.class)
                .bind("scopes", Rows.joined(scopes))
                .bindByType("repository", asked.reach().repository().orElse(null), Long.class)
                .mapTo(Long.class)
                .one();
    }

    /** One's own that reaches no further than {@code bearer}, or anybody's as {@code ADMIN}. Revoking twice is harmless. */
    public void revoke(long token, Bearer bearer) {
        var by = bearer.onHub();
        database.run(handle -> {
            var known = handle.createQuery("""
                select a.id, a.name, a.role, t.role as most, t.id as token, t.scopes, t.repository
                from token t join account a on a.id = t.account where t.id = :id\
                """)
                    .bind("id", token)
                    .map((row, _) -> new Bearer(account(row), reach(row)))
                    .findOne()
                    .orElseThrow(() -> Refusal.notFound("no token " + token + " here"));
            var owner = known.account().name();
            if (!owner.equals(by.name())) by.require(Role.ADMIN, "revoke somebody else's token");
            // A token that leaked from a build must not lock its owner out.
            if (!bearer.reach().covers(known.reach()))
                throw Refusal.forbidden("the token " + token + " reaches further than the one that asks, which is for "
                        + told(bearer.reach()));
            handle.createUpdate("update token set revoked_at = :now where id = :id and revoked_at is null")
                    .bind("now", clock.millis())
                    .bind("id", token)
                    .execute();
            audit.record(handle, by, "token.revoke", owner, Long.toString(token));
        });
        lessened();
    }

    /** Takes what the operator gives as a token of the account {@value #FIRST_ADMIN}, which is made where there is none. */
    public void acceptFirst(String token) {
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
                insertToken(
                        handle,
                        admin,
                        new TokenRequest(admin.name(), "given at start", Reach.FULL, Optional.empty()),
                        hash(token));
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

    /** Tokens for one repository alone end with it. In the caller's transaction. */
    public static void endTokensFor(Handle handle, long repository, Instant now) {
        handle.createUpdate("update token set revoked_at = :now where repository = :id and revoked_at is null")
                .bind("now", now.toEpochMilli())
                .bind("id", repository)
                .execute();
    }
}
