package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.CompositionGraph.Handed;
import dev.softservice.runner.model.Rungs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The front page, a distro with its files, its releases and what it is made of. */
final class SampleDistros extends PageSample {
    private final Markdown markdown = new Markdown();

    private final SampleReports reports;

    SampleDistros(UnaryOperator<String> words) {
        super(words);
        this.reports = new SampleReports(words);
    }

    Front front() {
        var cards = List.of(
                card(
                        "team-wiki",
                        "Team wiki",
                        "A wiki that a small team owns and runs itself, with MediaWiki on PostgreSQL behind Apache.",
                        "2.3.1",
                        4),
                card("hello-web", "Hello web", "The smallest distro that does something.", "1.0.7", 4),
                card(
                        "postgresql",
                        "PostgreSQL",
                        "A database that other distros are made of; its data directory is baked into the image, so"
                                + " that it is ready at once.",
                        "15.4.0",
                        3),
                card("shared-calendar", "Shared calendar", "Appointments for a club or an office.", "", 0),
                card("shop", "Web shop", "Sell things, keep the customer list at home.", "0.9.12", 6),
                card(
                        "chat",
                        "Chat",
                        "Rooms, threads and files for people who want their conversations on their own machine.",
                        "4.1.0",
                        7));
        return new Front(
                true,
                Ladder.rungs(),
                new Front.Pulse(2, 5, 4, ""),
                "Distros",
                "",
                false,
                cards,
                new Front.Paging("", "/?page=2"));
    }

    private Front.Card card(String name, String title, String summary, String version, int level) {
        return new Front.Card(
                "samples/" + name, w(title), w(summary), version, Ladder.level(Rungs.ofLevel(level)), level == 6);
    }

    DistroPage.Shown distro() {
        var readme = markdown.html(w("""
            # Team wiki

            A wiki that a small team *owns*: pages, uploads and accounts stay on your machine.

            ## After installing

            1. Open the address that `softservice status` prints.
            2. Log in as **admin**; the password is in `softservice status --secrets`.

            | What | Where |
            |---|---|
            | pages | the volume `database` |
            | uploads | the volume `uploads` |

            ```
            softservice install hub.example.org/samples/team-wiki --set site-name="Our wiki"
            ```

            See [MediaWiki](https://www.mediawiki.org/) for its manual.
            """), "/samples/team-wiki/files/" + MERGE + "/");
        var facts = new DistroPage.Facts(
                List.of(
                        new DistroPage.ParameterView(
                                w("site-name"), "string", w("Team wiki"), "to be given", w("Shown on every page")),
                        new DistroPage.ParameterView(
                                w("admin-pass"), "secret", "", "generated", w("The first administrator's password")),
                        new DistroPage.ParameterView(
                                w("size"),
                                "small | large",
                                "small",
                                "to be given",
                                w("How many people use it at once"))),
                List.of(new DistroPage.Pair(w("http"), w("web, port 80"), "")),
                List.of(
                        new DistroPage.Pair(w("database"), w("built from database"), ""),
                        new DistroPage.Pair(w("web"), w("built from web"), "")),
                List.of(
                        new DistroPage.Pair("Licence", w("GPL-2.0-or-later"), ""),
                        new DistroPage.Pair("Homepage", w("https://www.mediawiki.org/"), "https://www.mediawiki.org/"),
                        new DistroPage.Pair("Maintainers", w("ops@example.org"), "")));
        return new DistroPage.Shown(
                head("Overview"),
                w("A wiki that a small team owns and runs itself."),
                "softservice install hub.example.org/samples/team-wiki",
                "https://hub.example.org/samples/team-wiki.git",
                "2.3.1",
                Instant.now().minusSeconds(7200),
                Ladder.level(Rungs.ofLevel(4)),
                Ladder.rungs(Rungs.ofLevel(4)),
                false,
                true,
                "",
                reports.lines().subList(0, 1),
                readme,
                facts,
                new Families.Family(
                        made(),
                        List.of(w("reach the internet (for wiki.mail)")),
                        List.of(new DistroPage.Pair("samples/office", w("1.4.0, as wiki v2.3.0"), "/samples/office")),
                        List.of(new Families.FlakyView(w("uploads are kept"), w("team-wiki"), 3, "/run"))),
                List.of(new DistroPage.AnewView(
                        "failed",
                        w("the image of web does not build: the mirror of the packages is gone"),
                        "214",
                        "/run",
                        "31",
                        "/pull",
                        Instant.now().minusSeconds(86_400))));
    }

