package dev.softservice.server.forge;

import dev.softservice.server.account.Role;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The API of mirrors: sets them up, shows how they do, and ends them. Secrets go in and never come out again. */
final class MirrorRoutes {
    static final String PATH = "/api/v1/repos/{owner}/{name}/mirror";

    private final Repositories repositories;
    private final MirrorSetup setup;
    private final MirrorWorker worker;
    private final ReleasePush releases;
    private final PublicUrl url;

    MirrorRoutes(
            Repositories repositories, MirrorSetup setup, MirrorWorker worker, ReleasePush releases, PublicUrl url) {
        this.repositories = repositories;
        this.setup = setup;
        this.worker = worker;
        this.releases = releases;
        this.url = url;
    }

    List<Route> routes() {
        return List.of(
                Route.api(Route.Method.GET, PATH, Role.MAINTAINER, this::show),
                Route.api(Route.Method.PUT, PATH, Role.MAINTAINER, this::set),
                Route.api(Route.Method.DELETE, PATH, Role.MAINTAINER, this::remove));
    }

    /**
     * @param hook      the address to give to the forge
     * @param newSecret the hook's secret where the hub has just made it: shown this once
     * @param error     why the last look could not take over everything, a line each
     * @param forge     how the forge has been answering all mirrors on it
     * @param releases  how far the releases have been pushed to the forge; empty: they are not pushed
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
            boolean pushReleases,
            Optional<Instant> lookedAt,
            Instant nextLookAt,
            List<String> error,
            ForgeTurns.Health forge,
            Optional<ReleasePush.Standing> releases,
            Optional<String> newSecret) {}

    private Reply show(Call call) {
        HostedRepository repository = repositories.require(call.repository());
        return Reply.json(shape(repository, setup.require(repository), Optional.empty()));
    }

    private Reply set(Call call) {
        HostedRepository repository = repositories.require(call.repository());
        var json = call.json(
                "kind", "url", "api", "secret", "user", "token", "trusted", "pollSeconds", "branches", "pushReleases");
        var wish = new MirrorSetup.Wish(
                json.line("kind", 20),
                json.line("url", 500),
                json.optionalLine("api", 500),
                json.optionalLine("secret", 200),
                json.optionalLine("token", 500),
                json.lines("trusted", 100, 100),
                Duration.ofSeconds(json.number("pollSeconds", 10, 86_400, 60)),
                new Mirror.Choices(
                        json.optionalLine("user", 100).filter(text -> !text.isBlank()),
                        json.lines("branches", 50, 200),
                        json.flag("pushReleases", false)));
        MirrorSetup.Done done = setup.set(repository, wish, call.account());
        worker.wake();
        return Reply.json(done.created() ? 201 : 200, shape(repository, done.mirror(), done.newSecret()));
    }

    private Reply remove(Call call) {
        setup.remove(repositories.require(call.repository()), call.account());
        return Reply.nothing();
    }

    private Shape shape(HostedRepository repository, Mirror mirror, Optional<String> newSecret) {
        Mirror.Settings settings = mirror.settings();
        return new Shape(
                settings.kind().word(),
                settings.cloneUrl().toString(),
                settings.apiUrl().toString(),
                url.of("/api/v1/hooks/" + repository.name()),
                settings.token().isPresent(),
                settings.trusted().stream().sorted().toList(),
                settings.poll().toSeconds(),
                settings.choices().user(),
                settings.choices().branches(),
                settings.choices().pushReleases(),
                mirror.lookedAt(),
                mirror.nextLookAt(),
                mirror.error().lines().toList(),
                worker.health(mirror),
                releases.standing(repository, settings),
                newSecret);
    }
}
