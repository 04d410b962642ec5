package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Service;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Constants;
import dev.softservice.server.release.Asked;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** One distro, for whoever wonders whether to install it. */
final class DistroPage {
    private static final int README_LIMIT = 256 << 10;

    /** {@code href}: empty where the value is just text. */
    record Pair(String name, String value, String href) {}

    record ParameterView(String name, String type, String value, String otherwise, String description) {}

    record Shown(
            Heads.Head head,
            String summary,
            String install,
            String cloneUrl,
            String version,
            Instant releasedAt,
            Ladder.Level level,
            List<Ladder.RungView> rungs,
            boolean empty,
            boolean described,
            String problem,
            List<Reports.Line> running,
            SafeString readme,
            Facts facts,
            Family family) {}

    /** What it is made of, what all of that asks of who installs it, what is made of it, and which of its tests are flaky again and again. */
    record Family(MadeOf.Shown made, List<String> asks, List<Pair> usedBy, List<FlakyView> flaky) {
        static final Family NONE = new Family(MadeOf.Shown.NOTHING, List.of(), List.of(), List.of());
    }

    /** {@code href}: the last run in which it was so. */
    record FlakyView(String name, String suite, int times, String href) {}

    /** What the manifest says. */
    record Facts(List<ParameterView> parameters, List<Pair> provides, List<Pair> services, List<Pair> about) {
        static final Facts NONE = new Facts(List.of(), List.of(), List.of(), List.of());
    }

    private final Hub hub;
    private final Pages pages;
    private final Describing describing;
    private final Markdown markdown;
    private final Reports reports;

    DistroPage(Hub hub, Pages pages, Describing describing, Markdown markdown, Reports reports) {
        this.hub = hub;
        this.pages = pages;
        this.describing = describing;
        this.markdown = markdown;
        this.reports = reports;
    }

