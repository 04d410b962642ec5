package dev.softservice.server.catalog;

import dev.softservice.server.repo.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What end users look through: every distro, those with a release first. */
public final class Catalog {
    /** {@code version}, {@code level}, {@code releasedAt}: of stable; empty and 0 before the first release. */
    public record Entry(RepositoryName repository, String title, String summary, List<String> categories, Optional<String> version,
                        int level, Optional<Instant> releasedAt) {}

    /** {@code hasMore}: there is another page. */
    public record Page(List<Entry> entries, boolean hasMore) {}

    /** Words of {@code query} all have to occur in name, title, summary or categories; empty: everything. Pages of 50, from 1. */
    public Page search(String query, int page) {
        throw new UnsupportedOperationException();
    }
}
