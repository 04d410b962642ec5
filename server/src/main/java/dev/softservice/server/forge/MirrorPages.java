package dev.softservice.server.forge;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.server.web.page.Heads;
import dev.softservice.server.web.page.PageTemplate;
import dev.softservice.webhooks.ForgeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The pages of mirrors: a maintainer sets one up, checks it and ends it; an administrator sees all of them. */
public final class MirrorPages {
    private static final String PATH = "/{owner}/{name}/mirror";

    /** What the form holds. {@code token}: whether one is kept. */
    public record Form(
            String kind,
            String url,
            String api,
            String user,
            boolean token,
            String trusted,
            String branches,
            long pollSeconds,
            boolean pushReleases) {
        private static final Form EMPTY = new Form(ForgeKind.GITHUB.word(), "", "", "", false, "", "", 60, false);

        static Form of(Mirror.Settings settings) {
            return new Form(
                    settings.kind().word(),
                    settings.cloneUrl().toString(),
                    settings.apiUrl().toString(),
                    settings.choices().user().orElse(""),
                    settings.token().isPresent(),
                    String.join("\n", settings.trusted().stream().sorted().toList()),
                    String.join("\n", settings.choices().branches()),
                    settings.poll().toSeconds(),
                    settings.choices().pushReleases());
        }
    }

    /** A kind of forge to choose. */
    public record Kind(String word, boolean here) {}

    /**
     * How a mirror does.
     *
     * @param lookedAt one time, or none
     * @param waits    why nothing is looked at just now, a line each
     * @param problems what the last look could not take over
     * @param unpushed why releases do not stand at the forge
     */
    public record Standing(
            String repository,
            String url,
            List<Instant> lookedAt,
            Instant nextLookAt,
            List<String> waits,
            List<String> problems,
            List<String> unpushed) {}

    /** {@code standing}: none where there is no mirror yet; {@code secret}: made just now, shown this once. */
    public record Shown(
            Heads.Head head,
            String href,
            String wrong,
            List<Standing> standing,
            String hook,
            String secret,
            Form form,
            List<Kind> kinds,
            List<ForgeDeliveryTable.Delivered> deliveries) {}

    public record All(List<Standing> mirrors) {}

    private final DistroFrame frame;
    private final MirrorSetup setup;
    private final MirrorWorker worker;
    private final ReleasePush releases;
    private final ForgeDeliveryTable deliveries;

    MirrorPages(
            DistroFrame frame,
            MirrorSetup setup,
            MirrorWorker worker,
            ReleasePush releases,
            ForgeDeliveryTable deliveries) {
        this.frame = frame;
        this.setup = setup;
        this.worker = worker;
        this.releases = releases;
        this.deliveries = deliveries;
    }

    List<Route> routes() {
        return List.of(
                Route.page(GET, PATH, MAINTAINER, this::show),
                Route.page(POST, PATH, MAINTAINER, this::set),
                Route.page(POST, PATH + "/look", MAINTAINER, this::look),
                Route.page(POST, PATH + "/remove", MAINTAINER, this::remove),
                Route.page(GET, "/mirrors", ADMIN, this::all));
    }

    private Reply show(Call call) {
        HostedRepository repository = frame.repository(call);
        Form form =
                setup.find(repository).map(mirror -> Form.of(mirror.settings())).orElse(Form.EMPTY);
        return page(call, repository, form, "", "");
    }

