package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.account.Role.OWNER;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.repo.Namespace;
import dev.softservice.server.repo.Roles;
import dev.softservice.server.repo.Team;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Namespaces (in the field's words: organisations), their repositories and their teams. */
public final class NamespaceApi {
    private static final String ORG = "/api/v1/orgs/{org}";
    private static final String TEAM = ORG + "/teams/{team}";

    private final Roles roles;
    private final PublicUrl url;

    public NamespaceApi(Roles roles, PublicUrl url) {
        this.roles = roles;
        this.url = url;
    }

    record NamespaceShape(String name, Instant createdAt, String url) {}

    record TeamShape(String name, List<String> members) {}

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/orgs", ANONYMOUS, this::list),
                Route.api(POST, "/api/v1/orgs", MAINTAINER, this::create),
                Route.api(GET, ORG, ANONYMOUS, call -> Reply.json(shape(namespace(call)))),
                Route.api(GET, ORG + "/repos", ANONYMOUS, this::repositories),
                Route.api(GET, ORG + "/teams", READER, this::teams),
                Route.api(POST, ORG + "/teams", OWNER, this::createTeam),
                Route.api(GET, TEAM, READER, call -> Reply.json(team(call, namespace(call)))),
                Route.api(DELETE, TEAM, OWNER, this::deleteTeam),
                Route.api(PUT, TEAM + "/members/{user}", OWNER, this::add),
                Route.api(DELETE, TEAM + "/members/{user}", READER, this::remove));
    }

    private Namespace namespace(Call call) {
        return roles.namespaces().require(call.path("org"), call.visible());
    }

    private NamespaceShape shape(Namespace namespace) {
        return new NamespaceShape(namespace.name(), namespace.createdAt(), url.of("/" + namespace.name()));
    }

    private Reply list(Call call) {
        return Reply.json(roles.namespaces().seen(call.visible()).stream()
                .map(this::shape)
                .toList());
    }

    private Reply create(Call call) {
        var json = call.json("name");
        var made = roles.namespaces().create(json.line("name", 39), call.account());
        return Reply.json(201, shape(made)).with("Location", url.of("/api/v1/orgs/" + made.name()));
    }

    private Reply repositories(Call call) {
        return Reply.json(roles.namespaces().repositories(namespace(call), call.visible()).stream()
                .map(repository -> Shapes.repository(repository, Optional.empty(), url))
                .toList());
    }

    private Reply teams(Call call) {
        var namespace = namespace(call);
        return Reply.json(roles.teams().list(namespace, call.account()).stream()
                .map(team -> shape(namespace, team, call))
                .toList());
    }

    private TeamShape shape(Namespace namespace, Team team, Call call) {
        return new TeamShape(team.name(), roles.teams().members(namespace, team, call.account()));
    }

    private TeamShape team(Call call, Namespace namespace) {
        return shape(namespace, roles.teams().require(namespace, call.path("team"), call.account()), call);
    }

    private Reply createTeam(Call call) {
        var json = call.json("name");
        var namespace = namespace(call);
        var made = roles.teams().create(namespace, json.line("name", 39), call.account());
        return Reply.json(201, shape(namespace, made, call));
    }

    private Reply deleteTeam(Call call) {
        roles.teams().delete(namespace(call), call.path("team"), call.account());
        return Reply.nothing();
    }

    private Reply add(Call call) {
        call.json();
        roles.teams().add(namespace(call), call.path("team"), call.path("user"), call.account());
        return Reply.nothing();
    }

    private Reply remove(Call call) {
        roles.teams().remove(namespace(call), call.path("team"), call.path("user"), call.account());
        return Reply.nothing();
    }
}
