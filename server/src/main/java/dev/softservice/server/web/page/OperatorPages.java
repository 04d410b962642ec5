package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.runner.model.ByteText;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.Queue;
import dev.softservice.server.web.AuditExport;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Storage;
import dev.softservice.server.web.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** For operators: accounts, the audit log, the queue, and disk use. */
public final class OperatorPages {
    private static final int A_PAGE = 50;
    private static final int MOST_RUNS = 100;

    record Entry(Instant at, String account, String action, String subject, String detail) {}

    record Log(String account, String action, String subject, List<Entry> entries, String export, String older) {}

    record QueueView(int queued, int running, int workers, String trouble, List<RunView> runs) {}

    record RunView(
            long id, String repository, String state, String kind, String ref, Instant queuedAt, String reason) {}

    record StorageView(List<PartView> parts, String free, Instant measuredAt) {}

    record PartView(String name, String what, String size, long files) {}

    private final Pages pages;
    private final Accounts accounts;
    private final Audit audit;
    private final Queue queue;
    private final Supplier<Storage> storage;

    public OperatorPages(Pages pages, Accounts accounts, Audit audit, Queue queue, Supplier<Storage> storage) {
        this.pages = pages;
        this.accounts = accounts;
        this.audit = audit;
        this.queue = queue;
        this.storage = storage;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(POST, "/users/{user}/change", ADMIN, this::change),
                Route.page(GET, "/audit", ADMIN, this::list),
                Route.page(GET, "/audit/export", ADMIN, call -> AuditExport.reply(audit, filter(call), call.account())),
                Route.page(GET, "/queue", ADMIN, this::queue),
                Route.page(GET, "/storage", ADMIN, this::storage));
    }

    private Reply change(Call call) {
        var name = call.path("user");
        switch (call.form("deed", 10)) {
            case "role" ->
                accounts.change(
                        name,
                        Constants.named(Role.class, call.form("role", 20))
                                .orElseThrow(() -> Refusal.invalid(Accounts.HUB_ROLES)),
                        call.account());
            case "disable" -> accounts.disable(name, true, call.account());
            case "enable" -> accounts.disable(name, false, call.account());
            default -> throw Refusal.invalid("field deed must be role, disable or enable");
        }
        return Reply.redirect("/users");
    }

    private Reply list(Call call) {
        var filter = filter(call);
        var before = call.query("before", 1, Long.MAX_VALUE / 4, 0);
        var found = audit.find(filter, before, A_PAGE, call.account());
        var query = "account=" + encoded(filter.account()) + "&action=" + encoded(filter.action()) + "&subject="
                + encoded(filter.subject());
        var entries = found.stream()
                .map(entry -> new Entry(
                        entry.at(),
                        entry.account(),
                        entry.action(),
                        Text.showable(entry.subject()),
                        Text.showable(entry.detail())))
                .toList();
        var older = found.size() < A_PAGE
                ? ""
                : "/audit?" + query + "&before=" + found.getLast().id();
        return pages.show(
                call,
                PageTemplate.AUDIT,
                "Audit log",
                new Log(filter.account(), filter.action(), filter.subject(), entries, "/audit/export?" + query, older));
    }

    private static Audit.Filter filter(Call call) {
        return new Audit.Filter(
                call.query("account").orElse(""),
                call.query("action").orElse(""),
                call.query("subject").orElse(""),
                Optional.empty(),
                Optional.empty());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Reply queue(Call call) {
        var load = queue.load();
        var runs = queue.open(call.visible(), MOST_RUNS).stream()
                .map(one -> new RunView(
                        one.run().id().value(),
                        one.repository().toString(),
                        Constants.word(one.run().state()),
                        Constants.word(one.run().kind()),
                        Text.showable(one.run().ref()),
                        one.run().queuedAt(),
                        Text.showable(one.run().reason())))
                .toList();
        return pages.show(
                call,
                PageTemplate.QUEUE,
                "Queue and workers",
                new QueueView(
                        load.queued(),
                        load.running(),
                        load.workers(),
                        load.trouble().orElse(""),
                        runs));
    }

    private Reply storage(Call call) {
        var now = storage.get();
        return pages.show(
                call,
                PageTemplate.STORAGE,
                "Storage",
                new StorageView(
                        now.parts().stream()
                                .map(part ->
                                        new PartView(part.name(), part.what(), ByteText.of(part.bytes()), part.files()))
                                .toList(),
                        ByteText.of(now.freeBytes()),
                        now.measuredAt()));
    }
}
