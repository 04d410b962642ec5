package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.Reach;
import dev.softservice.server.account.Role;
import dev.softservice.server.account.TokenScope;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Json;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Accounts and their tokens. */
public final class AccountApi {
    private final Accounts accounts;
    private final Passwords passwords;
    private final Repositories repositories;
    private final Access access;
    private final PublicUrl url;

    public AccountApi(Accounts accounts, Passwords passwords, Repositories repositories, Access access, PublicUrl url) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.repositories = repositories;
        this.access = access;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(POST, "/api/v1/users", ADMIN, this::createUser),
                Route.api(POST, "/api/v1/users/{user}/link", ADMIN, this::link),
                Route.api(GET, "/api/v1/tokens", READER, this::tokens),
                Route.api(POST, "/api/v1/tokens", READER, this::issue),
                Route.api(DELETE, "/api/v1/tokens/{id}", READER, this::revoke));
    }

    record UserShape(long id, String name, String role) {}

    record TokenShape(
            long id,
            String token,
            String user,
            String role,
            List<String> scopes,
            Optional<String> repository,
            Optional<Instant> expiresAt) {}

    private Reply createUser(Call call) {
        var json = call.json("name", "role");
        var user = accounts.create(json.line("name", 39), role(json, Role.CONTRIBUTOR), call.account());
        return Reply.json(201, new UserShape(user.id(), user.name(), Constants.word(user.role())));
    }

    /** {@code url}: the page that sets the password, once. */
    record LinkShape(String user, String url, Instant expiresAt) {}

    record OwnTokenShape(
            long id,
            String name,
            String role,
            List<String> scopes,
            Optional<String> repository,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> usedAt) {}

    private Reply link(Call call) {
        call.json();
        var link = passwords.link(call.path("user"), call.account());
        return Reply.json(201, new LinkShape(link.account(), url.of("/setup/" + link.secret()), link.expiresAt()))
                .with("Cache-Control", "no-store");
    }

    private Reply tokens(Call call) {
        return Reply.json(accounts.tokens(call.account()).stream()
                .map(token -> new OwnTokenShape(
                        token.id(),
                        token.name(),
                        Constants.word(token.role()),
                        scopes(token.reach()),
                        repository(token.reach()),
                        token.createdAt(),
                        token.expiresAt(),
                        token.usedAt()))
                .toList());
    }

    private Reply issue(Call call) {
        var json = call.json("user", "name", "role", "expiresAt", "scopes", "repository");
        var user = json.optionalLine("user", 39).orElse(call.account().name());
        var expires = json.optionalLine("expiresAt", 40).map(AccountApi::instant);
        var reach = new Reach(
                role(json, Role.CONTRIBUTOR),
                scopes(json.lines("scopes", 10, 20)),
                json.optionalLine("repository", 80).map(name -> only(call, name)),
                0);
        var token =
                accounts.issue(new Accounts.TokenRequest(user, json.line("name", 100), reach, expires), call.bearer());
        return Reply.json(
                        201,
                        new TokenShape(
                                token.id(),
                                token.text(),
                                token.account().name(),
                                Constants.word(token.account().role()),
                                scopes(reach),
                                repository(reach),
                                token.expiresAt()))
                .with("Cache-Control", "no-store");
    }

    private Reply revoke(Call call) {
        accounts.revoke(call.pathNumber("id"), call.bearer());
        return Reply.nothing();
    }

    private static List<String> scopes(Reach reach) {
        return reach.scopes().stream().sorted().map(Constants::word).toList();
    }

    /** All where none is named. */
    private static Set<TokenScope> scopes(List<String> words) {
        if (words.isEmpty()) return Reach.FULL.scopes();
        return words.stream()
                .map(word -> Constants.named(TokenScope.class, word)
                        .orElseThrow(() -> Refusal.invalid("field scopes may hold api, git and images")))
                .collect(Collectors.toSet());
    }

    private Optional<String> repository(Reach reach) {
        return reach.repository().map(id -> repositories.byId(id).name().toString());
    }

    /** The repository that a token shall be for; only one that its maker sees. */
    private Long only(Call call, String name) {
        return access.require(RepositoryName.read(name), call.bearer())
                .repository()
                .id();
    }

    private static Role role(Json json, Role otherwise) {
        return json.optionalLine("role", 20)
                .map(word -> Constants.named(Role.class, word)
                        .filter(role -> role != Role.ANONYMOUS)
                        .orElseThrow(() ->
                                Refusal.invalid("field role must be reader, contributor, maintainer, owner or admin")))
                .orElse(otherwise);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("field expiresAt must be a time such as 2030-01-31T00:00:00Z");
        }
    }
}
