package dev.softservice.server.scale;

import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of a hub that is filled, by one statement a table. */
final class LargeHubRows {
    /** Every tenth pull request is open. */
    private static final int OPEN = 10;

    private static final int RESERVED = 1_000_000;
    private static final int RELEASES = 5;
    private static final int BUSY_RELEASES = 100;
    private static final int USERS = 3;
    private static final int TALKED_ABOUT = 300;
    private static final int DELIVERIES = 2_000;
    private static final List<String> STEPS = List.of("read", "plan", "build", "provision", "accept");

    private final Database database;

    LargeHubRows(Database database) {
        this.database = database;
    }

    /**
     * What one repository gets.
     *
     * @param used what every third one uses
     * @param pull the id of its first pull request; the others follow
     * @param run  the id of its first run; the others follow
     */
    record Content(
            HostedRepository repository,
            HostedRepository used,
            GrownHistory.Grown grown,
            long pull,
            long run,
            int runs) {
        long id() {
            return repository.id();
        }

        boolean busy() {
            return id() == used.id();
        }

        /** Whether it is made of {@link #used}. */
        boolean uses() {
            return !busy() && id() % USERS == 0;
        }

        int pulls() {
            return grown.pulls().size();
        }

        /** The first runs are those of pull requests, each with one of its two versions. */
        boolean isOfPull(int run) {
            return run < Math.min(2 * pulls(), runs);
        }
    }

    long firstRun() {
        return next("run");
    }

    long firstPull() {
        return next("pull");
    }

    private long next(String table) {
        return database.read(handle -> handle.createQuery("select coalesce(max(id), 0) + 1 from " + table)
                .mapTo(Long.class)
                .one());
    }

    private void batch(String sql, Consumer<PreparedBatch> rows) {
        database.run(handle -> batch(handle, sql, rows));
    }

    private static void batch(Handle handle, String sql, Consumer<PreparedBatch> rows) {
        var batch = handle.prepareBatch(sql);
        rows.accept(batch);
        if (batch.size() > 0) batch.execute();
    }

    void accounts(int number) {
        batch("insert into account (name, role, created_at) values (:name, 'CONTRIBUTOR', 1)", batch -> {
            for (int i = 0; i < number; i++) batch.bind("name", user(i)).add();
        });
    }

    private static String user(long i) {
        return "user-" + i % 100;
    }

    /** {@code at}: when the nth of so many was. */
    void content(Content content, LongBinaryOperator at) {
        database.run(handle -> {
            pulls(handle, content, at);
            runs(handle, content, at);
            handle.createUpdate("""
                update catalog set title = :title, summary = 'A wiki that a small team owns and runs itself.', words = :words, version = '1.0.1', level = 4,
                categories = 'collaboration', released_at = 1 where repository = :id\
                """)
                    .bind("id", content.id())
                    .bind("title", "Team wiki " + content.id())
                    .bind("words", (content.repository().name() + " team wiki " + content.id() + " collaboration"))
                    .execute();
            handle.createUpdate("update repository set next_pull = :next, private = :private where id = :id")
                    .bind("id", content.id())
                    .bind("next", content.pulls() + 1)
                    .bind("private", content.id() % 10 == 7 ? 1 : 0)
                    .execute();
        });
    }

    private static void pulls(Handle handle, Content content, LongBinaryOperator at) {
        var tip = content.grown().main().getLast().commit().name();
        batch(handle, """
            insert into pull (id, repository, number, title, description, author, base, base_sha, head_sha, trusted, merge_sha, merge_tree, conflicts, state,
                topic, created_at, updated_at, merged_at, merged_by, landed_sha, source, proven_head, tested_base, tested_tree)
            values (:id, :repository, :number, :title, 'It makes *pages* better, see `page-1`.', :author, 'main', :base, :head, 1, :merge, :tree, '', :state,
                '', :at, :at, :merged, :by, :landed, '', :head, :tested, :tree)\
            """, batch -> {
            for (int i = 0; i < content.pulls(); i++) {
                var pull = content.grown().pulls().get(i);
                boolean merged = i % OPEN != 0;
                var tested = content.grown().main().get(pull.base()).commit().name();
                batch.bind("id", content.pull() + i)
                        .bind("repository", content.id())
                        .bind("number", i + 1)
                        .bind("title", "Make page " + i + " better")
                        .bind("author", user(i))
                        .bind("base", merged ? tested : tip)
                        .bind("head", pull.head().name())
                        .bind("merge", pull.merged().commit().name())
                        .bind("tree", pull.merged().tree().name())
                        .bind("state", merged ? "MERGED" : "OPEN")
                        .bind("at", at.applyAsLong(i, content.pulls()))
                        .bind("tested", tested);
                if (merged)
                    batch.bind("merged", at.applyAsLong(i, content.pulls()))
                            .bind("by", user(i + 1))
                            .bind("landed", pull.merged().commit().name());
                else
                    batch.bindByType("merged", null, Long.class)
                            .bindByType("by", null, String.class)
                            .bindByType("landed", null, String.class);
                batch.add();
            }
        });
        batch(handle, """
            insert into pull_version (pull, number, head_sha, base_sha, by_name, at) values (:pull, :number, :head, :base, :by, :at)\
            """, batch -> {
            for (int i = 0; i < content.pulls(); i++) {
                for (int version = 1; version <= 2; version++) {
                    var pull = content.grown().pulls().get(i);
                    batch.bind("pull", content.pull() + i)
                            .bind("number", version)
                            .bind("head", pull.head().name())
                            .bind(
                                    "base",
                                    content.grown()
                                            .main()
                                            .get(pull.base())
                                            .commit()
                                            .name())
                            .bind("by", user(i))
                            .bind("at", at.applyAsLong(i, content.pulls()))
                            .add();
                }
            }
        });
        batch(
                handle,
                "insert into pull_event (pull, kind, by_name, at, detail) values (:pull, 'MERGED', :by, :at, :detail)",
                batch -> {
                    for (int i = 0; i < content.pulls(); i++) {
                        if (i % OPEN == 0) continue;
                        batch.bind("pull", content.pull() + i)
                                .bind("by", user(i + 1))
                                .bind("at", at.applyAsLong(i, content.pulls()))
                                .bind(
                                        "detail",
                                        content.grown()
                                                .pulls()
                                                .get(i)
                                                .merged()
                                                .commit()
                                                .name())
                                .add();
                    }
                });
    }

