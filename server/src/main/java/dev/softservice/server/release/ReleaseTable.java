package dev.softservice.server.release;

import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.runner.evidence.ReleaseNotes;
import dev.softservice.runner.evidence.Version;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import dev.softservice.server.db.RungsColumn;
import dev.softservice.server.repo.Visible;
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

    static List<Release> since(Handle handle, long id) {
        return handle.createQuery("select * from release where id > :id and state = 'PUBLISHED' order by id")
                .bind("id", id)
                .map((row, _) -> read(row))
                .list();
    }

    /** Published ones that were made or yanked at {@code since} or later. */
    static List<Release> changed(Handle handle, Instant since) {
        return handle.createQuery("""
            select * from release where state = 'PUBLISHED' and (created_at >= :since or yanked_at >= :since) order by id\
            """)
                .bind("since", since.toEpochMilli())
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

    /** The newest published release of each of these repositories, of those that are seen. */
    static List<Release> newest(Handle handle, List<Long> repositories, Visible by) {
        if (repositories.isEmpty()) return List.of();
        return by.bind(handle.createQuery("""
            select * from release where id in (select max(id) from release
            where repository in (<repositories>) and state = 'PUBLISHED' group by repository) and \
            """ + by.condition("repository")))
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

    static void publish(Handle handle, long release, String evidence, List<Dropped> drops) {
        handle.createUpdate(
                        "update release set state = 'PUBLISHED', evidence = :evidence, drops = :drops where id = :id")
                .bind("evidence", evidence)
                .bind("drops", DropsColumn.text(drops))
                .bind("id", release)
                .execute();
    }

    /** What was noted of one that is intended; empty: nothing yet. */
    static Optional<ReleaseNotes> notes(Handle handle, long release) {
        return handle.createQuery("select notes from release where id = :id")
                .bind("id", release)
                .map((row, _) -> NotesColumn.read(row))
                .one();
    }

    static void note(Handle handle, long release, ReleaseNotes notes) {
        handle.createUpdate("update release set notes = :notes where id = :id")
                .bind("notes", NotesColumn.text(notes))
                .bind("id", release)
                .execute();
    }

    static void abandon(Handle handle, long release) {
        handle.createUpdate("delete from release where id = :id and state <> 'PUBLISHED'")
                .bind("id", release)
                .execute();
    }

    /** A published one. */
    static Optional<Release> ofVersion(Handle handle, long repository, String version) {
        return handle.createQuery("select * from release where repository = :repository and version = :version"
                        + " and state = 'PUBLISHED'")
                .bind("repository", repository)
                .bind("version", version)
                .map((row, _) -> read(row))
                .findOne();
    }

    /** The newest published one that may be installed. */
    static Optional<Release> stable(Handle handle, long repository) {
        return handle.createQuery("select * from release where repository = :repository and state = 'PUBLISHED'"
                        + " and yanked is null order by id desc limit 1")
                .bind("repository", repository)
                .map((row, _) -> read(row))
                .findOne();
    }

    /** The newest one of each repository that may be installed; of none that is about to go. */
    static List<Release> stable(Handle handle) {
        return Visible.ALL
                .bind(handle.createQuery("""
                    select * from release where id in
                    (select max(id) from release where state = 'PUBLISHED' and yanked is null group by repository) and \
                    """ + Visible.ALL.condition("repository")))
                .map((row, _) -> read(row))
                .list();
    }

    static List<Release> yanked(Handle handle) {
        return handle.createQuery("select * from release where yanked is not null order by id")
                .map((row, _) -> read(row))
                .list();
    }

    static void yank(Handle handle, long release, Optional<Release.Yanked> yanked) {
        handle.createUpdate("update release set yanked = :reason, yanked_at = :at, yanked_by = :by where id = :id")
                .bind("reason", yanked.map(Release.Yanked::reason).orElse(null))
                .bind("at", Rows.millis(yanked.map(Release.Yanked::at)))
                .bind("by", yanked.map(Release.Yanked::by).orElse(null))
                .bind("id", release)
                .execute();
    }

    private static Optional<Release.Yanked> readYanked(ResultSet row) throws SQLException {
        var reason = Rows.optionalText(row, "yanked");
        if (reason.isEmpty()) return Optional.empty();
        return Optional.of(new Release.Yanked(reason.get(), Rows.time(row, "yanked_at"), row.getString("yanked_by")));
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
                Rows.time(row, "created_at"),
                DropsColumn.read(row),
                NotesColumn.read(row).orElse(ReleaseNotes.NONE),
                readYanked(row));
    }
}
