package dev.softservice.server.run;

import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Visible;
import java.util.List;

/** What is queued and running on the whole hub. */
public final class Queue {
    private final Runs runs;
    private final Repositories repositories;

    public Queue(Runs runs, Repositories repositories) {
        this.runs = runs;
        this.repositories = repositories;
    }

    public record Open(Run run, RepositoryName repository) {}

    public Runs.Load load() {
        return runs.load();
    }

    /** Those that are not finished and are seen, the oldest first. */
    public List<Open> open(Visible by, int limit) {
        return runs.open(by, limit).stream()
                .map(run -> new Open(run, repositories.byId(run.repository()).name()))
                .toList();
    }
}