    DistroPage.Shown empty() {
        return new DistroPage.Shown(
                head("Overview"),
                w("A wiki that a small team owns and runs itself."),
                "softservice install hub.example.org/samples/team-wiki",
                "https://hub.example.org/samples/team-wiki.git",
                "",
                Instant.EPOCH,
                Ladder.level(Rungs.ofLevel(0)),
                Ladder.rungs(Rungs.ofLevel(0)),
                true,
                false,
                w("softservice.yaml:12:5: error [unknown-key] there is no key “prvides” here: did you mean"
                        + " “provides”?"),
                List.of(),
                new SafeString(""),
                DistroPage.Facts.NONE,
                Families.Family.NONE,
                List.of());
    }

    FilesPages.Folder files() {
        var rows = List.of(
                new FilesPages.Row("folder", w("tests/"), "/x", ""),
                new FilesPages.Row("folder", w("web/"), "/x", ""),
                new FilesPages.Row("file", w("README.md"), "/x", "1.2 KiB"),
                new FilesPages.Row("link", w("current"), "/x", "symbolic link"),
                new FilesPages.Row("file", w("softservice.yaml"), "/x", "2.0 KiB"));
        return new FilesPages.Folder(
                head("Files"),
                w("main"),
                "",
                List.of(new FilesPages.Step(w("team-wiki"), "")),
                rows,
                "",
                new SafeString(""));
    }

    FilesPages.File file() {
        var lines = List.of(
                "softservice: v1",
                "name: team-wiki",
                "title: Team wiki",
                "services:",
                "  web:",
                "    build: web",
                "    depends_on: {database: {condition: service_healthy}}",
                "    healthcheck: {test: [CMD, curl, -fsS, http://localhost/], interval: 5s, retries: 12,"
                        + " start_period: 10s, timeout: 5s}");
        return new FilesPages.File(
                head("Files"),
                w("main"),
                w("softservice.yaml"),
                List.of(new FilesPages.Step(w("team-wiki"), "/x"), new FilesPages.Step(w("softservice.yaml"), "")),
                "2.0 KiB",
                "/samples/team-wiki/icon",
                new SafeString(""),
                "",
                false,
                IntStream.range(0, lines.size())
                        .mapToObj(i -> new FilesPages.Numbered(i + 1, w(lines.get(i))))
                        .toList());
    }

    MadeOf.Shown made() {
        var database =
                node("wiki.database", "postgresql", "15.0.2", "^15.0", List.of("database"), List.of(), List.of());
        var cache = node("wiki.cache", "valkey", "8.1.0", "^8", List.of("cache"), List.of(), List.of());
        var wiki = node(
                "wiki",
                "team-wiki",
                "2.3.1",
                "~2.3",
                List.of("web", "jobs", "search-index", "mail-relay"),
                List.of(
                        new Handed("database", "host", Handed.Kind.SERVICE, w("web")),
                        new Handed("database", "port", Handed.Kind.SERVICE, w("web"))),
                List.of(database, cache));
        var front = node("front", "reverse-proxy", "1.0.4", "^1", List.of("proxy"), List.of(), List.of());
        return MadeOf.of(
                new CompositionGraph(new CompositionGraph.Node(
                        "",
                        w("office"),
                        "1.4",
                        Optional.empty(),
                        List.of(w("setup")),
                        List.of(new CompositionGraph.Provided("http", w("front"), 80, true)),
                        List.of(new Handed("wiki", "host", Handed.Kind.USE, "front")),
                        List.of(wiki, front))),
                Map.of("wiki", "samples/team-wiki", "wiki.database", "samples/postgresql"));
    }

