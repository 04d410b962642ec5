package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.OWNER;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Members;
import dev.softservice.server.repo.Members.Member;
import dev.softservice.server.repo.Namespace;
import dev.softservice.server.repo.Realm;
import dev.softservice.server.repo.RepositoryLife;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.RepositorySettings;
import dev.softservice.server.repo.Roles;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;

/** A namespace with its repositories, people and teams, and what a repository's owners may set. */
public final class MemberPages {
    private static final String SETTINGS = "/{owner}/{name}/settings";
    private static final List<String> ROLES = List.of("reader", "contributor", "maintainer", "owner");

    /** {@code action}: where the forms lead; {@code members} are empty for those who may not see them. */
    record People(String action, boolean known, boolean owns, List<MemberView> members, List<String> roles) {}

    record MemberView(String name, boolean team, String role) {}

    record NamespaceView(
            String name,
            boolean creates,
            List<RepositoryView> repositories,
            List<RepositoryView> going,
            People people,
            List<TeamView> teams) {}

    record RepositoryView(String name, String description, boolean isPrivate, boolean archived) {
        static RepositoryView of(HostedRepository repository) {
            return new RepositoryView(
                    repository.name().name(),
                    repository.description(),
                    repository.isPrivate(),
                    repository.isArchived());
        }
    }

    record TeamView(String name, List<String> members) {}

    /** {@code goesAt}: when it goes; empty where it stays. */
    record SettingsView(
            Heads.Head head,
            String description,
            boolean isPrivate,
            boolean archived,
            List<Instant> goesAt,
            List<String> formerNames,
            People people) {}

    private final Pages pages;
    private final DistroFrame frame;
    private final Roles roles;
    private final RepositorySettings settings;
    private final RepositoryLife life;

    public MemberPages(Pages pages, DistroFrame frame, Roles roles, RepositorySettings settings, RepositoryLife life) {
        this.life = life;
        this.pages = pages;
        this.frame = frame;
        this.roles = roles;
        this.settings = settings;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/{org}", ANONYMOUS, this::namespace),
                Route.page(POST, "/{org}/-/members", READER, call -> member(call, realm(call), "/" + call.path("org"))),
                Route.page(POST, "/{org}/-/teams", OWNER, this::team),
                Route.page(GET, SETTINGS, OWNER, this::settings).evenAtRest(),
                Route.page(POST, SETTINGS + "/life", OWNER, this::life).evenAtRest(),
                Route.page(POST, SETTINGS, OWNER, this::change),
                Route.page(POST, SETTINGS + "/members", READER, call -> {
                    var repository = repository(call);
                    return member(call, new Realm.One(repository), "/" + repository.name() + "/settings");
                }));
    }

    private HostedRepository repository(Call call) {
        return frame.repository(call);
    }

    private Namespace one(Call call) {
        return roles.namespaces().require(call.path("org"), call.visible());
    }

    private Realm realm(Call call) {
        return new Realm.Whole(one(call));
    }

    private People people(Realm realm, String action, Call call) {
        boolean known = call.account().role().atLeast(READER);
        var members = known ? roles.members().list(realm, call.account()) : List.<Member>of();
        return new People(
                action,
                known,
                call.account().role().atLeast(OWNER),
                members.stream()
                        .map(member -> new MemberView(member.name(), member.team(), Constants.word(member.role())))
                        .toList(),
                ROLES);
    }

    private Reply namespace(Call call) {
        var namespace = one(call);
        var by = call.account();
        var teams = by.role().atLeast(READER)
                ? roles.teams().list(namespace, by).stream()
                        .map(team -> new TeamView(team.name(), roles.teams().members(namespace, team, by)))
                        .toList()
                : List.<TeamView>of();
        var repositories = roles.namespaces().repositories(namespace, call.visible()).stream()
                .map(RepositoryView::of)
                .toList();
        var going = by.role().atLeast(OWNER)
                ? life.going(namespace).stream().map(RepositoryView::of).toList()
                : List.<RepositoryView>of();
        return pages.show(
                call,
                PageTemplate.NAMESPACE,
                namespace.name(),
                new NamespaceView(
                        namespace.name(),
                        by.role().atLeast(Role.MAINTAINER),
                        repositories,
                        going,
                        people(new Realm.Whole(namespace), "/" + namespace.name() + "/-/members", call),
                        teams));
    }

    /** Sets a role, or takes it away where none is chosen. */
    private Reply member(Call call, Realm realm, String back) {
        var name = call.form("name", 60).strip();
        boolean team = call.form("kind", 10).equals("team");
        var word = call.form("role", 20);
        if (word.isEmpty()) roles.members().remove(realm, new Member(name, team, ANONYMOUS), call.account());
        else {
            var role = Constants.named(Role.class, word).orElseThrow(() -> Refusal.invalid(Members.ROLES));
            roles.members().set(realm, new Member(name, team, role), call.account());
        }
        return Reply.redirect(back);
    }

    /** Makes a team where nobody is named, and else puts them in or takes them out. */
    private Reply team(Call call) {
        var namespace = one(call);
        var team = call.form("team", 60).strip();
        var name = call.form("name", 60).strip();
        switch (call.form("deed", 10)) {
            case "make" -> roles.teams().create(namespace, team, call.account());
            case "add" -> roles.teams().add(namespace, team, name, call.account());
            case "remove" -> roles.teams().remove(namespace, team, name, call.account());
            case "delete" -> roles.teams().delete(namespace, team, call.account());
            default -> throw Refusal.invalid("field deed must be make, add, remove or delete");
        }
        return Reply.redirect("/" + namespace.name());
    }

    private Reply settings(Call call) {
        var repository = repository(call);
        return pages.show(
                call,
                PageTemplate.SETTINGS,
                "Settings · " + repository.name(),
                new SettingsView(
                        frame.head(call, repository, "Settings"),
                        repository.description(),
                        repository.isPrivate(),
                        repository.isArchived(),
                        repository.life().goesAt().stream().toList(),
                        life.formerNames(repository).stream()
                                .map(RepositoryName::toString)
                                .toList(),
                        people(new Realm.One(repository), "/" + repository.name() + "/settings/members", call)));
    }

    private Reply change(Call call) {
        var repository = repository(call);
        settings.change(
                repository,
                call.form("description", 500).strip(),
                call.form("visibility", 10).equals("private"),
                call.account());
        return Reply.redirect("/" + repository.name() + "/settings");
    }

    /** Another name, the archive and back, away and back. */
    private Reply life(Call call) {
        var repository = repository(call);
        var by = call.account();
        var now = switch (call.form("deed", 10)) {
            case "rename" -> life.rename(repository, call.form("name", 39).strip(), by);
            case "archive" -> life.archive(repository, true, by);
            case "unarchive" -> life.archive(repository, false, by);
            case "delete" -> life.delete(repository, call.form("confirm", 100).strip(), by);
            case "restore" -> life.takeBack(repository, by);
            default -> throw Refusal.invalid("field deed must be rename, archive, unarchive, delete or restore");
        };
        return Reply.redirect("/" + now.name() + "/settings");
    }
}
