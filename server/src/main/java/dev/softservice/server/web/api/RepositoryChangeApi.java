package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.OWNER;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.RepositorySettings;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Json;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;
import java.util.Optional;

/** Creates repositories and changes the settings that owners may change. */
public final class RepositoryChangeApi {
    private final Repositories repositories;
    private final RepositorySettings settings;
    private final Access access;
    private final PublicUrl url;

    public RepositoryChangeApi(Repositories repositories, RepositorySettings settings, Access access, PublicUrl url) {
        this.repositories = repositories;
        this.settings = settings;
        this.access = access;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(POST, "/api/v1/repos", READER, this::create),
                Route.api(PUT, "/api/v1/repos/{owner}/{name}", OWNER, this::change));
    }

    /** Everybody who is logged in may ask; whether they may is a matter of the namespace, which the body names. */
    private Reply create(Call call) {
        var json = call.json("owner", "name", "description", "visibility");
        var name = new RepositoryName(json.line("owner", 39), json.line("name", 39));
        var by = access.making(name.owner(), call.bearer());
        var description = json.optionalLine("description", 500).orElse("");
        var created = repositories.create(name, description, isPrivate(json).orElse(false), by);
        return Reply.json(201, Shapes.repository(created, Optional.empty(), url))
                .with("Location", url.of("/api/v1/repos/" + name));
    }

    private enum Visibility {
        PUBLIC,
        PRIVATE
    }

    private static Optional<Boolean> isPrivate(Json json) {
        return json.optionalLine("visibility", 20)
                .map(word -> Constants.named(Visibility.class, word)
                        .orElseThrow(() -> Refusal.invalid("field visibility must be public or private")))
                .map(Visibility.PRIVATE::equals);
    }

    private Reply change(Call call) {
        var json = call.json("description", "visibility");
        var repository = repositories.require(call.repository());
        var changed = settings.change(
                repository,
                json.optionalLine("description", 500).orElse(repository.description()),
                isPrivate(json).orElse(repository.isPrivate()),
                call.account());
        return Reply.json(Shapes.repository(changed, Optional.empty(), url));
    }
}
