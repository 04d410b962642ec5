package dev.softservice.server.account;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How a hub without an administrator gets one: by a link that is told when the hub starts. It makes one account, within a day. It is kept in memory
 * alone: where it was lost, or is too old, the hub is started again and tells another.
 */
public final class FirstAdmin {
    private static final Duration LINK = Duration.ofHours(24);

    private final Database database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Audit audit;
    private final Clock clock;
    private final String secret = LinkSecret.fresh();
    private final Instant until;

    public FirstAdmin(Database database, Accounts accounts, Passwords passwords, Audit audit, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
        this.until = clock.instant().plus(LINK);
    }

    /** The last part of the link; empty where there is an administrator. */
    public Optional<String> secret() {
        return Optional.of(secret).filter(_ -> !database.read(FirstAdmin::isThere));
    }

    /** Refuses a link that makes nobody, or makes nobody any more. */
    public void check(String given) {
        database.read(handle -> {
            check(handle, given);
            return true;
        });
    }

    private void check(Handle handle, String given) {
        if (isThere(handle))
            throw Refusal.notFound("this hub has an administrator: log in, or ask them for an invitation");
        if (!isSecret(given) || !clock.instant().isBefore(until))
            throw Refusal.notFound("this link is not known, or is older than a day: the hub prints a new one when it is"
                    + " started again");
    }

    /** How long it takes tells nothing about the secret. */
    private boolean isSecret(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isThere(Handle handle) {
        return handle.createQuery("select count(*) from account where role = :role and disabled_at is null")
                        .bind("role", Role.ADMIN.name())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Makes the account with its password, or refuses and makes nothing. Of two at the same time one is too late. */
    public Account make(String given, String name, String password) {
        check(given);
        var hash = passwords.hashed(password, name);
        return database.write(handle -> {
            check(handle, given);
            var account = accounts.create(handle, name, Role.ADMIN, Account.HUB);
            passwords.store(handle, account, hash);
            audit.record(handle, account, "account.first", name, "by the link that was told at the start");
            return account;
        });
    }
}
