package dev.softservice.server.forge;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import dev.softservice.server.db.Vault;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.webhooks.ForgeKind;
import dev.softservice.webhooks.Secret;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of mirrors and of what they have taken over so far. Secrets and tokens are sealed: a copy of the database gives none away. */
final class MirrorTable {
    private final Database database;
    private final Vault vault;

    MirrorTable(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** What forges were told about commits. */
    StatusTable statuses() {
        return new StatusTable(database);
    }

    /** Does {@code work} in one transaction. */
    <R> R write(Function<Handle, R> work) {
        return database.write(work::apply);
    }

    /** Seals what an older hub has left as it was. */
    void sealAll() {
        for (Mirror mirror : all()) {
            database.run(handle -> {
                String secret = handle.createQuery("select secret from mirror where repository = :repository")
                        .bind("repository", mirror.repository())
                        .mapTo(String.class)
                        .one();
                if (!Vault.isSealed(secret)) {
                    handle.createUpdate(
                                    "update mirror set secret = :secret, token = :token where repository = :repository")
                            .bind("repository", mirror.repository())
                            .bind("secret", secret(mirror.repository(), mirror.settings()))
                            .bindByType("token", token(mirror.repository(), mirror.settings()), String.class)
                            .execute();
                }
            });
        }
    }

    private String secret(long repository, Mirror.Settings settings) {
        return vault.seal(place(repository, "secret"), settings.secret().text());
    }

    private @Nullable String token(long repository, Mirror.Settings settings) {
        return settings.token()
                .map(token -> vault.seal(place(repository, "token"), token.text()))
                .orElse(null);
    }

    private static String place(long repository, String what) {
        return "mirror " + repository + " " + what;
    }

    /** What a repository mirrors, for those who may not open its secrets. */
    static Optional<String> cloneUrl(Database database, long repository) {
        return database.read(handle -> handle.createQuery("select clone_url from mirror where repository = :repository")
                .bind("repository", repository)
                .mapTo(String.class)
                .findOne());
    }

    /** As {@link #cloneUrl}, where the last look could not take everything over. */
    static Optional<String> troubled(Database database, long repository) {
        return database.read(handle -> handle.createQuery(
                        "select clone_url from mirror where repository = :repository and error <> ''")
                .bind("repository", repository)
                .mapTo(String.class)
                .findOne());
    }

    /** Which of the forge's pull requests one of the hub's stands for. */
    static Optional<Elsewhere> elsewhere(Database database, PullKey pull) {
        return database.read(handle -> handle.createQuery("""
            select m.kind, m.clone_url, p.remote from mirror m join mirror_pull p on p.repository = m.repository
            where p.repository = :repository and p.pull = :pull order by p.remote desc limit 1\
            """)
                .bind("repository", pull.repository())
                .bind("pull", pull.number())
                .map((row, _) -> {
                    int number = row.getInt("remote");
                    ForgeKind kind = ForgeKind.named(row.getString("kind")).orElseThrow();
                    return new Elsewhere(number, kind.pullPage(URI.create(row.getString("clone_url")), number));
                })
                .findOne());
    }

    Optional<Mirror> find(long repository) {
        return database.read(handle -> find(handle, repository));
    }

    private Optional<Mirror> find(Handle handle, long repository) {
        return handle.createQuery("select * from mirror where repository = :repository")
                .bind("repository", repository)
                .map((row, _) -> read(row))
                .findOne();
    }

    /** Makes the mirror or changes its settings; a look is due at once. What was taken over from another address is forgotten. */
    void put(Handle handle, long repository, Mirror.Settings settings, Instant now) {
        boolean moved = find(handle, repository)
                .filter(mirror -> !mirror.settings().cloneUrl().equals(settings.cloneUrl()))
                .isPresent();
        if (moved) {
            forget(handle, repository);
        }
        handle.createUpdate("""
            insert into mirror (repository, kind, clone_url, api_url, secret, token, trusted, poll_seconds, next_look_at,
                user_name, branches, push_releases)
            values (:repository, :kind, :cloneUrl, :apiUrl, :secret, :token, :trusted, :poll, :now, :user, :branches, :push)
            on conflict (repository) do update set kind = excluded.kind, clone_url = excluded.clone_url, api_url = excluded.api_url,
                secret = excluded.secret, token = excluded.token, trusted = excluded.trusted, poll_seconds = excluded.poll_seconds,
                next_look_at = excluded.next_look_at, user_name = excluded.user_name, branches = excluded.branches,
                push_releases = excluded.push_releases, error = ''\
            """)
                .bind("repository", repository)
                .bind("kind", settings.kind().word())
                .bind("cloneUrl", settings.cloneUrl().toString())
                .bind("apiUrl", settings.apiUrl().toString())
                .bind("secret", secret(repository, settings))
                .bindByType("token", token(repository, settings), String.class)
                .bind("trusted", String.join("\n", settings.trusted()))
                .bind("poll", settings.poll().toSeconds())
                .bindByType("user", settings.choices().user().orElse(null), String.class)
                .bind("branches", String.join("\n", settings.choices().branches()))
                .bind("push", settings.choices().pushReleases() ? 1 : 0)
                .bind("now", now.toEpochMilli())
                .execute();
        // Whatever kept releases from being pushed may be mended now.
        ReleasePushTable.tryAgain(handle, repository);
    }

    /** Makes a look due. */
    void hint(long repository) {
        database.run(
                handle -> handle.createUpdate("update mirror set hinted = hinted + 1 where repository = :repository")
                        .bind("repository", repository)
                        .execute());
    }

    /** False where there was none. */
    static boolean remove(Handle handle, long repository) {
        forget(handle, repository);
        return handle.createUpdate("delete from mirror where repository = :repository")
                        .bind("repository", repository)
                        .execute()
                > 0;
    }

    private static void forget(Handle handle, long repository) {
        for (String table : List.of(
                "mirror_branch", "mirror_pull", "mirror_status", "mirror_delivery", "mirror_tag", "mirror_release")) {
            handle.createUpdate("delete from " + table + " where repository = :repository")
                    .bind("repository", repository)
                    .execute();
        }
    }

    /** Mirrors to look at now: hinted at, or not looked at for their interval. */
    List<Mirror> due(Instant now) {
        return database.read(handle -> handle.createQuery(
                        "select * from mirror where hinted > looked or next_look_at <= :now order by next_look_at")
                .bind("now", now.toEpochMilli())
                .map((row, _) -> read(row))
                .list());
    }

    List<Mirror> all() {
        return database.read(handle -> handle.createQuery("select * from mirror order by repository")
                .map((row, _) -> read(row))
                .list());
    }

    /**
     * A look has ended that began when {@code mirror} was read; hints that came since make the next one due. {@code next}: when it is due without
     * any.
     */
    void looked(Mirror mirror, Instant now, Instant next, String error) {
        database.run(handle -> handle.createUpdate("""
            update mirror set looked = :hinted, next_look_at = :next, looked_at = :now, error = :error where repository = :repository\
            """)
                .bind("hinted", mirror.hinted())
                .bind("next", next.toEpochMilli())
                .bind("now", now.toEpochMilli())
                .bind("error", error)
                .bind("repository", mirror.repository())
                .execute());
    }

    /** The forge's version tags, as they were seen last. */
    static List<String> tags(Database database, long repository) {
        return database.read(
                handle -> handle.createQuery("select tag from mirror_tag where repository = :repository order by tag")
                        .bind("repository", repository)
                        .mapTo(String.class)
                        .list());
    }

    /** Those that are gone at the forge are kept: what was published under their name may be with somebody. */
    void tags(long repository, Collection<String> seen) {
        List<String> unknown = new ArrayList<>(seen);
        unknown.removeAll(tags(database, repository));
        if (!unknown.isEmpty()) {
            database.run(handle -> unknown.forEach(
                    tag -> handle.createUpdate("insert into mirror_tag (repository, tag) values (:repository, :tag)")
                            .bind("repository", repository)
                            .bind("tag", tag)
                            .execute()));
        }
    }

    /** Commit ids by branch name. */
    Map<BranchName, Sha> branches(long repository) {
        return database.read(handle -> {
            Map<BranchName, Sha> found = new HashMap<>();
            handle.createQuery("select branch, sha from mirror_branch where repository = :repository")
                    .bind("repository", repository)
                    .map((row, _) -> Map.entry(new BranchName(row.getString("branch")), new Sha(row.getString("sha"))))
                    .forEach(e -> found.put(e.getKey(), e.getValue()));
            return found;
        });
    }

    /** Where the forge's branches stand now; empty: the branch is gone. */
    void branches(long repository, Map<BranchName, Optional<Sha>> now) {
        if (now.isEmpty()) return;
        database.run(handle -> {
            var gone = handle.prepareBatch(
                    "delete from mirror_branch where repository = :repository and branch = :branch");
            var there = handle.prepareBatch(
                    "insert into mirror_branch (repository, branch, sha) values (:repository, :branch, :sha)");
            now.forEach((branch, sha) -> {
                gone.bind("repository", repository)
                        .bind("branch", branch.name())
                        .add();
                sha.ifPresent(commit -> there.bind("repository", repository)
                        .bind("branch", branch.name())
                        .bind("sha", commit.name())
                        .add());
            });
            gone.execute();
            there.execute();
        });
    }

    /**
     * One of the hub's pull requests that stands for one of the forge's.
     *
     * @param closed by the mirror, since it is open at the forge no more
     * @param words  digest of what the forge last said of it
     */
    record MappedPull(int remote, int pull, boolean closed, String words) {
        MappedPull gone() {
            return new MappedPull(remote, pull, true, words);
        }
    }

    /** By the forge's number. */
    Map<Integer, MappedPull> pulls(long repository) {
        return database.read(handle -> {
            Map<Integer, MappedPull> found = new TreeMap<>();
            handle.createQuery("select remote, pull, closed, words from mirror_pull where repository = :repository")
                    .bind("repository", repository)
                    .map((row, _) -> new MappedPull(
                            row.getInt("remote"),
                            row.getInt("pull"),
                            row.getInt("closed") != 0,
                            row.getString("words")))
                    .forEach(pull -> found.put(pull.remote(), pull));
            return found;
        });
    }

    void pull(long repository, MappedPull pull) {
        database.run(handle -> handle.createUpdate("""
            insert into mirror_pull (repository, remote, pull, closed, words) values (:repository, :remote, :pull, :closed, :words)
            on conflict (repository, remote) do update set pull = excluded.pull, closed = excluded.closed, words = excluded.words\
            """)
                .bind("repository", repository)
                .bind("remote", pull.remote())
                .bind("pull", pull.pull())
                .bind("closed", pull.closed() ? 1 : 0)
                .bind("words", pull.words())
                .execute());
    }

    private Mirror read(ResultSet row) throws SQLException {
        long repository = row.getLong("repository");
        String trusted = row.getString("trusted");
        var settings = new Mirror.Settings(
                ForgeKind.named(row.getString("kind")).orElseThrow(),
                URI.create(row.getString("clone_url")),
                URI.create(row.getString("api_url")),
                new Secret(vault.open(place(repository, "secret"), row.getString("secret"))),
                Rows.optionalText(row, "token").map(token -> new Secret(vault.open(place(repository, "token"), token))),
                trusted.isEmpty() ? Set.of() : Set.of(trusted.split("\n")),
                Duration.ofSeconds(row.getLong("poll_seconds")),
                new Mirror.Choices(
                        Rows.optionalText(row, "user_name"),
                        Rows.lines(row, "branches"),
                        row.getInt("push_releases") != 0));
        return new Mirror(
                repository,
                settings,
                row.getLong("hinted"),
                Rows.time(row, "next_look_at"),
                Rows.optionalTime(row, "looked_at"),
                row.getString("error"));
    }
}