    private Reply set(Call call) {
        HostedRepository repository = frame.repository(call);
        String poll = call.form("pollSeconds", 5);
        var form = new Form(
                call.form("kind", 20),
                call.form("url", 500).strip(),
                call.form("api", 500).strip(),
                call.form("user", 100).strip(),
                setup.find(repository)
                        .flatMap(mirror -> mirror.settings().token())
                        .isPresent(),
                call.form("trusted", 10_000),
                call.form("branches", 10_000),
                poll.matches("\\d+") ? Long.parseLong(poll) : 0,
                call.form("pushReleases", 3).equals("yes"));
        try {
            MirrorSetup.Done done = setup.set(repository, wish(call, form), call.account());
            worker.wake();
            return done.newSecret().isEmpty()
                    ? Reply.redirect(href(repository))
                    : page(
                            call,
                            repository,
                            Form.of(done.mirror().settings()),
                            "",
                            done.newSecret().get());
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID) {
                throw refused;
            }
            return page(call, repository, form, refused.getMessage(), "");
        }
    }

    private static MirrorSetup.Wish wish(Call call, Form form) {
        if (form.pollSeconds() < 10 || form.pollSeconds() > 86_400) {
            throw Refusal.invalid("field pollSeconds must be a whole number from 10 to 86400");
        }
        return new MirrorSetup.Wish(
                form.kind(),
                form.url(),
                given(form.api()),
                given(call.form("secret", 200).strip()),
                given(call.form("token", 500).strip()),
                lines(form.trusted()),
                Duration.ofSeconds(form.pollSeconds()),
                new Mirror.Choices(given(form.user()), lines(form.branches()), form.pushReleases()));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    private static List<String> lines(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.size() > 100) {
            throw Refusal.invalid("a list must have at most 100 lines");
        }
        return lines;
    }

    private Reply look(Call call) {
        HostedRepository repository = frame.repository(call);
        setup.hint(repository);
        worker.wake();
        return Reply.redirect(href(repository));
    }

    private Reply remove(Call call) {
        HostedRepository repository = frame.repository(call);
        setup.remove(repository, call.account());
        return Reply.redirect(href(repository));
    }

    private Reply all(Call call) {
        List<Standing> mirrors = setup.all().stream()
                .map(mirror -> standing(frame.repository(mirror.repository()), mirror))
                .toList();
        return frame.show(call, 200, PageTemplate.MIRRORS, "Mirrors", new All(mirrors));
    }

    private Reply page(Call call, HostedRepository repository, Form form, String wrong, String secret) {
        Optional<Mirror> mirror = setup.find(repository);
        var shown = new Shown(
                frame.head(call, repository, "Mirror"),
                href(repository),
                wrong,
                mirror.map(known -> standing(repository, known)).stream().toList(),
                frame.url("/api/v1/hooks/" + repository.name()),
                secret,
                form,
                Arrays.stream(ForgeKind.values())
                        .map(kind -> new Kind(kind.word(), kind.word().equals(form.kind())))
                        .toList(),
                deliveries.newest(repository.id()));
        int status = wrong.isEmpty() ? 200 : Refusal.Kind.INVALID.status();
        return frame.show(call, status, PageTemplate.MIRROR, "Mirror · " + repository.name(), shown)
                .with("Cache-Control", "no-store");
    }

    private Standing standing(HostedRepository repository, Mirror mirror) {
        ForgeTurns.Health forge = worker.health(mirror);
        return new Standing(
                repository.name().toString(),
                mirror.settings().cloneUrl().toString(),
                mirror.lookedAt().stream().toList(),
                mirror.nextLookAt(),
                waits(forge),
                mirror.error().lines().toList(),
                releases.standing(repository, mirror.settings())
                        .map(ReleasePush.Standing::error)
                        .orElse(List.of()));
    }

    private static List<String> waits(ForgeTurns.Health forge) {
        var silent = forge.silentLooks() > 0
                ? Optional.of(forge.origin() + " has not answered " + forge.silentLooks()
                        + (forge.silentLooks() == 1 ? " look" : " looks in a row") + "; one mirror at a time asks it")
                : Optional.<String>empty();
        var waiting = forge.waiting() > 0
                ? Optional.of(forge.waiting() + " of the mirrors at " + forge.origin() + " wait for a place")
                : Optional.<String>empty();
        return java.util.stream.Stream.of(silent, waiting)
                .flatMap(Optional::stream)
                .toList();
    }

    private static String href(HostedRepository repository) {
        return "/" + repository.name() + "/mirror";
    }
}
