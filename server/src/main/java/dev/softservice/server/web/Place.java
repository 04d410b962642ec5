package dev.softservice.server.web;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.RepositoryName;
import java.util.Map;

/**
 * The place that a request is about: the hub, a namespace, a repository, or the repository of a run. The role at this
 * place counts. The names in a route's path tell the place.
 */
public sealed interface Place {
    record Hub() implements Place {}

    record Repository(RepositoryName name) implements Place {}

    /** The repository that the run belongs to. */
    record Run(RunId id) implements Place {}

    record Namespace(String name) implements Place {}

    enum Kind {
        HUB,
        REPOSITORY,
        RUN,
        NAMESPACE
    }

    static Kind kind(Route route) {
        if (!route.placed()) return Kind.HUB;
        var path = route.path();
        if (path.contains("{owner}/{name}")) return Kind.REPOSITORY;
        if (path.contains("/runs/{id}")) return Kind.RUN;
        return path.contains("{org}") ? Kind.NAMESPACE : Kind.HUB;
    }

    /** Refuses as not here what is no name of its kind. */
    static Place of(Route route, Map<String, String> values) {
        return switch (kind(route)) {
            case REPOSITORY -> new Repository(name(values));
            case RUN -> new Run(run(values.getOrDefault("id", "")));
            case NAMESPACE -> new Namespace(values.getOrDefault("org", ""));
            case HUB -> new Hub();
        };
    }

    private static RepositoryName name(Map<String, String> values) {
        try {
            return new RepositoryName(values.getOrDefault("owner", ""), values.getOrDefault("name", ""));
        } catch (Refusal noName) {
            throw Refusal.notFound("no such page or repository");
        }
    }

    private static RunId run(String text) {
        if (!text.matches("[1-9]\\d{0,15}")) throw Refusal.notFound("nothing here: id must be a number");
        return new RunId(Long.parseLong(text));
    }
}
