package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.OWNER;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryLife;
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
    private static final String ONE = "/api/v1/repos/{owner}/{name}";

    private final Repositories repositories;
    private final RepositorySettings settings;
    private final RepositoryLife life;
    private final Access access;
    private final PublicUrl url;

    public RepositoryChangeApi(
            Repositories repositories, RepositorySettings settings, RepositoryLife life, Access access, PublicUrl url) {
        this.life = life;
        this.repositories = repositories;
        this.settings = settings;
        this.access = access;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(POST, "/api/v1/repos", READER, this::create),
                Route.api(PUT, ONE, OWNER, this::change),
                Route.api(POST, ONE + "/rename", OWNER, this::rename).evenAtRest(),
                Route.api(POST, ONE + "/archive", OWNER, call -> archive(call, true))
                        .evenAtRest(),
                Route.api(DELETE, ONE + "/archive", OWNER, call -> archive(call, false))
                        .evenAtRest(),
                Route.api(DELETE, ONE, OWNER, this::delete).evenAtRest(),
                Route.api(POST, ONE + "/restore", OWNER, this::takeBack).evenAtRest());
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

    private Reply rename(Call call) {
        var json = call.json("name");
        return shown(life.rename(repository(call), json.line("name", 39), call.account()));
    }

    private Reply archive(Call call, boolean archived) {
        return shown(life.archive(repository(call), archived, call.account()));
    }

    /** The name in the query says that this very one is meant. */
    private Reply delete(Call call) {
        var typed = call.query("confirm").orElse("");
        return shown(life.delete(repository(call), typed, call.account()));
    }

    private Reply takeBack(Call call) {
        return shown(life.takeBack(repository(call), call.account()));
    }

    private HostedRepository repository(Call call) {
        return repositories.require(call.repository());
    }

    private Reply shown(HostedRepository repository) {
        return Reply.json(Shapes.repository(repository, Optional.empty(), url));
    }
}
