package dev.softservice.server.account;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Vault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Which token a browser has logged in with. Only the browser has the session's id, and the row is sealed with it: a copy of the database gives
 * neither ids nor tokens away. A session that is not used for twelve hours is over.
 */
public final class SessionTable {
    private static final Duration IDLE = Duration.ofHours(12);
    /** A session in use is not written at every request. */
    private static final Duration NOTED_EVERY = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;

    public SessionTable(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** {@code id} must be random and unguessable. */
    public void put(String id, String token) {
        var hash = digest("session", id);
        var sealed = vault(id).seal("session " + hash, token);
        database.run(handle -> {
            handle.createUpdate("delete from session where used_at < :old")
                    .bind("old", clock.instant().minus(IDLE).toEpochMilli())
                    .execute();
            handle.createUpdate("insert into session (hash, token, used_at) values (:hash, :token, :now)")
                    .bind("hash", hash)
                    .bind("token", sealed)
                    .bind("now", clock.millis())
                    .execute();
        });
    }

    private record Row(String token, Instant usedAt) {}

    public Optional<String> token(String id) {
        var hash = digest("session", id);
        var now = clock.instant();
        var row = database.read(handle -> handle.createQuery("select token, used_at from session where hash = :hash")
                        .bind("hash", hash)
                        .map((found, _) ->
                                new Row(found.getString("token"), Instant.ofEpochMilli(found.getLong("used_at"))))
                        .findOne())
                .filter(found -> found.usedAt().plus(IDLE).isAfter(now));
        if (row.isPresent() && row.get().usedAt().plus(NOTED_EVERY).isBefore(now)) {
            database.run(handle -> handle.createUpdate("update session set used_at = :now where hash = :hash")
                    .bind("now", now.toEpochMilli())
                    .bind("hash", hash)
                    .execute());
        }
        return row.map(found -> vault(id).open("session " + hash, found.token()));
    }

    public void remove(String id) {
        database.run(handle -> handle.createUpdate("delete from session where hash = :hash")
                .bind("hash", digest("session", id))
                .execute());
    }

    private static Vault vault(String id) {
        return Vault.with(HexFormat.of().parseHex(digest("key", id)));
    }

    private static String digest(String use, String id) {
        try {
            var text = use + " " + id;
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("no SHA-256 in this JDK", impossible);
        }
    }
}
