package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.account.Role.READER;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullRequest.State;
import dev.softservice.server.pull.Version;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One pull request with its report, its differences, and what may be decided about it. */
final class PullPage {
    private static final int CHECKS = 5;

    /** What the visitor may do now, and why merging is not among it. */
    record Acts(
            boolean approve,
            boolean mergeNow,
            boolean mergeLater,
            boolean retest,
            boolean close,
            boolean reopen,
            String why) {
        public boolean any() {
            return approve || mergeNow || mergeLater || retest || close || reopen;
        }
    }

    /** What it stops checking, and who said that this is meant; {@code open}: what nobody has said so of. */
    record Weaker(List<String> what, List<String> open, String word) {}

    record Commits(String head, String base, String merge, String landed) {}

    /** {@code writing}: one where the visitor may write, else none. */
    record Conversation(List<Talk.Event> timeline, List<Talk.Standing> standing, List<Talk.Writing> writing) {}

    /** Which version is shown; {@code versions} is empty where there is one only, {@code since} where there is no earlier one. */
    record Versioning(String pushed, List<PullPages.Choice> versions, List<PullPages.Choice> since) {}

    /** The forge's pull request that this one stands for. */
    record AtForge(int number, String href, String host) {
        static AtForge of(Elsewhere there) {
            return new AtForge(
                    there.number(), there.page().toString(), there.page().getHost());
        }
    }

    record Shown(
            Heads.Head head,
            String href,
            int number,
            String title,
            String state,
            String stateWord,
            String author,
            String base,
            Instant updatedAt,
            Commits commits,
            List<String> conflicts,
            List<Reports.Report> report,
            Acts acts,
            Weaker weaker,
            String cloneUrl,
            List<Reports.Line> runs,
            SafeString description,
            Conversation talk,
            Versioning versioning,
            List<AtForge> elsewhere,
            List<Diffs.Diff> diff) {}

    private final Hub hub;
    private final Pages pages;
    private final Reports reports;
    private final Diffs diffs;
    private final Markdown markdown;

    PullPage(Hub hub, Pages pages, Reports reports, Markdown markdown) {
        this.hub = hub;
        this.pages = pages;
        this.reports = reports;
        this.diffs = new Diffs(hub.versions());
        this.markdown = markdown;
    }

    Reply show(Call call) {
        var repository = hub.repositories().require(call.repository());
        var pull = hub.pulls().require(repository, PullPages.number(call));
        var run = hub.pulls().run(repository, pull.number());
        var state = Constants.word(pull.state());
        var talk = new Talk(hub, markdown, repository, pull, call.account());
        var looking = looking(call, hub.versions().list(pull));
        var commits = new Commits(
                pull.headSha().name(),
                pull.baseSha().name(),
                pull.mergeSha().map(Sha::name).orElse(""),
                pull.landedSha().map(Sha::name).orElse(""));
        var checks = pull.mergeSha()
                .map(sha -> hub.runs().list(repository, Optional.of(sha), Optional.empty(), 0, CHECKS))
                .orElse(List.of());
        var description = pull.description().isBlank()
                ? new SafeString("")
                : markdown.said(pull.description(), "/" + repository.name());
        var shown = new Shown(
                Heads.of(hub, repository, "Pull requests"),
                PullPages.href(repository, pull.number()),
                pull.number(),
                Text.showable(pull.title()),
                state,
                Words.capital(state),
                pull.author(),
                pull.base().name(),
                pull.updatedAt(),
                commits,
                pull.state() == State.OPEN
                        ? pull.conflicts().stream()
                                .limit(50)
                                .map(Text::showable)
                                .toList()
                        : List.of(),
                run.map(r -> reports.of(r, repository.name())).stream().toList(),
                acts(call, pull, run),
                weaker(pull),
                hub.url().of("/" + repository.name() + ".git"),
                checks.stream()
                        .map(check -> reports.line(check, repository.name()))
                        .toList(),
                description,
                new Conversation(talk.timeline(), talk.standing(), talk.writing(looking.version())),
                versioning(repository, pull, looking),
                hub.pulls().elsewhere(pull).stream().map(AtForge::of).toList(),
                List.of(talk.on(
                        looking.since().isPresent()
                                ? diffs.since(repository, looking.since().get(), looking.version())
                                : diffs.whole(repository, looking.version()),
                        looking.version(),
                        looking.since().isEmpty())));
        return pages.show(call, "pull", pull.title() + " · #" + pull.number(), shown);
    }

