package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.account.Role.READER;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.pull.InLine;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullRequest.State;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One pull request with its report, its differences, and what may be decided about it. */
public final class PullPage {
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

    /** What the policy of its base keeps back. {@code rule} is empty where the visitor may not set it aside. */
    record Held(String reason, String rule) {}

    /** A rule that was set aside, with its reason; {@code past}: for an older head. */
    record Aside(String rule, String by, String reason, Instant at, boolean past) {}

    record Rules(List<Held> holds, List<Aside> aside) {}

    /** A distro that uses what is changed; {@code kind}: the mark for what came of trying the change with it. */
    record User(String kind, String name, String tag, String says, List<RunLink> runs) {}

    record RunLink(String words, String href) {}

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
            boolean draft,
            String author,
            String base,
            Instant updatedAt,
            Commits commits,
            List<String> conflicts,
            List<Reports.Report> report,
            Acts acts,
            Weaker weaker,
            Rules rules,
            List<User> users,
            String cloneUrl,
            List<Reports.Line> runs,
            SafeString description,
            Conversation talk,
            Versioning versioning,
            List<AtForge> elsewhere,
            List<Diffs.Diff> diff) {
        public boolean open() {
            return state.equals(Constants.word(State.OPEN));
        }
    }

    private final DistroFrame frame;
    private final Pulls pulls;
    private final Reports reports;
    private final Diffs diffs;
    private final TalkViews talks;

    public PullPage(DistroFrame frame, Pulls pulls, Reports reports, Diffs diffs, TalkViews talks) {
        this.frame = frame;
        this.pulls = pulls;
        this.reports = reports;
        this.diffs = diffs;
        this.talks = talks;
    }

    Reply show(Call call) {
        var repository = frame.repository(call);
        var pull = pulls.require(repository, PullPages.number(call));
        var run = pulls.run(repository, pull.number());
        var state = Constants.word(pull.state());
        var versions = diffs.versions(pull);
        var talk = talks.of(repository, pull, versions.getLast(), call.account());
        var looking = looking(call, versions);
        var commits = new Commits(
                pull.headSha().name(),
                pull.baseSha().name(),
                pull.mergeSha().map(Sha::name).orElse(""),
                pull.landedSha().map(Sha::name).orElse(""));
        var checks = pull.mergeSha()
                .map(sha -> reports.checks(repository, sha, CHECKS))
                .orElse(List.of());
        var shown = new Shown(
                frame.head(call, repository, "Pull requests"),
                PullPages.href(repository, pull.number()),
                pull.number(),
                Text.showable(pull.title()),
                state,
                Words.capital(state),
                pull.draft(),
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
                run.map(r -> reports.of(r, repository)).stream().toList(),
                acts(call, pull, run),
                weaker(pull),
                rules(call, pull),
                pulls.tried(pull).with().stream().map(PullPage::user).toList(),
                frame.cloneUrl(repository),
                checks,
                talks.html(pull.description(), repository),
                new Conversation(talk.timeline(), talk.standing(), talk.writing(looking.version())),
                versioning(repository, pull, looking),
                pulls.elsewhere(pull).stream().map(AtForge::of).toList(),
                List.of(talk.on(
                        looking.since().isPresent()
                                ? diffs.since(repository, looking.since().get(), looking.version())
                                : diffs.whole(repository, looking.version()),
                        looking.version(),
                        looking.since().isEmpty())));
        return frame.show(call, PageTemplate.PULL, pull.title() + " · #" + pull.number(), shown);
    }

    /** What the visitor asks to see of the versions, all of which are given. */
    private record Looking(List<PullVersion> all, PullVersion version, Optional<PullVersion> since) {}

    private static Looking looking(Call call, List<PullVersion> all) {
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
        var weakening = pulls.weakening(pull);
        return new Weaker(
                weakening.lost().stream().map(Text::showable).toList(),
                weakening.open().stream().map(Text::showable).toList(),
                weakening
                        .word()
                        .map(word -> word.by() + " said that this is meant.")
                        .orElse(""));
    }

    private static User user(Tried.With with) {
        var runs = new ArrayList<RunLink>();
        with.run().ifPresent(run -> runs.add(new RunLink("run " + run, Reports.href(with.user(), run))));
        with.baseline()
                .ifPresent(run ->
                        runs.add(new RunLink("run " + run + " without this change", Reports.href(with.user(), run))));
        return new User(
                switch (with.outcome()) {
                    case WAITING -> "queued";
                    case TRYING -> "running";
                    case WORKS -> "passed";
                    case BROKE -> "failed";
                    case IMPROVED -> "passed";
                    case ALREADY, UNTOLD, LEFT -> "none";
                },
                with.user().toString(),
                with.tag(),
                switch (with.outcome()) {
                            case WAITING -> "waits for its turn to be tried with this change";
                            case TRYING -> "is tried with this change";
                            case WORKS -> "works with this change";
                            case BROKE -> "does not work any more with this change";
                            case ALREADY -> "does not work, and did not without this change";
                            case IMPROVED -> "works with this change, and did not without it";
                            case UNTOLD -> "could not be tried with this change";
                            case LEFT ->
                                "is not tried: more distros use this one than the hub tries with one version; \"Test"
                                        + " it again\" tries those next that were tried longest ago";
                        }
                        + (with.present() || with.run().isEmpty() ? "" : " (tried on an older base)"),
                runs);
    }

    private static String said(InLine in) {
        return Words.capital(in.obstacle().reason()) + ". ";
    }

    private Rules rules(Call call, PullRequest pull) {
        boolean maintains = call.account().role().atLeast(MAINTAINER);
        return new Rules(
                pulls.holds(pull).stream()
                        .map(hold -> new Held(
                                Text.showable(hold.reason()),
                                maintains && hold.maySetAside() ? Constants.word(hold.kind()) : ""))
                        .toList(),
                pulls.aside(pull).stream()
                        .map(aside -> new Aside(
                                Constants.word(aside.rule()).replace('_', ' '),
                                aside.by(),
                                Text.showable(aside.reason()),
                                aside.at(),
                                !aside.head().equals(pull.headSha())))
                        .toList());
    }

    private Acts acts(Call call, PullRequest pull, Optional<Run> run) {
        var own = call.account().role().atLeast(MAINTAINER)
                || call.account().role().atLeast(READER)
                        && call.account().name().equals(pull.author());
        if (pull.state() != State.OPEN)
            return new Acts(false, false, false, false, false, own && pull.state() == State.CLOSED, "");
        var mergeability = pulls.mergeability(pull);
        var later = pull.mergeWhenVerifiedBy()
                .map(by -> "It lands by itself once it is verified, as " + by + " asked. "
                        + pulls.inLine(pull).map(PullPage::said).orElse(""))
                .orElse("");
        var why = later + (mergeability.now() ? "" : mergeability.reason());
        var maintains = call.account().role().atLeast(MAINTAINER);
        // A lower level may be why it failed: with a maintainer's word it is tried again.
        var asked = !pulls.weakening(pull).open().isEmpty()
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