    private CompositionGraph.Node node(
            String path,
            String distro,
            String version,
            String range,
            List<String> services,
            List<Handed> handed,
            List<CompositionGraph.Node> uses) {
        return new CompositionGraph.Node(
                path,
                w(distro),
                w(version),
                Optional.of(new CompositionGraph.Origin(
                        w("https://hub.example.org/samples/" + distro), w(range), "v" + version, MERGE)),
                services.stream().map(this::w).toList(),
                List.of(),
                handed,
                uses);
    }

    DownloadPages.Offer download() {
        return new DownloadPages.Offer(
                "curl -fsS https://hub.example.org/install.sh | sh",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
                "SHA256:2mD0v3r1fyW1thN0th1ngButG1t",
                List.of(new DownloadPages.Row(
                        w("softservice-0.1.0-linux-x64.tar.gz"),
                        "61 MiB",
                        "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a")));
    }

    ComparePage.Shown compare() {
        return new ComparePage.Shown(
                head("Releases"),
                List.of(new ComparePage.Choice("2.3.1", false, true), new ComparePage.Choice("2.3.0", true, false)),
                "2.3.0",
                "2.3.1",
                false,
                List.of(new ComparePage.News("waiting", w("It asks to reach the internet"))),
                List.of(new ComparePage.News("running", w("It has a new parameter, size"))),
                List.of(new ReleasesPage.Change(12, "/pull", w("Keep uploads"), "ann", List.of())),
                List.of(new ComparePage.Moved(w("database"), "v15.0.2", "v15.0.3")),
                List.of(new ComparePage.Fact("Level", "4", "6")),
                List.of(new ComparePage.Commit(
                        MERGE, w("Keep uploads"), "ann", Instant.now().minusSeconds(7200))),
                true);
    }

    ReleasesPage.Shown releases() {
        var lines = List.of(
                new ReleasesPage.Line(
                        "v2.3.1",
                        true,
                        Ladder.level(Rungs.ofLevel(4)),
                        MERGE,
                        511,
                        "/run",
                        "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
                        Instant.now().minusSeconds(7200),
                        List.of(w("Gives up the volume index of earlier versions: pages are indexed anew")),
                        List.of(w("Asks to reach the internet")),
                        List.of(w("Has a new parameter, size")),
                        "/compare",
                        List.of(new ReleasesPage.Change(
                                12, "/pull", "Keep uploads", "ann", List.of("max set owners aside: bob is away"))),
                        "",
                        "/samples/team-wiki/releases/2.3.1"),
                new ReleasesPage.Line(
                        "v2.3.0",
                        false,
                        Ladder.level(Rungs.ofLevel(4)),
                        HEAD,
                        480,
                        "/run",
                        "sha256:dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986",
                        Instant.now().minusSeconds(720000),
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        List.of(),
                        w("loses pages"),
                        "/samples/team-wiki/releases/2.3.0"));
        return new ReleasesPage.Shown(
                head("Releases"),
                List.of(new ReleasesPage.Carried(
                        "failed",
                        "does not work with samples/postgresql v15.0.3",
                        512,
                        "/run",
                        w("samples/postgresql v15.0.3"),
                        Instant.now().minusSeconds(600))),
                lines,
                "SHA256:2mD0v3r1fyW1thN0th1ngButG1t",
                "https://hub.example.org/.well-known/softservice/allowed_signers",
                "v2.3.1",
                new Imported.Section(
                        w("the folder wiki.git"),
                        List.of(new Imported.Line(w("v2.2.9"), HEAD, "/samples/team-wiki/files")),
                        ""),
                Front.Paging.NONE);
    }
}