    private static void runs(Handle handle, Content content, LongBinaryOperator at) {
        batch(handle, """
            insert into run (id, repository, kind, pull, ref, commit_sha, tree, state, verdict, level, passed, failed, reason, queued_at, started_at, accepted_at,
                verdict_at, finished_at)
            values (:id, :repository, :kind, :pull, :ref, :commit, :tree, 'FINISHED', :verdict, :level, :passed, :failed, :reason, :at, :at + 50, :at + 9000,
                :at + 10000, :at + 11000)\
            """, batch -> {
            for (int i = 0; i < content.runs(); i++) {
                var id = new RunId(content.run() + i);
                boolean fails = LargeHub.fails(id);
                if (content.isOfPull(i)) {
                    var pull = content.grown().pulls().get(i / 2);
                    batch.bind("kind", "PULL")
                            .bind("pull", i / 2 + 1)
                            .bind("ref", "refs/pull/" + (i / 2 + 1) + "/merge")
                            .bind("commit", pull.merged().commit().name())
                            .bind("tree", pull.merged().tree().name());
                } else {
                    var commit = content.grown()
                            .main()
                            .get(i % content.grown().main().size());
                    batch.bind("kind", "BRANCH")
                            .bindByType("pull", null, Integer.class)
                            .bind("ref", "refs/heads/main")
                            .bind("commit", commit.commit().name())
                            .bind("tree", commit.tree().name());
                }
                batch.bind("id", id)
                        .bind("repository", content.id())
                        .bind("verdict", fails ? "FAILED" : "PASSED")
                        .bind("level", fails ? 3 : 4)
                        .bind("passed", Amounts.RESULTS_A_RUN - (fails ? 1 : 0))
                        .bind("failed", fails ? 1 : 0)
                        .bind("reason", fails ? "page 3 can be edited: expected 200, got 500" : "")
                        .bind("at", at.applyAsLong(i, content.runs()))
                        .add();
            }
        });
        batch(handle, """
            insert into step (run, name, position, state, started_at, finished_at) values (:run, :name, :position, 'passed', 1, 2)\
            """, batch -> {
            for (int i = 0; i < content.runs(); i++) {
                for (int step = 0; step < STEPS.size(); step++)
                    batch.bind("run", content.run() + i)
                            .bind("name", STEPS.get(step))
                            .bind("position", step)
                            .add();
            }
        });
        if (content.uses()) uses(handle, content);
    }

    private static void uses(Handle handle, Content content) {
        batch(handle, """
            insert into run_use (run, path, position, distro, repository, tag, commit_sha, tree)
            values (:run, 'wiki', 0, :distro, :used, 'v1.0.1', :sha, :sha)\
            """, batch -> {
            for (int i = 0; i < content.runs(); i++)
                batch.bind("run", content.run() + i)
                        .bind(
                                "distro",
                                "https://hub.example.org/" + content.used().name())
                        .bind("used", content.used().id())
                        .bind("sha", "%040x".formatted(content.id()))
                        .add();
        });
    }

    /** Releases that are made from now on come after those that are filled in. */
    void reserveReleases() {
        database.run(handle -> {
            if (isPostgres(handle))
                handle.createQuery("select setval(pg_get_serial_sequence('release', 'id'), " + RESERVED + ")")
                        .mapTo(Long.class)
                        .one();
            else handle.execute("insert into sqlite_sequence (name, seq) values ('release', " + RESERVED + ")");
        });
    }

