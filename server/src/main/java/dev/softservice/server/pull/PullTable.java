package dev.softservice.server.pull;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of pull requests: one statement an intention. */
public final class PullTable {
    private PullTable() {}

    static Optional<PullRow> find(Handle handle, PullKey key) {
        return handle.createQuery("select * from pull where repository = :repository and number = :number")
                .bind("repository", key.repository())
                .bind("number", key.number())
                .map((row, _) -> read(row))
                .findOne();
    }

    /** What the row of that id is called elsewhere. */
    public static Optional<PullKey> key(Handle handle, long id) {
        return handle.createQuery("select repository, number from pull where id = :id")
                .bind("id", id)
                .map((row, _) -> new PullKey(row.getLong("repository"), row.getInt("number")))
                .findOne();
    }

    static List<PullRow> list(
            Handle handle, long repository, Optional<PullRequest.State> state, int before, int limit) {
        var query = handle.createQuery("select * from pull where repository = :repository and number < :before"
                        + (state.isPresent() ? " and state = :state" : "") + " order by number desc limit :limit")
                .bind("repository", repository)
                .bind("before", before <= 0 ? Integer.MAX_VALUE : before)
                .bind("limit", limit);
        state.ifPresent(wanted -> query.bind("state", wanted.name()));
        return query.map((row, _) -> read(row)).list();
    }

    /** The newest run of the merge result that was tested last, if any; the base may have moved since. */
    static Optional<Run> run(Handle handle, PullKey key) {
        return find(handle, key).flatMap(PullRow::tested).flatMap(tested -> Runs.ofMerge(handle, key, tested.tree()));
    }

    /** The same for many of one repository, by number; those without any are left out. */
    static Map<Integer, Run> runs(Handle handle, long repository, List<PullRow> rows) {
        return Runs.ofMerges(
                handle,
                repository,
                rows.stream()
                        .filter(row -> row.tested().isPresent())
                        .collect(Collectors.toMap(
                                row -> row.pull().number(),
                                row -> row.tested().orElseThrow().tree())));
    }

    /** Those of {@code keys} that are here. */
    static Map<PullKey, PullRequest> all(Handle handle, Collection<PullKey> keys) {
        if (keys.isEmpty()) return Map.of();
        return handle
                .createQuery("select * from pull where repository in (<repositories>) and number in (<numbers>)")
                .bindList(
                        "repositories",
                        keys.stream().map(PullKey::repository).distinct().toList())
                .bindList(
                        "numbers", keys.stream().map(PullKey::number).distinct().toList())
                .map((row, _) -> read(row))
                .stream()
                .filter(row -> keys.contains(row.key()))
                .collect(Collectors.toMap(PullRow::key, PullRow::pull));
    }

    /** Whether the head came from somebody who may push to the repository, in the caller's transaction. */
    public static boolean isTrusted(Handle handle, PullKey key) {
        return find(handle, key).filter(PullRow::trusted).isPresent();
    }

    /** All open ones, oldest first. */
    static List<PullRow> open(Handle handle, long repository) {
        return handle.createQuery(
                        "select * from pull where repository = :repository and state = 'OPEN' order by number")
                .bind("repository", repository)
                .map((row, _) -> read(row))
                .list();
    }

    /** Open ones of all repositories that were updated at {@code since} or later. */
    static List<PullRow> updatedSince(Handle handle, Instant since) {
        return handle.createQuery("select * from pull where state = 'OPEN' and updated_at >= :since order by id")
                .bind("since", since.toEpochMilli())
                .map((row, _) -> read(row))
                .list();
    }

    /** Those that landed last, oldest first. */
    static List<PullRow> merged(Handle handle, long repository, int limit) {
        return handle.createQuery("""
            select * from pull where repository = :repository and state = 'MERGED' order by merged_at desc, id desc limit :limit\
            """)
                .bind("repository", repository)
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list()
                .reversed();
    }

    /** Open ones of all repositories, those that changed last first. */
    static List<PullRow> openEverywhere(Handle handle, Visible by, int limit) {
        return by.bind(handle.createQuery("select * from pull where state = 'OPEN' and " + by.condition("repository")
                        + " order by updated_at desc, id desc limit :limit"))
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list();
    }

    /** Open ones whose verdict is that of an older base, the newest first. */
    static List<PullRow> stale(Handle handle, int limit) {
        return handle.createQuery("""
            select * from pull where state = 'OPEN' and merge_sha is not null and tested_base <> base_sha
            order by updated_at desc, id desc limit :limit\
            """)
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list();
    }

