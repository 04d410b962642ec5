package dev.softservice.server.account;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How people get an account: not at all, by an invitation, or freely. An administrator chooses. */
public final class SignUp {
    private static final String SETTING = "sign-up";
    private static final Duration INVITATION = Duration.ofDays(7);
    private static final int FREE_OF_ADDRESS = 5;
    private static final Duration AN_ACCOUNT = Duration.ofMinutes(10);

    public enum Mode {
        OFF,
        INVITATION,
        OPEN
    }

    /** {@code secret}: the last part of the invitation's address. */
    public record Invitation(String secret, Role role, Instant expiresAt) {}

    private final Database database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Audit audit;
    private final Clock clock;
    private final WrongTries ofAddress;

    public SignUp(Database database, Accounts accounts, Passwords passwords, Audit audit, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
        this.ofAddress = new WrongTries(FREE_OF_ADDRESS, AN_ACCOUNT, clock);
    }

    /** Before anybody chose: by invitation, which needs an administrator all the same. */
    public Mode mode() {
        return database.read(SignUp::mode);
    }

    private static Mode mode(Handle handle) {
        return handle.createQuery("select value from setting where name = :name")
                .bind("name", SETTING)
                .mapTo(String.class)
                .findOne()
                .map(Mode::valueOf)
                .orElse(Mode.INVITATION);
    }

    /** Needs {@code ADMIN}. */
    public void choose(Mode mode, Account by) {
        by.require(Role.ADMIN, "choose how people sign up");
        database.run(handle -> {
            handle.createUpdate(
                            "insert into setting (name, value) values (:name, :value) on conflict (name) do update set"
                                    + " value = excluded.value")
                    .bind("name", SETTING)
                    .bind("value", mode.name())
                    .execute();
            audit.record(handle, by, "sign-up.choose", Constants.word(mode), "");
        });
    }

    /** Lets one person make an account within a week. Needs {@code ADMIN}. */
    public Invitation invite(Role role, Account by) {
        by.require(Role.ADMIN, "invite people");
        if (role == Role.ANONYMOUS || role == Role.OWNER || role == Role.ADMIN)
            throw Refusal.invalid("an invitation's role must be reader, contributor or maintainer");
        if (mode() == Mode.OFF) throw Refusal.conflict("signing up is off: choose invitation or open first");
        var secret = LinkSecret.fresh();
        var expires = clock.instant().plus(INVITATION);
        database.run(handle -> {
            handle.createUpdate("delete from invitation where expires_at <= :now")
                    .bind("now", clock.millis())
                    .execute();
            handle.createUpdate("insert into invitation (hash, role, made_by, expires_at) values (:hash, :role, :by,"
                            + " :expires)")
                    .bind("hash", Accounts.hash(secret))
                    .bind("role", role.name())
                    .bind("by", by.name())
                    .bind("expires", expires.toEpochMilli())
                    .execute();
            audit.record(handle, by, "invitation.make", Constants.word(role), "");
        });
        return new Invitation(secret, role, expires);
    }

    /** Refuses where nobody may sign up by this; {@code secret} empty: without an invitation. */
    public void check(String secret) {
        database.read(handle -> roleFor(handle, secret));
    }

    private Role roleFor(Handle handle, String secret) {
        var mode = mode(handle);
        if (mode == Mode.OFF) throw Refusal.notFound("nobody signs up here by themselves: ask an administrator");
        if (secret.isEmpty()) {
            if (mode == Mode.OPEN) return Role.READER;
            throw Refusal.notFound("signing up here needs an invitation: ask an administrator");
        }
        return invited(handle, secret)
                .orElseThrow(() -> Refusal.notFound(
                        "this invitation is not known, was used already, or is older than a week: ask for a new one"));
    }

    private Optional<Role> invited(Handle handle, String secret) {
        return handle.createQuery("select role from invitation where hash = :hash and expires_at > :now")
                .bind("hash", Accounts.hash(secret))
                .bind("now", clock.millis())
                .mapTo(String.class)
                .findOne()
                .map(Role::valueOf);
    }

    /** Makes the account and uses the invitation up, or does neither. {@code client}: the address that accounts are counted for. */
    public Account join(String secret, String name, String password, String client) {
        check(secret);
        if (ofAddress.areTooMany(client))
            throw Refusal.of(
                    Refusal.Kind.THROTTLED,
                    "too many accounts were made from your address: try again in " + AN_ACCOUNT.toMinutes()
                            + " minutes");
        var hash = passwords.hashed(password, name);
        var made = database.write(handle -> {
            var role = roleFor(handle, secret);
            handle.createUpdate("delete from invitation where hash = :hash")
                    .bind("hash", Accounts.hash(secret))
                    .execute();
            var account = accounts.create(handle, name, role, Account.HUB);
            passwords.store(handle, account, hash);
            audit.record(handle, account, "account.join", name, secret.isEmpty() ? "open" : "by invitation");
            return account;
        });
        ofAddress.add(client);
        return made;
    }
}