    /** Those before the real one; {@code first}: the id of the oldest. Returns how many. */
    int releases(Content content, long first, LongBinaryOperator at) {
        return database.write(handle -> releases(handle, content, first, at));
    }

    private static int releases(Handle handle, Content content, long first, LongBinaryOperator at) {
        int number = content.busy() ? BUSY_RELEASES : RELEASES;
        batch(handle, """
            insert into release (id, repository, version, major, minor, patch, commit_sha, tree, level, run, evidence, state, created_at)
            values (:id, :repository, :version, 0, 9, :patch, :commit, :tree, 4, :run, :evidence, 'PUBLISHED', :at)\
            """, batch -> {
            int commits = content.grown().main().size();
            for (int i = 0; i < number; i++) {
                var commit = content.grown().main().get((i + 1) * commits / number - 1);
                batch.bind("id", first + i)
                        .bind("repository", content.id())
                        .bind("version", "0.9." + i)
                        .bind("patch", i)
                        .bind("commit", commit.commit().name())
                        .bind("tree", commit.tree().name())
                        .bind("run", content.run() + content.runs() - 1)
                        .bind("evidence", "sha256:" + "ab".repeat(32))
                        .bind("at", at.applyAsLong(i, number))
                        .add();
            }
        });
        return number;
    }

    /** The first pull request is much talked about; the rest is spread over all. */
    void comments(Amounts amounts) {
        var pulls = database.read(handle -> handle.createQuery("select id from pull order by id")
                .mapTo(Long.class)
                .list());
        int step = 10_000;
        for (int from = 0; from < amounts.comments(); from += step) {
            int first = from;
            int last = Math.min(amounts.comments(), from + step);
            batch("""
                insert into comment (pull, author, body, created_at, version, path, side, line, line_text)
                values (:pull, :author, :body, :at, :version, :path, :side, :line, :text)\
                """, batch -> {
                for (int i = first; i < last; i++) {
                    boolean onLine = i % 4 == 0;
                    batch.bind("pull", i < TALKED_ABOUT ? pulls.getFirst() : pulls.get(i % pulls.size()))
                            .bind("author", user(i))
                            .bind("body", "I would **rather** have it as in `page-" + i % 30 + "`, since #1 says so.")
                            .bind("at", 1_700_000_000_000L + i * 1000L)
                            .bindByType("version", onLine ? 2 : null, Integer.class)
                            .bindByType("path", onLine ? "pages/page-1.txt" : null, String.class)
                            .bindByType("side", onLine ? "NEW" : null, String.class)
                            .bindByType("line", onLine ? 1 + i % 40 : null, Integer.class)
                            .bindByType("text", onLine ? "Line 3 of this page" : null, String.class)
                            .add();
                }
            });
        }
        batch("""
            insert into review (pull, version, author, verdict, created_at, sent_at) values (:pull, 2, :author, 'APPROVED', 1, 1)\
            """, batch -> {
            for (int i = 0; i < pulls.size(); i++)
                batch.bind("pull", pulls.get(i)).bind("author", user(i + 7)).add();
        });
    }

    void audit(int number, LongBinaryOperator at) {
        batch("""
            insert into audit (at, account, action, subject, detail) values (:at, :account, 'pull.merge', 'team-0/wiki', '#1')\
            """, batch -> {
            for (int i = 0; i < number; i++)
                batch.bind("at", at.applyAsLong(i, number))
                        .bind("account", user(i))
                        .add();
        });
    }

    /** What {@code webhook} was told; it takes nothing more. */
    void deliveries(long webhook, LongBinaryOperator at) {
        database.run(handle -> handle.createUpdate("update webhook set stopped = 'it answered 410' where id = :id")
                .bind("id", webhook)
                .execute());
        batch("""
            insert into webhook_delivery (webhook, message, event, body, at, state, tries, next_at, tried_at, answer)
            values (:webhook, :message, 'run.finished', '{}', :at, 'DELIVERED', 1, 1, 1, '200')\
            """, batch -> {
            for (int i = 0; i < DELIVERIES; i++)
                batch.bind("webhook", webhook)
                        .bind("message", "run-" + i)
                        .bind("at", at.applyAsLong(i, DELIVERIES))
                        .add();
        });
    }

    /** Rows that are made from now on have ids of their own, and the planner knows how many there are. */
    void finish() {
        database.run(handle -> {
            boolean postgres = isPostgres(handle);
            for (var table : List.of("run", "pull"))
                if (postgres)
                    handle.createQuery("select setval(pg_get_serial_sequence('" + table + "', 'id'), max(id)) from "
                                    + table)
                            .mapTo(Long.class)
                            .one();
            handle.execute("analyze");
        });
    }

    private static boolean isPostgres(Handle handle) {
        try {
            return handle.getConnection().getMetaData().getDatabaseProductName().equals("PostgreSQL");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
