package dev.softservice.server.web.page;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.server.release.Asked;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Shows what a distro is made of, which distros are made of it, and what users should know before they install it. */
public final class Families {
    /** What it is made of, what all of that asks of who installs it, what is made of it, and which of its tests are flaky again and again. */
    record Family(MadeOf.Shown made, List<String> asks, List<DistroPage.Pair> usedBy, List<FlakyView> flaky) {
        static final Family NONE = new Family(MadeOf.Shown.NOTHING, List.of(), List.of(), List.of());
    }

    /** {@code href}: the last run in which it was so. */
    record FlakyView(String name, String suite, int times, String href) {}

    private final Comparing comparing;
    private final Runs runs;
    private final PublicUrl url;

    public Families(Comparing comparing, Runs runs, PublicUrl url) {
        this.comparing = comparing;
        this.runs = runs;
        this.url = url;
    }

    Family of(HostedRepository repository, Optional<Release> stable, ObjectId commit, Visible by) {
        var uses = stable.map(comparing::uses).orElse(List.of());
        var composition = stable.flatMap(release -> comparing.composition(repository, release))
                .or(() -> comparing.present(repository, commit));
        var made = composition
                .map(whole -> MadeOf.of(graph(whole, stable), onThisHub(whole, Comparing.onThisHub(uses))))
                .orElse(MadeOf.Shown.NOTHING);
        var asks = composition
                .map(whole ->
                        Asked.first(whole).more().stream().map(Text::showable).toList())
                .orElse(List.of());
        var usedBy = comparing.usedBy(repository, by).stream()
                .map(user -> new DistroPage.Pair(
                        user.distro().toString(),
                        Text.showable(user.version() + ", as " + user.path() + " " + user.tag()),
                        "/" + user.distro()))
                .toList();
        var flaky = runs.flaky(repository).stream()
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
        var base = url.of("/");
        var names = new HashMap<>(recorded);
        composition
                .parts()
                .forEach(part -> part.address()
                        .map(DistroAddress::url)
                        .filter(url -> url.startsWith(base))
                        .ifPresent(url -> names.putIfAbsent(part.path(), url.substring(base.length()))));
        return names;
    }
}
