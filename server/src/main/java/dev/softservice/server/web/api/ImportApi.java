package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.Imports;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;

/** What a repository has brought from where it stood before, and nobody here has tested or signed. */
public final class ImportApi {
    /** {@code verified} is always false: what the hub has verified is a release or a pull request of its own. */
    record KeptShape(String ref, String object, boolean verified) {}

    record ImportShape(String source, String by, Instant at, List<KeptShape> refs) {}

    private final Repositories repositories;
    private final Imports imports;
    private final PublicUrl url;

    public ImportApi(Repositories repositories, Imports imports, PublicUrl url) {
        this.repositories = repositories;
        this.imports = imports;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(Route.api(GET, "/api/v1/repos/{owner}/{name}/import", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = repositories.require(call.repository());
        var imported =
                imports.find(repository).orElseThrow(() -> Refusal.notFound(repository.name() + " was not imported"));
        int limit = Paging.limit(call, Paging.MOST);
        var found = imports.list(repository, "refs/", call.query("after", 1, Long.MAX_VALUE / 2, 0), limit);
        var reply = Reply.json(new ImportShape(
                imported.source(),
                imported.by(),
                imported.at(),
                found.stream()
                        .map(kept -> new KeptShape(kept.ref(), kept.object().name(), false))
                        .toList()));
        return found.size() < limit
                ? reply
                : Paging.next(reply, call, url, "after=" + found.getLast().id(), limit);
    }
}
