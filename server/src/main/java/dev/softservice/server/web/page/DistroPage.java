package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Service;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.anew.Anew;
import dev.softservice.server.anew.Check;
import dev.softservice.server.core.Constants;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One distro, for people who wonder whether to install it. */
public final class DistroPage {
    /** {@code href}: empty where the value is just text. */
    record Pair(String name, String value, String href) {}

    /** @param otherwise what stands where there is no value to show */
    record ParameterView(String name, String type, String value, String otherwise, String description) {
        static ParameterView of(String name, Parameter parameter) {
            var type = parameter.type() == Parameter.Type.CHOICE
                    ? String.join(" | ", parameter.choices())
                    : Constants.word(parameter.type());
            boolean secret = parameter.type() == Parameter.Type.SECRET;
            return new ParameterView(
                    name,
                    type,
                    secret ? "" : parameter.defaultValue().orElse(""),
                    otherwise(parameter),
                    parameter.description());
        }

        /** A default that is empty is one: nobody has to give anything. The default of a secret is not shown. */
        private static String otherwise(Parameter parameter) {
            if (parameter.required()) return "to be given";
            if (parameter.isMadeUp()) return "generated";
            return parameter.defaultValue().filter(String::isEmpty).isPresent() ? "empty" : "not shown";
        }
    }

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
            Families.Family family,
            List<AnewView> anew) {}

    /** The last time that the stable version was verified anew. {@code rot}: why it did not pass; {@code mend}: the pull request that may mend it. */
    record AnewView(String kind, String rot, String run, String runHref, String mend, String mendHref, Instant at) {}

    /** What the manifest says. */
    record Facts(List<ParameterView> parameters, List<Pair> provides, List<Pair> services, List<Pair> about) {
        static final Facts NONE = new Facts(List.of(), List.of(), List.of(), List.of());
    }

    private final DistroFrame frame;
    private final Describing describing;
    private final Families families;
    private final Reports reports;
    private final Anew anew;

    public DistroPage(DistroFrame frame, Describing describing, Families families, Reports reports, Anew anew) {
        this.anew = anew;
        this.frame = frame;
        this.describing = describing;
        this.families = families;
        this.reports = reports;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var stable = describing.stable(repository);
        var commit = describing.shown(repository);
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
                frame.head(call, repository, title, "Overview"),
                summary,
                "softservice install " + frame.address(repository),
                frame.cloneUrl(repository),
                stable.map(Release::version).orElse(""),
                stable.map(Release::createdAt).orElse(Instant.EPOCH),
                Ladder.level(rungs),
                Ladder.rungs(rungs),
                commit.isEmpty(),
                manifest.isPresent(),
                problem,
                reports.open(repository),
                commit.map(id -> describing.readme(repository, id)).orElse(new SafeString("")),
                manifest.map(DistroPage::facts).orElse(Facts.NONE),
                commit.filter(_ -> manifest.isPresent())
                        .map(id -> families.of(repository, stable, id, call.visible()))
                        .orElse(Families.Family.NONE),
                anew.told(repository).map(check -> anew(repository, check)).stream()
                        .toList());
        return frame.show(call, PageTemplate.DISTRO, title, shown);
    }

    private AnewView anew(HostedRepository repository, Check check) {
        boolean rotten = check.state() == Check.State.ROTTEN;
        return new AnewView(
                rotten ? "failed" : "passed",
                rotten ? Text.showable(reports.reason(check.run())) : "",
                check.run().toString(),
                Reports.href(repository.name(), check.run()),
                check.mended().map(String::valueOf).orElse(""),
                check.mended().map(pull -> PullPages.href(repository, pull)).orElse(""),
                check.at());
    }

    private static Facts facts(Manifest manifest) {
        var parameters = manifest.parameters().entrySet().stream()
                .map(entry -> ParameterView.of(entry.getKey(), entry.getValue()))
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
