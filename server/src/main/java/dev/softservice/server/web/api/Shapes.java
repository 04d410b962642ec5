package dev.softservice.server.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.runner.evidence.RungsJson;
import dev.softservice.runner.model.Difference;
import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Trace;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.Mergeability;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.pull.Weakening;
import dev.softservice.server.release.Asked;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Use;
import dev.softservice.server.web.PublicUrl;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the API's answers look like: field names here are the API's, and the OpenAPI document's. */
final class Shapes {
    private Shapes() {}

    record RepositoryShape(
            String owner,
            String name,
            String description,
            String visibility,
            String defaultBranch,
            boolean archived,
            Optional<Instant> goesAt,
            Instant createdAt,
            String url,
            String cloneUrl,
            Optional<ReleaseShape> stable) {}

    record ReleaseShape(
            String version,
            String tag,
            String commit,
            String tree,
            int level,
            JsonNode rungs,
            long run,
            String evidence,
            Instant createdAt,
            List<UseShape> uses,
            List<DropShape> drops,
            NotesShape notes,
            Optional<YankedShape> yanked) {}

    /** What is new in a release. {@code first}: what users have to know before they upgrade. */
    record NotesShape(List<String> first, List<String> also, List<String> merged) {}

    /** A volume of earlier versions that a release gives up, and why. */
    record DropShape(String volume, String reason) {}

    record YankedShape(String reason, Instant at, String by) {}

    /** The forge's pull request that this one stands for. */
    record Elsewhere(int number, URI url) {}

    record PullShape(
            int number,
            String state,
            boolean draft,
            String title,
            String description,
            String author,
            String base,
            String baseSha,
            String head,
            Optional<String> merge,
            List<String> conflicts,
            Optional<String> verdict,
            OptionalLong run,
            Mergeable mergeable,
            StopsChecking stopsChecking,
            String topic,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> mergedAt,
            Optional<String> mergedBy,
            Optional<String> landed,
            Optional<Elsewhere> elsewhere,
            UsersShape users,
            String url) {}

    /** {@code known}: it was looked up for the present head who uses what the pull request changes. */
    record UsersShape(boolean known, List<UserShape> tried) {}

    /**
     * {@code run}: what tries the change with this distro; {@code baseline}: the same without the change; {@code present}: with the merge result that was tested
     * last.
     */
    record UserShape(
            String repo, String tag, String outcome, OptionalLong run, OptionalLong baseline, boolean present) {}

    /**
     * What a pull request asks people to stop checking: all of it, what no maintainer has said to be meant, and who has.
     */
    record StopsChecking(List<String> what, List<String> open, Optional<String> acceptedBy) {}

    /** What is known of merging a pull request. */
    record Merging(
            Optional<Run> run,
            Mergeability.Answer answer,
            Weakening weakening,
            Optional<dev.softservice.server.pull.Elsewhere> elsewhere,
            Tried tried) {}

    /** {@code reason}: why it would not land now; empty where it would. {@code movedSince}: commits of the base since the verdict. */
    record Mergeable(boolean now, String reason, int movedSince) {}

    record RunShape(
            long id,
            String repo,
            String kind,
            OptionalInt pull,
            String ref,
            String commit,
            String tree,
            String state,
            Optional<String> verdict,
            int level,
            JsonNode rungs,
            String reason,
            Instant queuedAt,
            Optional<Instant> startedAt,
            Optional<Instant> acceptedAt,
            Optional<Instant> verdictAt,
            Optional<Instant> finishedAt,
            OptionalLong reusedFrom,
            int attempt,
            Run.Counts counts,
            List<StepShape> steps,
            List<TestShape> tests,
            List<UseShape> uses,
            Optional<AskedShape> permissions,
            OptionalInt place,
            Optional<TriesShape> tries,
            String url) {}

    /** Whose change it tries, by the pull request in {@code repo}; none: the head of its main; {@code with}: false: the comparison without it. */
    record TriesShape(String repo, OptionalInt pull, String version, String commit, String tree, boolean with) {}