    /** What the newest run is about. */
    static void tested(Handle handle, PullKey key, MergeResult result) {
        handle.createUpdate("""
            update pull set tested_base = :base, tested_tree = :tree where repository = :repository and number = :number\
            """)
                .bind("base", result.base().name())
                .bind("tree", result.tree().orElseThrow().name())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** Repositories that have open pull requests. */
    static List<Long> repositoriesWithOpen(Handle handle) {
        return handle.createQuery("select distinct repository from pull where state = 'OPEN'")
                .mapTo(Long.class)
                .list();
    }

    static void insert(Handle handle, PullKey key, Proposed proposed, MergeResult result, Instant now) {
        if (!Repositories.takePull(handle, key.repository(), key.number()))
            throw new IllegalStateException("pull request number " + key.number() + " is taken");
        handle.createUpdate("""
            insert into pull (repository, number, title, description, author, base, base_sha, head_sha, trusted, merge_sha, merge_tree,
                conflicts, state, topic, source, draft, created_at, updated_at)
            values (:repository, :number, :title, :description, :author, :base, :baseSha, :head, :trusted, :merge, :tree,
                :conflicts, 'OPEN', :topic, :source, :draft, :now, :now)\
            """)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .bind("title", proposed.title())
                .bind("description", proposed.description())
                .bind("author", proposed.by().name())
                .bind("base", proposed.base().name())
                .bind("baseSha", result.base().name())
                .bind("head", result.head().name())
                .bind("trusted", proposed.trusted() ? 1 : 0)
                .bindByType("merge", result.commit().map(Sha::name).orElse(null), String.class)
                .bindByType("tree", result.tree().map(Sha::name).orElse(null), String.class)
                .bind("conflicts", Rows.joined(result.conflicts()))
                .bind("topic", proposed.topic())
                .bind("source", proposed.source().map(BranchName::name).orElse(""))
                .bind("draft", proposed.draft() ? 1 : 0)
                .bind("now", now.toEpochMilli())
                .execute();
        VersionTable.add(handle, key, result, proposed.by().name(), now);
    }

    static void words(Handle handle, PullKey key, String title, String description) {
        handle.createUpdate(
                        "update pull set title = :title, description = :description where repository = :repository and"
                                + " number = :number")
                .bind("title", title)
                .bind("description", description)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** A new head: what was said of the old one (trust, the wish to merge) holds no more. */
    static void newHead(Handle handle, PullKey key, boolean trusted, Optional<String> autoBy, Instant now) {
        handle.createUpdate(
                        "update pull set trusted = :trusted, auto_by = :auto, updated_at = :now, tested_base = null,"
                                + " tested_tree = null where repository ="
                                + " :repository and number = :number")
                .bind("trusted", trusted ? 1 : 0)
                .bindByType("auto", autoBy.orElse(null), String.class)
                .bind("now", now.toEpochMilli())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** It is open, and for {@code base}. */
    static void aim(Handle handle, PullKey key, BranchName base, Instant now) {
        handle.createUpdate("""
            update pull set base = :base, state = 'OPEN', updated_at = :now where repository = :repository and number = :number\
            """)
                .bind("base", base.name())
                .bind("now", now.toEpochMilli())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void result(Handle handle, PullKey key, MergeResult result) {
        handle.createUpdate("""
            update pull set base_sha = :base, head_sha = :head, merge_sha = :merge, merge_tree = :tree, conflicts = :conflicts
            where repository = :repository and number = :number\
            """)
                .bind("base", result.base().name())
                .bind("head", result.head().name())
                .bindByType("merge", result.commit().map(Sha::name).orElse(null), String.class)
                .bindByType("tree", result.tree().map(Sha::name).orElse(null), String.class)
                .bind("conflicts", Rows.joined(result.conflicts()))
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void proven(Handle handle, PullKey key, Sha head) {
        handle.createUpdate("update pull set proven_head = :head where repository = :repository and number = :number")
                .bind("head", head.name())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void mergeWhenVerified(Handle handle, PullKey key, String by) {
        handle.createUpdate(
                        "update pull set auto_by = :by where repository = :repository and number = :number and state ="
                                + " 'OPEN'")
                .bind("by", by)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** A draft is not wished to merge any more. */
    static void draft(Handle handle, PullKey key, boolean draft, Instant now) {
        handle.createUpdate("""
            update pull set draft = :draft, auto_by = case when :draft = 1 then null else auto_by end, updated_at = :now
            where repository = :repository and number = :number\
            """)
                .bind("draft", draft ? 1 : 0)
                .bind("now", now.toEpochMilli())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void mergeNoMore(Handle handle, PullKey key) {
        handle.createUpdate("update pull set auto_by = null where repository = :repository and number = :number")
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** Repositories with open ones that are to land once verified. */
    static List<Long> repositoriesWithWishes(Handle handle) {
        return handle.createQuery("select distinct repository from pull where state = 'OPEN' and auto_by is not null")
                .mapTo(Long.class)
                .list();
    }

    /** Repositories with a landing that was begun and not finished. */
    static List<Long> landing(Handle handle) {
        return handle.createQuery(
                        "select distinct repository from pull where state = 'OPEN' and landing_sha is not null")
                .mapTo(Long.class)
                .list();
    }

    static void landing(Handle handle, PullKey key, Optional<PullRow.Landing> landing) {
        handle.createUpdate("update pull set landing_sha = :commit, landing_by = :by where repository = :repository and"
                        + " number = :number")
                .bindByType(
                        "commit",
                        landing.map(PullRow.Landing::commit).map(Sha::name).orElse(null),
                        String.class)
                .bindByType("by", landing.map(PullRow.Landing::by).orElse(null), String.class)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void merged(Handle handle, PullKey key, PullRow.Landing landed, Instant now) {
        handle.createUpdate("""
            update pull set state = 'MERGED', landed_sha = :commit, merged_by = :by, merged_at = :now, updated_at = :now,
                landing_sha = null, landing_by = null where repository = :repository and number = :number\
            """)
                .bind("commit", landed.commit().name())
                .bind("by", landed.by())
                .bind("now", now.toEpochMilli())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void closed(Handle handle, PullKey key, Instant now) {
        handle.createUpdate("""
            update pull set state = 'CLOSED', auto_by = null, updated_at = :now where repository = :repository and number = :number\
            """)
                .bind("now", now.toEpochMilli())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void reopened(Handle handle, PullKey key, Instant now) {
        handle.createUpdate(
                        "update pull set state = 'OPEN', updated_at = :now where repository = :repository and number ="
                                + " :number and state = 'CLOSED'")
                .bind("now", now.toEpochMilli())
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    /** Approval names what was looked at: the pull request, its head and its base branch. */
    static void approve(Handle handle, PullRequest pull, String by, Instant now) {
        handle.createUpdate("""
            insert into approval (pull, head_sha, base, by_name, at) values (:pull, :head, :base, :by, :now)
            on conflict (pull, head_sha, base) do nothing\
            """)
                .bind("pull", pull.id())
                .bind("head", pull.headSha().name())
                .bind("base", pull.base().name())
                .bind("by", by)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static boolean isApproved(Handle handle, PullKey key, Sha head) {
        return handle.createQuery("""
            select count(*) from approval a join pull p on p.id = a.pull
            where p.repository = :repository and p.number = :number and a.base = p.base and a.head_sha = :head\
            """)
                        .bind("repository", key.repository())
                        .bind("number", key.number())
                        .bind("head", head.name())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private static PullRow read(ResultSet row) throws SQLException {
        var pull = new PullRequest(
                row.getLong("id"),
                row.getLong("repository"),
                row.getInt("number"),
                row.getString("title"),
                row.getString("description"),
                row.getString("author"),
                new BranchName(row.getString("base")),
                new Sha(row.getString("base_sha")),
                new Sha(row.getString("head_sha")),
                sha(row, "merge_sha"),
                Rows.lines(row, "conflicts"),
                PullRequest.State.valueOf(row.getString("state")),
                row.getString("topic"),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"),
                Rows.optionalTime(row, "merged_at"),
                Rows.optionalText(row, "merged_by"),
                sha(row, "landed_sha"),
                Rows.optionalText(row, "auto_by"),
                row.getInt("draft") == 1);
        var landing = sha(row, "landing_sha");
        return new PullRow(
                pull,
                row.getInt("trusted") > 0,
                sha(row, "merge_tree"),
                BranchName.of(row.getString("source")),
                sha(row, "proven_head"),
                tested(row),
                landing.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new PullRow.Landing(landing.get(), row.getString("landing_by"))));
    }

    private static Optional<PullRow.Tested> tested(ResultSet row) throws SQLException {
        var base = sha(row, "tested_base");
        var tree = sha(row, "tested_tree");
        return base.isPresent() && tree.isPresent()
                ? Optional.of(new PullRow.Tested(base.get(), tree.get()))
                : Optional.empty();
    }

    private static Optional<Sha> sha(ResultSet row, String column) throws SQLException {
        return Rows.optionalText(row, column).map(Sha::new);
    }
}
