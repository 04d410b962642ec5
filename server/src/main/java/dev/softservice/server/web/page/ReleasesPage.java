package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.manifest.model.VersionNews;
import dev.softservice.server.carry.Carrier;
import dev.softservice.server.core.Constants;
import dev.softservice.server.culprit.Culprits;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.pull.Landed;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.release.Yanks;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Imports;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What was published, and how anybody can check it without trusting this page. */
public final class ReleasesPage {
    private static final int A_PAGE = 100;

    record Line(
            String tag,
            boolean stable,
            Ladder.Level level,
            String commit,
            long run,
            String runHref,
            String evidence,
            Instant createdAt,
            List<String> drops,
            List<String> first,
            List<String> also,
            String compareHref,
            List<Change> changes,
            String yanked,
            String yankHref) {}

    /** A pull request that got into a release. {@code aside}: rules that were set aside for it. */
    record Change(int number, String href, String title, String author, List<String> aside) {}

    /** What got into releases, what was carried to them, and what was there before them. */
    public record Past(Landed landed, Carrier carrier, Culprits culprits, Imports imports) {}

    /** A try to carry newer parts to this distro. {@code culprit}: the release that made it red, once that was found. */
    record Carried(String kind, String says, long run, String runHref, String culprit, Instant at) {}

    record Shown(
            Heads.Head head,
            List<Carried> carries,
            List<Line> releases,
            String fingerprint,
            String signersUrl,
            String newest,
            Imported.Section imported,
            Front.Paging paging) {}

    private static final int CARRIES = 5;

    private final DistroFrame frame;
    private final Releases releases;
    private final Past past;
    private final Yanks yanks;
    private final PublicUrl url;

    public ReleasesPage(DistroFrame frame, Releases releases, Past past, Yanks yanks, PublicUrl url) {
        this.past = past;
        this.frame = frame;
        this.releases = releases;
        this.yanks = yanks;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/{owner}/{name}/releases", ANONYMOUS, this::show),
                Route.page(POST, "/{owner}/{name}/releases/{version}/yank", MAINTAINER, this::yank),
                Route.page(POST, "/{owner}/{name}/releases/{version}/restore", MAINTAINER, this::restore));
    }

    private Reply yank(Call call) {
        var repository = frame.repository(call);
        yanks.yank(repository, call.path("version"), call.form("reason", 500), call.account());
        return Reply.redirect("/" + repository.name() + "/releases");
    }

    private Reply restore(Call call) {
        var repository = frame.repository(call);
        yanks.restore(repository, call.path("version"), call.account());
        return Reply.redirect("/" + repository.name() + "/releases");
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var before = call.query("before", 1, Long.MAX_VALUE / 4, 0);
        var found = releases.list(repository, before);
        var stable = releases.stable(repository).map(Release::id).orElse(-1L);
        var base = "/" + repository.name() + "/releases";
        var paging = new Front.Paging(
                before > 0 ? base : "",
                found.size() < A_PAGE ? "" : base + "?before=" + found.getLast().id());
        var yanking = call.account().role().atLeast(MAINTAINER) ? base + "/" : "";
        var changes = past.landed()
                .between(
                        repository,
                        IntStream.range(0, found.size())
                                .mapToObj(i -> new GitReader.Span(
                                        before(repository, found, i)
                                                .map(earlier -> earlier.commit().id()),
                                        found.get(i).commit().id()))
                                .toList());
        var lines = IntStream.range(0, found.size())
                .mapToObj(i -> line(
                        repository,
                        found.get(i),
                        new Since(before(repository, found, i), changes.get(i)),
                        stable,
                        yanking))
                .toList();
        return frame.show(
                call,
                PageTemplate.RELEASES,
                "Releases · " + repository.name(),
                new Shown(
                        frame.head(call, repository, "Releases"),
                        before > 0 ? List.of() : carries(repository),
                        lines,
                        releases.fingerprint(),
                        url.of("/.well-known/softservice/allowed_signers"),
                        found.isEmpty() ? "" : found.getFirst().tag(),
                        before > 0 ? Imported.Section.NONE : Imported.of(past.imports(), repository, "refs/tags/"),
                        paging));
    }

    private List<Carried> carries(HostedRepository repository) {
        return past.carrier().of(repository).stream()
                .limit(CARRIES)
                .map(carry -> new Carried(
                        switch (carry.state()) {
                            case TESTING -> "running";
                            case LANDED -> "passed";
                            case RED -> "failed";
                            case UNTOLD, OVERTAKEN -> "none";
                        },
                        switch (carry.state()) {
                                    case TESTING -> "is tested with ";
                                    case LANDED -> "works with ";
                                    case RED -> "does not work with ";
                                    case UNTOLD -> "could not be tested with ";
                                    case OVERTAKEN -> "moved on while it was tested with ";
                                }
                                + Text.showable(String.join(", ", carry.parts())),
                        carry.run().value(),
                        Reports.href(repository.name(), carry.run()),
                        past.culprits().of(carry.run()).map(Text::showable).orElse(""),
                        carry.at()))
                .toList();
    }

    /** The release that came before; where the page ends, the one above the next page. */
    private Optional<Release> before(HostedRepository repository, List<Release> found, int index) {
        if (index + 1 < found.size()) return Optional.of(found.get(index + 1));
        return releases.list(repository, found.get(index).id()).stream().findFirst();
    }

    /** The release before, and what came since. */
    private record Since(Optional<Release> before, List<Landed.Change> changes) {}

    /** {@code yanking}: the address below which releases are yanked; empty for who may not. */
    private Line line(HostedRepository repository, Release release, Since since, long stable, String yanking) {
        return new Line(
                release.tag(),
                release.id() == stable,
                Ladder.level(release.rungs()),
                release.commit().name(),
                release.run().value(),
                Reports.href(repository.name(), release.run()),
                release.evidence(),
                release.createdAt(),
                Words.drops(release.drops()),
                says(release.notes().first(), release),
                says(release.notes().also(), release),
                since.before()
                        .map(before -> ComparePage.href(repository, before.version(), release.version()))
                        .orElse(""),
                since.changes().stream()
                        .map(change -> change(repository, change))
                        .toList(),
                release.yanked().map(Release.Yanked::reason).orElse(""),
                yanking.isEmpty() ? "" : yanking + release.version());
    }

    /** The volumes that it gives up are told of beside. */
    private static List<String> says(List<String> notes, Release release) {
        return notes.stream()
                .filter(note -> release.drops().stream().noneMatch(gone -> note.equals(VersionNews.givesUp(gone))))
                .map(note -> Words.capital(Text.showable(note)))
                .toList();
    }

    static Change change(HostedRepository repository, Landed.Change change) {
        return new Change(
                change.number(),
                PullPages.href(repository, change.number()),
                Text.showable(change.title()),
                change.author(),
                change.aside().stream()
                        .map(aside -> aside.by() + " set "
                                + Constants.word(aside.rule()).replace('_', ' ') + " aside: "
                                + Text.showable(aside.reason()))
                        .toList());
    }
}
