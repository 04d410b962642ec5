package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.Queue;
import dev.softservice.server.web.AuditExport;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Storage;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** For operators: accounts, the audit log, the queue, and disk use. */
public final class OperatorApi {
    private static final int AT_ONCE = 100;

    private final Accounts accounts;
    private final Audit audit;
    private final Queue queue;
    private final Supplier<Storage> storage;
    private final PublicUrl url;

    public OperatorApi(Accounts accounts, Audit audit, Queue queue, Supplier<Storage> storage, PublicUrl url) {
        this.accounts = accounts;
        this.audit = audit;
        this.queue = queue;
        this.storage = storage;
        this.url = url;
    }

    record AccountShape(
            long id, String name, String role, boolean disabled, Instant createdAt, Optional<Instant> usedAt) {}

    record QueueShape(int queued, int running, int workers, Optional<String> trouble, List<OpenRunShape> runs) {}

    record OpenRunShape(
            long id, String repository, String state, String kind, String ref, Instant queuedAt, String reason) {}

    record StorageShape(List<PartShape> parts, long freeBytes, Instant measuredAt) {}

    record PartShape(String name, String what, long bytes, long files) {}

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/users", ADMIN, this::users),
                Route.api(GET, "/api/v1/users/{user}", ADMIN, call -> user(call, call.path("user"))),
                Route.api(PUT, "/api/v1/users/{user}", ADMIN, this::change),
                Route.api(GET, "/api/v1/audit", ADMIN, this::list),
                Route.api(GET, "/api/v1/audit/export", ADMIN, this::export),
                Route.api(GET, "/api/v1/queue", ADMIN, this::queue),
                Route.api(GET, "/api/v1/storage", ADMIN, this::storage));
    }

    private static AccountShape shape(Accounts.Known known) {
        return new AccountShape(
                known.account().id(),
                known.account().name(),
                Constants.word(known.account().role()),
                known.disabled(),
                known.createdAt(),
                known.usedAt());
    }

    private Reply users(Call call) {
        return Reply.json(
                accounts.known(call.account()).stream().map(OperatorApi::shape).toList());
    }

    private Reply user(Call call, String name) {
        return Reply.json(accounts.known(call.account()).stream()
                .filter(known -> known.account().name().equals(name))
                .findFirst()
                .map(OperatorApi::shape)
                .orElseThrow(() -> Refusal.notFound("no account " + name + " here")));
    }

    private Reply change(Call call) {
        var json = call.json("role", "disabled");
        var name = call.path("user");
        json.optionalLine("role", 20)
                .map(word -> Constants.named(Role.class, word).orElseThrow(() -> Refusal.invalid(Accounts.HUB_ROLES)))
                .ifPresent(role -> accounts.change(name, role, call.account()));
        json.flag("disabled").ifPresent(disabled -> accounts.disable(name, disabled, call.account()));
        return user(call, name);
    }

    private static Audit.Filter filter(Call call) {
        return new Audit.Filter(
                call.query("account").orElse(""),
                call.query("action").orElse(""),
                call.query("subject").orElse(""),
                call.query("since").map(text -> instant("since", text)),
                call.query("until").map(text -> instant("until", text)));
    }

    private static Instant instant(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("query parameter " + name + " must be a time such as 2030-01-31T00:00:00Z");
        }
    }

    private Reply list(Call call) {
        var found = audit.find(filter(call), Paging.before(call), Paging.limit(call), call.account());
        return Paging.reply(call, url, found, Audit.Entry::id, found);
    }

    private Reply export(Call call) {
        return AuditExport.reply(audit, filter(call), call.account());
    }

    private Reply queue(Call call) {
        var load = queue.load();
        var runs = queue.open(call.visible(), AT_ONCE).stream()
                .map(one -> new OpenRunShape(
                        one.run().id().value(),
                        one.repository().toString(),
                        Constants.word(one.run().state()),
                        Constants.word(one.run().kind()),
                        one.run().ref(),
                        one.run().queuedAt(),
                        one.run().reason()))
                .toList();
        return Reply.json(new QueueShape(load.queued(), load.running(), load.workers(), load.trouble(), runs));
    }

    private Reply storage(Call call) {
        var now = storage.get();
        return Reply.json(new StorageShape(
                now.parts().stream()
                        .map(part -> new PartShape(part.name(), part.what(), part.bytes(), part.files()))
                        .toList(),
                now.freeBytes(),
                now.measuredAt()));
    }
}
