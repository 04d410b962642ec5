package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.OWNER;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.Members;
import dev.softservice.server.repo.Members.Member;
import dev.softservice.server.repo.Realm;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.Roles;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Json;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Who has which role in a repository and in a namespace, of themselves or by a team. */
public final class MemberApi {
    private static final String REPOSITORY = "/api/v1/repos/{owner}/{name}";
    private static final String NAMESPACE = "/api/v1/orgs/{org}";

    private final Repositories repositories;
    private final Roles roles;

    public MemberApi(Repositories repositories, Roles roles) {
        this.repositories = repositories;
        this.roles = roles;
    }

    record MemberShape(String name, String kind, String role) {
        static MemberShape of(Member member) {
            return new MemberShape(member.name(), member.team() ? "team" : "user", Constants.word(member.role()));
        }
    }

    public List<Route> routes() {
        var routes = new ArrayList<Route>();
        routes.addAll(routes(REPOSITORY, call -> new Realm.One(repositories.require(call.repository()))));
        routes.addAll(routes(
                NAMESPACE, call -> new Realm.Whole(roles.namespaces().require(call.path("org"), call.visible()))));
        return routes;
    }

    private List<Route> routes(String base, Function<Call, Realm> realm) {
        return List.of(
                Route.api(GET, base + "/members", READER, call -> list(realm.apply(call), call)),
                Route.api(PUT, base + "/members/{user}", OWNER, call -> set(realm.apply(call), user(call), call)),
                Route.api(
                        DELETE, base + "/members/{user}", READER, call -> remove(realm.apply(call), user(call), call)),
                Route.api(PUT, base + "/teams/{team}", OWNER, call -> set(realm.apply(call), team(call), call)),
                Route.api(
                        DELETE,
                        base + "/teams/{team}/role",
                        OWNER,
                        call -> remove(realm.apply(call), team(call), call)));
    }

    private record Named(String name, boolean team) {}

    private static Named user(Call call) {
        return new Named(call.path("user"), false);
    }

    private static Named team(Call call) {
        return new Named(call.path("team"), true);
    }

    private Reply list(Realm realm, Call call) {
        return Reply.json(roles.members().list(realm, call.account()).stream()
                .map(MemberShape::of)
                .toList());
    }

    private Reply set(Realm realm, Named named, Call call) {
        var member = new Member(named.name(), named.team(), role(call.json("role")));
        roles.members().set(realm, member, call.account());
        return Reply.json(MemberShape.of(member));
    }

    private Reply remove(Realm realm, Named named, Call call) {
        roles.members().remove(realm, new Member(named.name(), named.team(), Role.ANONYMOUS), call.account());
        return Reply.nothing();
    }

    private static Role role(Json json) {
        return Constants.named(Role.class, json.line("role", 20)).orElseThrow(() -> Refusal.invalid(Members.ROLES));
    }
}
