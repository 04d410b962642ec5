package dev.softservice.server.release;

import dev.softservice.runner.evidence.Version;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import dev.softservice.server.db.RungsColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of releases; those that are intended only are seen by the publisher alone. */
final class ReleaseTable {
    private ReleaseTable() {}

    static List<Release> published(Handle handle, long repository, long before, int limit) {
        return handle.createQuery("""
            select * from release where repository = :repository and state = 'PUBLISHED' and id < :before order by id desc limit :limit\
            """)
                .bind("repository", repository)
                .bind("before", before <= 0 ? Long.MAX_VALUE : before)
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list();
    }

    static List<Release> intended(Handle handle) {
        return handle.createQuery("select * from release where state <> 'PUBLISHED' order by id")
                .map((row, _) -> read(row))
                .list();
    }

    /** Intended ones too. */
    static Optional<Release> ofCommit(Handle handle, long repository, Sha commit) {
        return handle.createQuery(
                        "select * from release where repository = :repository and commit_sha = :commit order by id"
                                + " desc limit 1")
                .bind("repository", repository)
                .bind("commit", commit.name())
                .map((row, _) -> read(row))
                .findOne();
    }

    static List<Version> versions(Handle handle, long repository) {
        return handle.createQuery("select major, minor, patch from release where repository = :repository")
                .bind("repository", repository)
                .map((row, _) -> new Version(row.getInt("major"), row.getInt("minor"), row.getInt("patch")))
                .list();
    }

    /** The newest published release of each of these repositories. */
    static List<Release> newest(Handle handle, List<Long> repositories) {
        if (repositories.isEmpty()) return List.of();
        return handle.createQuery("""
            select * from release where id in (select max(id) from release
            where repository in (<repositories>) and state = 'PUBLISHED' group by repository)\
            """)
                .bindList("repositories", repositories)
                .map((row, _) -> read(row))
                .list();
    }

    static Release intend(Handle handle, long repository, Version version, Proven proven, Instant now) {
        return handle.createQuery("""
            insert into release (repository, version, major, minor, patch, commit_sha, tree, level, rungs, run, evidence, state, created_at)
            values (:repository, :version, :major, :minor, :patch, :commit, :tree, :level, :rungs, :run, '', 'INTENDED', :now) returning *\
            """)
                .bind("repository", repository)
                .bind("version", version.toString())
                .bind("major", version.major())
                .bind("minor", version.minor())
                .bind("patch", version.patch())
                .bind("commit", proven.commit().name())
                .bind("tree", proven.tree().name())
                .bind("level", proven.rungs().level())
                .bind("rungs", RungsColumn.text(proven.rungs()))
                .bind("run", proven.run())
                .bind("now", now.toEpochMilli())
                .map((row, _) -> read(row))
                .one();
    }

    static void publish(Handle handle, long release, String evidence) {
        handle.createUpdate("update release set state = 'PUBLISHED', evidence = :evidence where id = :id")
                .bind("evidence", evidence)
                .bind("id", release)
                .execute();
    }

    static void abandon(Handle handle, long release) {
        handle.createUpdate("delete from release where id = :id and state <> 'PUBLISHED'")
                .bind("id", release)
                .execute();
    }

    private static Release read(ResultSet row) throws SQLException {
        var version = row.getString("version");
        return new Release(
                row.getLong("id"),
                row.getLong("repository"),
                version,
                "v" + version,
                new Sha(row.getString("commit_sha")),
                new Sha(row.getString("tree")),
                RungsColumn.read(row),
                new RunId(row.getLong("run")),
                row.getString("evidence"),
                Rows.time(row, "created_at"));
    }
}