    /** {@code rung} and {@code moment}: where it ran again on a deeper rung; {@code retry}: what a flaky test's passing attempt printed. */
    record TestShape(
            String suite,
            String name,
            String state,
            double seconds,
            String message,
            String output,
            String rung,
            String moment,
            String retry,
            List<AttachmentShape> attachments,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            List<String> talkedTo,
            List<SaidShape> said,
            List<Difference> differences) {}

    /** What one container printed while the test ran: so many lines, of which the first and the last are here. */
    record SaidShape(String container, int lines, List<LineShape> first, List<LineShape> last) {}

    record LineShape(Instant time, String stream, String text) {}

    /** {@code url}: where it is downloaded; none where it is not kept. */
    record AttachmentShape(String name, long bytes, Optional<String> url) {}

    /** {@code name}: the path of uses that leads there; {@code distro}: owner/name on this hub, else an address. */
    record StepShape(String name, String state, Instant startedAt, Optional<Instant> finishedAt) {}

    record UseShape(String name, String distro, String version, String tag, String commit, String tree) {}

    /** What of a run is not in its row. */
    record Details(
            List<TestResult> tests,
            List<Use> uses,
            Optional<Asked> asked,
            OptionalInt place,
            Optional<TriesShape> tries) {}

    /** What end users would be asked to allow, beyond and no longer, compared with the release {@code than}; none: with nothing. */
    record AskedShape(Optional<String> than, List<String> more, List<String> less) {}

    record EntryShape(
            String owner,
            String name,
            String title,
            String summary,
            List<String> categories,
            Optional<String> version,
            int level,
            JsonNode rungs,
            Optional<Instant> releasedAt,
            Optional<Instant> verifiedAt,
            String rot,
            String url) {}

    /** {@code instead}: what was looked for in the place of a query with typing mistakes. */
    record CatalogShape(List<EntryShape> entries, boolean hasMore, Optional<String> instead) {}

    static RepositoryShape repository(HostedRepository repository, Optional<ReleaseShape> stable, PublicUrl url) {
        var name = repository.name();
        return new RepositoryShape(
                name.owner(),
                name.name(),
                repository.description(),
                repository.isPrivate() ? "private" : "public",
                "main",
                repository.isArchived(),
                repository.life().goesAt(),
                repository.createdAt(),
                url.of("/" + name),
                url.of("/" + name + ".git"),
                stable);
    }

    static ReleaseShape release(Release release, List<Use> uses) {
        return new ReleaseShape(
                release.version(),
                release.tag(),
                release.commit().name(),
                release.tree().name(),
                release.level(),
                RungsJson.write(release.rungs()),
                release.run().value(),
                release.evidence(),
                release.createdAt(),
                uses.stream().map(Shapes::use).toList(),
                release.drops().stream()
                        .map(gone -> new DropShape(gone.name(), gone.reason()))
                        .toList(),
                new NotesShape(
                        release.notes().first(),
                        release.notes().also(),
                        release.notes().merged()),
                release.yanked().map(yanked -> new YankedShape(yanked.reason(), yanked.at(), yanked.by())));
    }

    static PullShape pull(PullRequest pull, RepositoryName repository, Merging merging, PublicUrl url) {
        var weakening = merging.weakening();
        var answer = merging.answer();
        return new PullShape(
                pull.number(),
                Constants.word(pull.state()),
                pull.draft(),
                pull.title(),
                pull.description(),
                pull.author(),
                pull.base().name(),
                pull.baseSha().name(),
                pull.headSha().name(),
                pull.mergeSha().map(Sha::name),
                pull.conflicts(),
                merging.run().flatMap(Run::verdict).map(Constants::word),
                number(merging.run().map(Run::id)),
                new Mergeable(answer.now(), answer.reason(), answer.movedSince()),
                new StopsChecking(
                        weakening.lost(), weakening.open(), weakening.word().map(Weakening.Word::by)),
                pull.topic(),
                pull.createdAt(),
                pull.updatedAt(),
                pull.mergedAt(),
                pull.mergedBy(),
                pull.landedSha().map(Sha::name),
                merging.elsewhere().map(there -> new Elsewhere(there.number(), there.page())),
                users(merging.tried()),
                url.of("/" + repository + "/pulls/" + pull.number()));
    }

