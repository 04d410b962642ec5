package dev.softservice.server.catalog;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import dev.softservice.server.db.RungsColumn;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Visible;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The list of distros for end users; those with a release come first. */
public final class Catalog {
    private static final int PAGE = 50;
    private static final int MOST_WORDS = 8;
    private static final int MOST_PAGES = 10_000;
    private static final int MOST_LOOKED_AT = 5_000;

    private final Database database;

    public Catalog(Database database) {
        this.database = database;
    }

    /**
     * {@code version}, {@code rungs}, {@code releasedAt}: of stable; empty and none before the first release. {@code verifiedAt}: when it was verified anew
     * last; {@code rot}: why it did not pass then, empty where it did.
     */
    public record Entry(
            RepositoryName repository,
            String title,
            String summary,
            List<String> categories,
            Optional<String> version,
            Rungs rungs,
            Optional<Instant> releasedAt,
            Optional<Instant> verifiedAt,
            String rot) {}

    /** {@code hasMore}: there is another page. {@code instead}: what was looked for in the place of a query with typing mistakes, which found nothing. */
    public record Page(List<Entry> entries, boolean hasMore, Optional<String> instead) {}

    /**
     * Words of {@code query} all have to occur in name, title, summary or categories; empty: everything. Pages of 50, from 1. Released ones
     * come first, each part by title. Only what {@code by} sees is found. Words beyond the eighth do not count. Where nothing is found, words with a typing
     * mistake or two are taken for those that are there.
     */
    public Page search(String query, int page, Visible by) {
        var found = find(query, page, by);
        if (!found.entries().isEmpty() || page > 1 || query.isBlank()) return found;
        var meant = meant(query, by);
        if (meant.equals(query)) return found;
        var instead = find(meant, page, by);
        return instead.entries().isEmpty() ? found : new Page(instead.entries(), instead.hasMore(), Optional.of(meant));
    }

    /** With each word that occurs nowhere replaced by the nearest one that {@code by} may know of. */
    private String meant(String query, Visible by) {
        var known = new TreeSet<String>();
        database.read(handle -> {
                    var select = handle.createQuery("select c.words from catalog c where "
                                    + by.condition("c.repository") + " order by c.repository limit :limit")
                            .bind("limit", MOST_LOOKED_AT);
                    by.bind(select);
                    return select.mapTo(String.class).list();
                })
                .forEach(words -> known.addAll(List.of(words.split("[^\\p{L}\\p{N}]+"))));
        return words(query).stream()
                .map(word -> known.stream().anyMatch(one -> one.contains(word))
                        ? word
                        : MeantWord.of(word, known).orElse(word))
                .collect(Collectors.joining(" "));
    }

    private static List<String> words(String query) {
        return Arrays.stream(query.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .toList();
    }

    private Page find(String query, int page, Visible by) {
        var words = words(query);
        var conditions = new StringBuilder();
        for (int i = 0; i < words.size(); i++)
            conditions.append(" and c.words like :word").append(i).append(" escape '!'");
        int from = (Math.clamp(page, 1, MOST_PAGES) - 1) * PAGE;
        var entries = database.read(handle -> {
            var select = handle.createQuery("""
                select c.repository, c.title, c.summary, c.categories, c.version, c.level, c.rungs, c.released_at, c.verified_at, c.rot from catalog c where \
                """ + by.condition("c.repository") + conditions + """

                order by case when c.version is null then 1 else 0 end, c.title, c.repository limit :limit offset :from\
                """)
                    .bind("limit", PAGE + 1)
                    .bind("from", from);
            for (int i = 0; i < words.size(); i++)
                select.bind("word" + i, "%" + words.get(i).replaceAll("[!%_]", "!$0") + "%");
            by.bind(select);
            return named(handle, select.map((row, _) -> read(row)).list());
        });
        boolean hasMore = entries.size() > PAGE;
        return new Page(hasMore ? List.copyOf(entries.subList(0, PAGE)) : entries, hasMore, Optional.empty());
    }

    /** How the catalog shows one repository. */
    public Entry entry(HostedRepository repository) {
        return database.read(handle -> handle.createQuery("""
            select repository, title, summary, categories, version, level, rungs, released_at, verified_at, rot from catalog where repository = :id\
            """)
                .bind("id", repository.id())
                .map((row, _) -> read(row).named(repository.name()))
                .one());
    }

    /** One row, before the repository's name is known. */
    private record Row(
            long repository,
            String title,
            String summary,
            List<String> categories,
            Optional<String> version,
            Rungs rungs,
            Optional<Instant> releasedAt,
            Optional<Instant> verifiedAt,
            String rot) {
        Entry named(RepositoryName name) {
            return new Entry(name, title, summary, categories, version, rungs, releasedAt, verifiedAt, rot);
        }
    }

    private static List<Entry> named(Handle handle, List<Row> rows) {
        var names =
                Repositories.names(handle, rows.stream().map(Row::repository).toList());
        return rows.stream()
                .map(row -> row.named(Objects.requireNonNull(names.get(row.repository()))))
                .toList();
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("repository"),
                row.getString("title"),
                row.getString("summary"),
                Rows.lines(row, "categories"),
                Rows.optionalText(row, "version"),
                RungsColumn.read(row),
                Rows.optionalTime(row, "released_at"),
                Rows.optionalTime(row, "verified_at"),
                row.getString("rot"));
    }