    /** What the visitor asks to see of the versions, all of which are given. */
    private record Looking(List<Version> all, Version version, Optional<Version> since) {}

    private static Looking looking(Call call, List<Version> all) {
        var version = all.get((int) call.query("version", 1, all.size(), all.size()) - 1);
        int since = (int) call.query("since", 1, Math.max(1, version.number() - 1), 0);
        return new Looking(
                all,
                version,
                since == 0 || since >= version.number() ? Optional.empty() : Optional.of(all.get(since - 1)));
    }

    private static Versioning versioning(HostedRepository repository, PullRequest pull, Looking looking) {
        var here = PullPages.href(repository, pull.number()) + "?version=";
        var shown = looking.version();
        var versions = looking.all().stream()
                .map(version -> new PullPages.Choice(
                        "v" + version.number(), here + version.number() + "#changes", version.equals(shown)))
                .toList();
        var since = new ArrayList<PullPages.Choice>();
        since.add(new PullPages.Choice(
                "the beginning",
                here + shown.number() + "#changes",
                looking.since().isEmpty()));
        looking.all().stream()
                .limit(shown.number() - 1L)
                .forEach(older -> since.add(new PullPages.Choice(
                        "v" + older.number(),
                        here + shown.number() + "&since=" + older.number() + "#changes",
                        looking.since().equals(Optional.of(older)))));
        return new Versioning(
                "v" + shown.number() + " by " + shown.by(),
                versions.size() > 1 ? versions : List.of(),
                since.size() > 1 ? since : List.of());
    }

    private Weaker weaker(PullRequest pull) {
        var weakening = hub.pulls().weakening(pull);
        return new Weaker(
                weakening.lost().stream().map(Text::showable).toList(),
                weakening.open().stream().map(Text::showable).toList(),
                weakening
                        .word()
                        .map(word -> word.by() + " said that this is meant.")
                        .orElse(""));
    }

    private Acts acts(Call call, PullRequest pull, Optional<Run> run) {
        var own = call.account().role().atLeast(MAINTAINER)
                || call.account().role().atLeast(READER)
                        && call.account().name().equals(pull.author());
        if (pull.state() != State.OPEN)
            return new Acts(false, false, false, false, false, own && pull.state() == State.CLOSED, "");
        var mergeability = hub.pulls().mergeability(pull);
        var later = pull.mergeWhenVerifiedBy()
                .map(by -> "It lands by itself once it is verified, as " + by + " asked. ")
                .orElse("");
        var why = later + (mergeability.now() ? "" : mergeability.reason());
        var maintains = call.account().role().atLeast(MAINTAINER);
        // A lower level may be why it failed: with a maintainer's word it is tried again.
        var asked = !hub.pulls().weakening(pull).open().isEmpty()
                && run.filter(r -> r.state() != Run.State.WAITING).isPresent();
        var undecided = run.filter(r -> r.verdict().isEmpty()).isPresent();
        return new Acts(
                maintains && run.filter(r -> r.state() == Run.State.WAITING).isPresent(),
                maintains && (mergeability.now() || mergeability.word()),
                maintains && !mergeability.now() && !mergeability.word() && (undecided && later.isEmpty() || asked),
                run.isPresent()
                        && call.account().role().atLeast(CONTRIBUTOR)
                        && (!undecided || mergeability.movedSince() > 0),
                own,
                false,
                why);
    }
}