    private static UsersShape users(Tried tried) {
        return new UsersShape(
                tried.known(),
                tried.with().stream()
                        .map(one -> new UserShape(
                                one.user().toString(),
                                one.tag(),
                                Constants.word(one.outcome()),
                                number(one.run()),
                                number(one.baseline()),
                                one.present()))
                        .toList());
    }

    static RunShape run(Run run, RepositoryName repository, Details details, PublicUrl url) {
        return new RunShape(
                run.id().value(),
                repository.toString(),
                Constants.word(run.kind()),
                run.pull(),
                run.ref(),
                run.commit().name(),
                run.tree().name(),
                Constants.word(run.state()),
                run.verdict().map(Constants::word),
                run.level(),
                RungsJson.write(run.rungs()),
                run.reason(),
                run.queuedAt(),
                run.startedAt(),
                run.acceptedAt(),
                run.verdictAt(),
                run.finishedAt(),
                number(run.reusedFrom()),
                run.attempt(),
                run.tests(),
                run.steps().stream().map(Shapes::step).toList(),
                details.tests().stream().map(test -> test(run.id(), test, url)).toList(),
                details.uses().stream().map(Shapes::use).toList(),
                details.asked().map(asked -> new AskedShape(asked.than(), asked.more(), asked.less())),
                details.place(),
                details.tries(),
                url.of("/" + repository + "/runs/" + run.id()));
    }

    private static TestShape test(RunId run, TestResult test, PublicUrl url) {
        return new TestShape(
                test.suite(),
                test.name(),
                Constants.word(test.state()),
                test.seconds(),
                test.message(),
                test.output(),
                Constants.word(test.moment().rung()),
                test.moment().what(),
                test.retry(),
                test.attachments().stream()
                        .map(file -> new AttachmentShape(
                                file.name(),
                                file.bytes(),
                                Optional.of(file.file())
                                        .filter(name -> !name.isEmpty())
                                        .map(name -> url.of("/api/v1/runs/" + run + "/attachments/" + name))))
                        .toList(),
                at(test.trace(), test.trace().startMillis()),
                at(test.trace(), test.trace().endMillis()),
                test.trace().talkedTo(),
                test.trace().said().stream()
                        .map(said ->
                                new SaidShape(said.container(), said.lines(), lines(said.first()), lines(said.last())))
                        .toList(),
                test.differences());
    }

    private static Optional<Instant> at(Trace trace, long millis) {
        return trace.known() ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
    }

    private static List<LineShape> lines(List<Said.Line> lines) {
        return lines.stream()
                .map(line -> new LineShape(
                        Instant.ofEpochMilli(line.atMillis()), Constants.word(line.stream()), line.text()))
                .toList();
    }

    private static StepShape step(Run.Step step) {
        return new StepShape(
                Constants.word(step.name()), Constants.word(step.state()), step.startedAt(), step.finishedAt());
    }

    private static OptionalLong number(Optional<RunId> run) {
        return run.map(id -> OptionalLong.of(id.value())).orElse(OptionalLong.empty());
    }

    private static UseShape use(Use use) {
        var used = use.used();
        return new UseShape(used.path(), use.distro(), use.version(), used.tag(), used.commit(), used.tree());
    }

    static CatalogShape catalog(Catalog.Page page, PublicUrl url) {
        return new CatalogShape(
                page.entries().stream()
                        .map(entry -> new EntryShape(
                                entry.repository().owner(),
                                entry.repository().name(),
                                entry.title(),
                                entry.summary(),
                                entry.categories(),
                                entry.version(),
                                entry.rungs().level(),
                                RungsJson.write(entry.rungs()),
                                entry.releasedAt(),
                                entry.verifiedAt(),
                                entry.rot(),
                                url.of("/" + entry.repository())))
                        .toList(),
                page.hasMore(),
                page.instead());
    }
}
