package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Json;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.webhooks.ForgeKind;
import dev.softservice.webhooks.Remote;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.StandardWebhook;
import dev.softservice.webhooks.http.GuardedHttp;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sets mirrors up, shows how they do, and ends them. Secrets go in and never come out again. */
final class MirrorRoutes {
    static final String PATH = "/api/v1/repos/{owner}/{name}/mirror";
    private static final int SHORTEST_SECRET = 16;

    private final HubParts hub;
    private final MirrorTable table;
    private final Forges forges;
    private final GuardedHttp http;
    private final MirrorWorker worker;
    private final SecureRandom random = new SecureRandom();

    MirrorRoutes(HubParts hub, MirrorTable table, Forges forges, GuardedHttp http, MirrorWorker worker) {
        this.hub = hub;
        this.table = table;
        this.forges = forges;
        this.http = http;
        this.worker = worker;
    }

    Route show() {
        return Route.api(Route.Method.GET, PATH, Role.MAINTAINER, call -> {
            HostedRepository repository = hub.repositories().require(call.repository());
            return Reply.json(shape(repository, require(repository), Optional.empty()));
        });
    }

    Route put() {
        return Route.api(Route.Method.PUT, PATH, Role.MAINTAINER, this::set);
    }

    Route remove() {
        return Route.api(Route.Method.DELETE, PATH, Role.MAINTAINER, call -> {
            HostedRepository repository = hub.repositories().require(call.repository());
            boolean removed = hub.database().write(handle -> {
                hub.audit()
                        .record(
                                handle,
                                call.account(),
                                "mirror.remove",
                                repository.name().toString(),
                                "");
                return MirrorTable.remove(handle, repository.id());
            });
            if (!removed) {
                throw none(repository);
            }
            return Reply.nothing();
        });
    }

    /**
     * @param hook      the address to give to the forge
     * @param newSecret the hook's secret where the hub has just made it: shown this once
     * @param error     why the last look could not take over everything, a line each
     * @param forge     how the forge has been answering all mirrors on it
     */
    record Shape(
            String kind,
            String url,
            String api,
            String hook,
            boolean token,
            List<String> trusted,
            long pollSeconds,
            Optional<String> user,
            List<String> branches,
            Optional<Instant> lookedAt,
            Instant nextLookAt,
            List<String> error,
            ForgeTurns.Health forge,
            Optional<String> newSecret) {}

    private Reply set(Call call) {
        HostedRepository repository = hub.repositories().require(call.repository());
        Optional<Mirror.Settings> before = table.find(repository.id()).map(Mirror::settings);
        Json json = call.json("kind", "url", "api", "secret", "user", "token", "trusted", "pollSeconds", "branches");
        ForgeKind kind = ForgeKind.named(json.line("kind", 20))
                .orElseThrow(() -> Refusal.invalid("field kind must be one of " + ForgeKind.words()));
        URI url = address("url", json.line("url", 500));
        Remote remote = forges.of(kind)
                .remote(url)
                .orElseThrow(() ->
                        Refusal.invalid("field url must be a clone URL such as https://github.com/owner/name.git"));
        URI api = json.optionalLine("api", 500)
                .map(text -> address("api", text.replaceAll("/+$", "")))
                .orElse(remote.api());
        // What was kept for one address must not be sent to another by somebody who never knew it.
        Optional<Mirror.Settings> same = before.filter(
                kept -> kept.cloneUrl().equals(url) && kept.apiUrl().equals(api));
        Optional<Secret> given = json.optionalLine("secret", 200)
                .map(text -> {
                    StandardWebhook.objection(text).ifPresent(objection -> {
                        throw Refusal.invalid("field secret: " + objection);
                    });
                    return secret("secret", text);
                })
                .or(() -> same.map(Mirror.Settings::secret));
        Optional<Secret> token = json.optionalLine("token", 500)
                .map(text -> secret("token", text))
                .or(() -> same.flatMap(Mirror.Settings::token));
        Secret secret = given.orElseGet(this::newSecret);
        var settings = new Mirror.Settings(
                kind,
                url,
                api,
                secret,
                token,
                Set.copyOf(json.lines("trusted", 100, 100)),
                Duration.ofSeconds(json.number("pollSeconds", 10, 86_400, 60)),
                choices(json));
        store(repository, settings, call.account());
        worker.wake();
        return Reply.json(
                before.isPresent() ? 200 : 201,
                shape(
                        repository,
                        require(repository),
                        given.isPresent() ? Optional.empty() : Optional.of(secret.text())));
    }

    private static Mirror.Choices choices(Json json) {
        List<String> branches = json.lines("branches", 50, 200);
        branches.forEach(glob -> BranchFilter.objection(glob).ifPresent(objection -> {
            throw Refusal.invalid("field branches: " + objection);
        }));
        Optional<String> user = json.optionalLine("user", 100).filter(text -> !text.isBlank());
        if (user.filter(text -> text.contains(":")).isPresent()) {
            throw Refusal.invalid("field user must not contain a colon");
        }
        return new Mirror.Choices(user, branches);
    }

    private void store(HostedRepository repository, Mirror.Settings settings, Account by) {
        hub.database().run(handle -> {
            table.put(handle, repository.id(), settings, hub.clock().instant());
            hub.audit()
                    .record(
                            handle,
                            by,
                            "mirror.set",
                            repository.name().toString(),
                            settings.kind().word() + " " + settings.cloneUrl() + " api " + settings.apiUrl()
                                    + " trusted " + String.join(" ", settings.trusted()));
        });
    }

    private URI address(String field, String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("field " + field + " must be a URL");
        }
        http.objection(uri).ifPresent(objection -> {
            throw Refusal.invalid("field " + field + ": " + objection);
        });
        return uri;
    }

    private static Secret secret(String field, String text) {
        if (text.isBlank() || field.equals("secret") && text.length() < SHORTEST_SECRET) {
            throw Refusal.invalid("field " + field + " must have at least " + SHORTEST_SECRET
                    + " characters; without the field the hub makes one");
        }
        return new Secret(text);
    }

    private Secret newSecret() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes));
    }

    private Mirror require(HostedRepository repository) {
        return table.find(repository.id()).orElseThrow(() -> none(repository));
    }

    private static Refusal none(HostedRepository repository) {
        return Refusal.notFound(repository.name() + " mirrors nothing");
    }

    private Shape shape(HostedRepository repository, Mirror mirror, Optional<String> newSecret) {
        Mirror.Settings settings = mirror.settings();
        return new Shape(
                settings.kind().word(),
                settings.cloneUrl().toString(),
                settings.apiUrl().toString(),
                hub.url().of("/api/v1/hooks/" + repository.name()),
                settings.token().isPresent(),
                settings.trusted().stream().sorted().toList(),
                settings.poll().toSeconds(),
                settings.choices().user(),
                settings.choices().branches(),
                mirror.lookedAt(),
                mirror.nextLookAt(),
                mirror.error().lines().toList(),
                worker.health(mirror),
                newSecret);
    }
}