    /** A new repository: shown by its name and description until its manifest says more. */
    public static void added(Handle handle, HostedRepository repository) {
        handle.createUpdate("insert into catalog (repository, title, summary, categories, words) values (:id, :title,"
                        + " :summary, '', :words)")
                .bind("id", repository.id())
                .bind("title", repository.name().name())
                .bind("summary", repository.description())
                .bind("words", (repository.name() + " " + repository.description()).toLowerCase(Locale.ROOT))
                .execute();
    }

    /** Found by its new name from now on, and by the old one until its manifest is read again. */
    public static void renamed(Handle handle, HostedRepository before, HostedRepository after) {
        handle.createUpdate("""
            update catalog set title = case when title = :before then :after else title end, words = :word || ' ' || words
            where repository = :id\
            """)
                .bind("before", before.name().name())
                .bind("after", after.name().name())
                .bind("word", after.name().toString())
                .bind("id", after.id())
                .execute();
    }

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        handle.createUpdate("delete from catalog where repository = :id")
                .bind("id", repository)
                .execute();
    }

    /** Takes over what {@code about} says; called where the main branch moves before the first release, and with each release. */
    public void describe(Handle handle, HostedRepository repository, Manifest.About about) {
        var words = String.join(
                " ",
                repository.name().toString(),
                about.title(),
                about.summary(),
                String.join(" ", about.categories()));
        handle.createUpdate("""
            update catalog set title = :title, summary = :summary, categories = :categories, words = :words where repository = :id\
            """)
                .bind("title", about.title())
                .bind("summary", about.summary())
                .bind("categories", Rows.joined(about.categories()))
                .bind("words", words.toLowerCase(Locale.ROOT))
                .bind("id", repository.id())
                .execute();
    }

    /** No release of it may be installed any more. */
    public void unreleased(Handle handle, HostedRepository repository) {
        handle.createUpdate(
                        "update catalog set version = null, level = 0, rungs = :none, released_at = null, verified_at"
                                + " = null, rot = '' where repository = :id")
                .bind("none", "")
                .bind("id", repository.id())
                .execute();
    }

    /** Its stable version was verified anew. {@code rot}: one line, why it does not pass any more; empty: it does. */
    public void verified(Handle handle, long repository, Instant at, String rot) {
        handle.createUpdate("update catalog set verified_at = :at, rot = :rot where repository = :id")
                .bind("at", at.toEpochMilli())
                .bind("rot", rot)
                .bind("id", repository)
                .execute();
    }

    /** {@code stable} has moved to this version. */
    public void released(Handle handle, HostedRepository repository, String version, Rungs rungs, Instant at) {
        handle.createUpdate("update catalog set version = :version, level = :level, rungs = :rungs, released_at = :at,"
                        + " verified_at = null, rot = '' where repository = :id")
                .bind("version", version)
                .bind("level", rungs.level())
                .bind("rungs", RungsColumn.text(rungs))
                .bind("at", at.toEpochMilli())
                .bind("id", repository.id())
                .execute();
    }
}
