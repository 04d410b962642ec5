package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Json;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Accounts and their tokens. */
final class AccountApi {
    private final Hub hub;

    AccountApi(Hub hub) {
        this.hub = hub;
    }

    List<Route> routes() {
        return List.of(
                Route.api(POST, "/api/v1/users", ADMIN, this::createUser),
                Route.api(POST, "/api/v1/users/{user}/link", ADMIN, this::link),
                Route.api(GET, "/api/v1/tokens", READER, this::tokens),
                Route.api(POST, "/api/v1/tokens", READER, this::issue),
                Route.api(DELETE, "/api/v1/tokens/{id}", READER, this::revoke));
    }

    record UserShape(long id, String name, String role) {}

    record TokenShape(long id, String token, String user, String role, Optional<Instant> expiresAt) {}

    private Reply createUser(Call call) {
        var json = call.json("name", "role");
        var user = hub.accounts().create(json.line("name", 39), role(json, Role.CONTRIBUTOR), call.account());
        return Reply.json(201, new UserShape(user.id(), user.name(), Constants.word(user.role())));
    }

    /** {@code url}: the page that sets the password, once. */
    record LinkShape(String user, String url, Instant expiresAt) {}

    record OwnTokenShape(
            long id,
            String name,
            String role,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> usedAt) {}

    private Reply link(Call call) {
        call.json();
        var link = hub.passwords().link(call.path("user"), call.account());
        return Reply.json(201, new LinkShape(link.account(), hub.url().of("/setup/" + link.secret()), link.expiresAt()))
                .with("Cache-Control", "no-store");
    }

    private Reply tokens(Call call) {
        return Reply.json(hub.accounts().tokens(call.account()).stream()
                .map(token -> new OwnTokenShape(
                        token.id(),
                        token.name(),
                        Constants.word(token.role()),
                        token.createdAt(),
                        token.expiresAt(),
                        token.usedAt()))
                .toList());
    }

    private Reply issue(Call call) {
        var json = call.json("user", "name", "role", "expiresAt");
        var user = json.optionalLine("user", 39).orElse(call.account().name());
        var expires = json.optionalLine("expiresAt", 40).map(AccountApi::instant);
        var token = hub.accounts()
                .issue(user, json.line("name", 100), role(json, Role.CONTRIBUTOR), expires, call.account());
        return Reply.json(
                        201,
                        new TokenShape(
                                token.id(),
                                token.text(),
                                token.account().name(),
                                Constants.word(token.account().role()),
                                token.expiresAt()))
                .with("Cache-Control", "no-store");
    }

    private Reply revoke(Call call) {
        hub.accounts().revoke(call.pathNumber("id"), call.account());
        return Reply.nothing();
    }

    private static Role role(Json json, Role otherwise) {
        return json.optionalLine("role", 20)
                .map(word -> Constants.named(Role.class, word)
                        .filter(role -> role != Role.ANONYMOUS)
                        .orElseThrow(
                                () -> Refusal.invalid("field role must be reader, contributor, maintainer or admin")))
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