    List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = hub.repositories().require(call.repository());
        var stable = hub.releases().stable(repository);
        var commit = stable.map(release -> release.commit().id())
                .or(() -> hub.git().resolve(repository.name(), BranchName.MAIN.ref()));
        var reading = commit.map(id -> describing.reading(repository, id));
        var manifest = reading.flatMap(dev.softservice.manifest.model.Reading::manifest);
        var title =
                manifest.map(m -> m.about().title()).orElse(repository.name().name());
        var summary = manifest.map(m -> m.about().summary()).orElse(repository.description());
        var problem = reading.flatMap(read -> read.errors().stream().findFirst())
                .map(Problem::toString)
                .orElse("");
        var rungs = stable.map(Release::rungs).orElse(Rungs.NONE);
        var shown = new Shown(
                Heads.of(repository, title, "Overview"),
                summary,
                "softservice install " + hub.url().base().getRawAuthority() + "/" + repository.name(),
                hub.url().of("/" + repository.name() + ".git"),
                stable.map(Release::version).orElse(""),
                stable.map(Release::createdAt).orElse(Instant.EPOCH),
                Ladder.level(rungs),
                Ladder.rungs(rungs),
                commit.isEmpty(),
                manifest.isPresent(),
                problem,
                running(repository),
                commit.map(id -> readme(repository, id)).orElse(new SafeString("")),
                manifest.map(DistroPage::facts).orElse(Facts.NONE),
                commit.filter(_ -> manifest.isPresent())
                        .map(id -> family(repository, stable, id))
                        .orElse(Family.NONE));
        return pages.show(call, "distro", title, shown);
    }

    private Family family(HostedRepository repository, Optional<Release> stable, ObjectId commit) {
        var uses = stable.map(hub.comparing()::uses).orElse(List.of());
        var composition = stable.flatMap(release -> hub.comparing().composition(repository, release))
                .or(() -> hub.comparing().present(repository, commit));
        var made = composition
                .map(whole -> MadeOf.of(graph(whole, stable), onThisHub(whole, Comparing.onThisHub(uses))))
                .orElse(MadeOf.Shown.NOTHING);
        var asks = composition
                .map(whole ->
                        Asked.first(whole).more().stream().map(Text::showable).toList())
                .orElse(List.of());
        var usedBy = hub.comparing().usedBy(repository).stream()
                .map(user -> new Pair(
                        user.distro().toString(),
                        Text.showable(user.version() + ", as " + user.path() + " " + user.tag()),
                        "/" + user.distro()))
                .toList();
        var flaky = hub.runs().flaky(repository).stream()
                .map(test -> new FlakyView(
                        Text.showable(test.name()),
                        Text.showable(test.suite()),
                        test.times(),
                        Reports.href(repository.name(), test.newest())))
                .toList();
        return new Family(made, asks, usedBy, flaky);
    }

    /** With the release's version in place of the line that its author wrote. */
    private static CompositionGraph graph(Composition whole, Optional<Release> stable) {
        var root = CompositionGraph.of(whole).root();
        return new CompositionGraph(new CompositionGraph.Node(
                root.path(),
                root.distro(),
                stable.map(Release::version).orElse(root.version()),
                root.origin(),
                root.services(),
                root.provides(),
                root.handed(),
                root.uses()));
    }

    /** What is resolved just now is on this hub for certain: it uses nothing else. */
    private Map<String, String> onThisHub(Composition composition, Map<String, String> recorded) {
        var base = hub.url().of("/");
        var names = new HashMap<>(recorded);
        composition
                .parts()
                .forEach(part -> part.address()
                        .map(DistroAddress::url)
                        .filter(url -> url.startsWith(base))
                        .ifPresent(url -> names.putIfAbsent(part.path(), url.substring(base.length()))));
        return names;
    }

    private List<Reports.Line> running(HostedRepository repository) {
        return hub.runs().list(repository, Optional.empty(), Optional.empty(), 0, 1).stream()
                .filter(run -> run.state() != Run.State.FINISHED)
                .map(run -> reports.line(run, repository.name()))
                .toList();
    }

    private SafeString readme(HostedRepository repository, ObjectId commit) {
        var files = "/" + repository.name() + "/files/" + commit.name() + "/";
        return hub.reader()
                .readme(repository.name(), commit, "", README_LIMIT)
                .map(blob -> markdown.cached(files + blob.path(), blob.text(), files))
                .orElse(new SafeString(""));
    }

    private static Facts facts(Manifest manifest) {
        var parameters = manifest.parameters().entrySet().stream()
                .map(entry -> parameter(entry.getKey(), entry.getValue()))
                .toList();
        var provides = manifest.provides().endpoints().entrySet().stream()
                .map(entry -> new Pair(
                        entry.getKey(),
                        entry.getValue().service() + ", port "
                                + entry.getValue().port(),
                        ""))
                .toList();
        var services = new ArrayList<Pair>();
        manifest.services().forEach((name, service) -> services.add(new Pair(name, image(service), "")));
        return new Facts(parameters, provides, services, about(manifest.about()));
    }

    private static ParameterView parameter(String name, Parameter parameter) {
        var secret = parameter.type() == Parameter.Type.SECRET;
        var type = parameter.type() == Parameter.Type.CHOICE
                ? String.join(" | ", parameter.choices())
                : Constants.word(parameter.type());
        return new ParameterView(
                name,
                type,
                secret ? "" : parameter.defaultValue().orElse(""),
                secret ? "generated" : "to be given",
                parameter.description());
    }

    private static String image(Service service) {
        return switch (service.image()) {
                    case Service.Pulled pulled -> "image " + pulled.reference();
                    case Service.Built built -> "built from " + (built.context().isEmpty() ? "." : built.context());
                }
                + (service.replicas() > 1 ? ", " + service.replicas() + " replicas" : "");
    }

    private static List<Pair> about(Manifest.About about) {
        var pairs = new ArrayList<Pair>();
        about.license().ifPresent(license -> pairs.add(new Pair("Licence", license, "")));
        about.homepage()
                .ifPresent(page -> pairs.add(new Pair("Homepage", page, page.matches("https?://\\S+") ? page : "")));
        if (!about.maintainers().isEmpty())
            pairs.add(new Pair("Maintainers", String.join(", ", about.maintainers()), ""));
        if (!about.categories().isEmpty()) pairs.add(new Pair("Categories", String.join(", ", about.categories()), ""));
        return pairs;
    }
}
