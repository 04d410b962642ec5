package dev.softservice.server.runners;

import dev.softservice.runner.evidence.VerifyingKey;
import dev.softservice.runner.wire.Messages.Machine;
import dev.softservice.runner.wire.Messages.Register;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of runners, their tokens and their leases; each method in the caller's transaction. */
final class RunnerTable {
    static final String LOST = "lost";

    private RunnerTable() {}

    static void addToken(Handle handle, String hash, String by, Instant until) {
        handle.createUpdate("insert into runner_token (hash, by_name, expires_at) values (:hash, :by, :until)")
                .bind("hash", hash)
                .bind("by", by)
                .bind("until", until.toEpochMilli())
                .execute();
    }

    /** Uses a token up; false: there is no such one, or its time is over. */
    static boolean takeToken(Handle handle, String hash, Instant now) {
        handle.createUpdate("delete from runner_token where expires_at <= :now")
                .bind("now", now.toEpochMilli())
                .execute();
        return handle.createUpdate("delete from runner_token where hash = :hash")
                        .bind("hash", hash)
                        .execute()
                == 1;
    }

    /** Returns its id. {@code secret}: its hash. */
    static long add(Handle handle, Register wish, String secret, Instant now) {
        return handle.createQuery("""
            insert into runner (name, secret, key, version, labels, workers, created_at, seen_at)
            values (:name, :secret, :key, :version, :labels, :workers, :now, :now) returning id\
            """)
                .bind("name", wish.name())
                .bind("secret", secret)
                .bind("key", wish.key())
                .bind("version", wish.machine().version())
                .bind("labels", labels(wish.machine()))
                .bind("workers", wish.machine().workers())
                .bind("now", now.toEpochMilli())
                .mapTo(Long.class)
                .one();
    }

    private static String labels(Machine machine) {
        return new TreeMap<>(machine.labels())
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining("\n"));
    }

    static Optional<KnownRunner> bySecret(Handle handle, String hash) {
        return handle.createQuery("select * from runner where secret = :hash")
                .bind("hash", hash)
                .map((row, _) -> read(row))
                .findOne();
    }

    static Optional<KnownRunner> byName(Handle handle, String name) {
        return handle.createQuery("select * from runner where name = :name")
                .bind("name", name)
                .map((row, _) -> read(row))
                .findOne();
    }

    /** In the order of their names. */
    static List<KnownRunner> all(Handle handle) {
        return handle.createQuery("select * from runner order by name")
                .map((row, _) -> read(row))
                .list();
    }

    private static KnownRunner read(ResultSet row) throws SQLException {
        var labels = Rows.lines(row, "labels").stream()
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
        return new KnownRunner(
                row.getLong("id"),
                row.getString("name"),
                VerifyingKey.parse(row.getString("key")).orElseThrow(),
                new Machine(row.getString("version"), labels, row.getInt("workers")),
                row.getString("boot"),
                row.getInt("draining") > 0,
                row.getString("trouble"),
                Rows.time(row, "created_at"),
                Rows.time(row, "seen_at"));
    }

    /** What it says of itself now. */
    static void seen(Handle handle, KnownRunner runner) {
        handle.createUpdate("""
            update runner set version = :version, labels = :labels, workers = :workers, boot = :boot, trouble = :trouble, seen_at = :seen where id = :id\
            """)
                .bind("version", runner.machine().version())
                .bind("labels", labels(runner.machine()))
                .bind("workers", runner.machine().workers())
                .bind("boot", runner.boot())
                .bind("trouble", runner.trouble())
                .bind("seen", runner.seenAt().toEpochMilli())
                .bind("id", runner.id())
                .execute();
    }

    static void drain(Handle handle, long id, boolean wanted) {
        handle.createUpdate("update runner set draining = :wanted where id = :id")
                .bind("wanted", wanted ? 1 : 0)
                .bind("id", id)
                .execute();
    }

    static void remove(Handle handle, long id) {
        handle.createUpdate("delete from runner_lease where runner = :id")
                .bind("id", id)
                .execute();
        handle.createUpdate("delete from runner where id = :id").bind("id", id).execute();
    }

    /** Returns the lease's fencing number. */
    static long lease(Handle handle, KnownRunner runner, RunId run, Instant now) {
        return handle.createQuery("""
            insert into runner_lease (runner, run, boot, begun_at) values (:runner, :run, :boot, :now) returning id\
            """)
                .bind("runner", runner.id())
                .bind("run", run)
                .bind("boot", runner.boot())
                .bind("now", now.toEpochMilli())
                .mapTo(Long.class)
                .one();
    }

    /** {@code ended}: empty while it goes on, else {@link #LOST} or the digest of what was told at the end. */
    record LeaseRow(long fence, long runner, RunId run, String boot, String ended) {}

    static Optional<LeaseRow> lease(Handle handle, long fence) {
        return handle.createQuery("select * from runner_lease where id = :id")
                .bind("id", fence)
                .map((row, _) -> leaseRow(row))
                .findOne();
    }

    /** Those that go on. */
    static List<LeaseRow> leases(Handle handle, long runner) {
        return handle.createQuery("select * from runner_lease where runner = :runner and ended = '' order by id")
                .bind("runner", runner)
                .map((row, _) -> leaseRow(row))
                .list();
    }

    private static LeaseRow leaseRow(ResultSet row) throws SQLException {
        return new LeaseRow(
                row.getLong("id"),
                row.getLong("runner"),
                new RunId(row.getLong("run")),
                row.getString("boot"),
                row.getString("ended"));
    }

    static void end(Handle handle, long fence, String how) {
        handle.createUpdate("update runner_lease set ended = :how where id = :id and ended = ''")
                .bind("how", how)
                .bind("id", fence)
                .execute();
    }

    /** Forgets those that begun before; none goes on for so long. */
    static void forget(Handle handle, Instant before) {
        handle.createUpdate("delete from runner_lease where begun_at < :before")
                .bind("before", before.toEpochMilli())
                .execute();
    }
}
