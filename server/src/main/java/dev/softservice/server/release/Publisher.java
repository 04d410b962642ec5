package dev.softservice.server.release;

import dev.softservice.runner.evidence.Version;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Obstacle.Kind;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryLocks;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the main branch has proven: images, evidence, signed tag, {@code stable}, row, in this order. The intention is a row of its own
 * first, each step is the same when done twice, so a crash at any point is finished at the next start.
 */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final String MAIN = BranchName.MAIN.ref();

    private final RepositoryLocks locks;
    private final Runs runs;
    private final ImageStore images;
    private final ReleaseIntentions intentions;
    private final ReleaseSteps steps;
    /** Why what could not be finished failed last. */
    private final Map<String, Trouble> told = new ConcurrentHashMap<>();

    /** {@code logged}: with all that the operator needs; {@code shown}: for everybody. */
    private record Trouble(String logged, String shown) {}

    public Publisher(
            RepositoryLocks locks, Runs runs, ImageStore images, ReleaseIntentions intentions, ReleaseSteps steps) {
        this.locks = locks;
        this.runs = runs;
        this.images = images;
        this.intentions = intentions;
        this.steps = steps;
    }

    /** Listens to runs: what passed on main is released. */
    public void onRun(Run run) {
        if (run.kind() != Run.Kind.BRANCH
                || !run.ref().equals(MAIN)
                || run.verdict().filter(Run.Outcome.PASSED::equals).isEmpty()) return;
        locks.with(run.repository(), () -> intentions.of(run))
                .ifPresent(release -> attempt(name(release), () -> complete(release)));
    }

    /** Keeping its images takes as long as the engine needs to write them out, so the repository is not locked meanwhile: its pull requests go on. */
    private void complete(Release release) {
        keepImages(release);
        locks.with(release.repository(), () -> stillBegun(release) && steps.finish(release, images.of(release.id())));
    }

    private void keepImages(Release release) {
        var wanted = new ImageStore.Wanted(
                release.id(), intentions.repository(release), release.version(), runs.report(release.run()));
        try {
            images.keep(wanted).ifPresent(gone -> runs.note(release.run(), gone));
        } catch (Refusal waits) {
            if (!runs.notes(release.run()).contains(waits.getMessage())) runs.note(release.run(), waits.getMessage());
            throw waits;
        }
    }

    /** For the start of the hub: finishes what was begun, and releases what was proven just before the end. */
    public void repairAll() {
        finishBegun();
        for (RunId id : runs.newestPassed(MAIN)) {
            attempt("run " + id, () -> onRun(runs.require(id)));
        }
    }

    /** Finishes releases whose last step failed; each by itself, so that one that can't be finished keeps no other waiting. */
    public void finishBegun() {
        for (var release : intentions.open()) {
            attempt(name(release), () -> complete(release));
        }
    }

    /** Two repositories may be releasing the same version. */
    private static String name(Release release) {
        return "release " + release.tag() + " of run " + release.run();
    }

    /** Why a run of main that passed is no release yet; empty where it is one. */
    public Optional<Obstacle> obstacle(HostedRepository repository, Run run) {
        return switch (intentions.outlook(repository, run)) {
            case ReleaseIntentions.Outlook.Published published ->
                published
                        .release()
                        .yanked()
                        .flatMap(yanked ->
                                told(Kind.RELEASE, run, published.release().tag() + " was yanked: " + yanked.reason()));
            case ReleaseIntentions.Outlook.Begun begun -> {
                var trouble = Optional.ofNullable(told.get(name(begun.release())))
                        .map(failed -> "; its last try failed: " + failed.shown())
                        .orElse("");
                yield told(Kind.PUBLISHING, run, begun.release().tag() + " is being published" + trouble);
            }
            case ReleaseIntentions.Outlook.Held held -> told(Kind.RELEASE, run, held.why());
            case ReleaseIntentions.Outlook.Tried tried -> told(Kind.TRIALS, run, tried.why());
            case ReleaseIntentions.Outlook.Next next ->
                told(Kind.PUBLISHING, run, "it becomes " + next.tag() + " in a moment");
        };
    }

    /** Whether a run of main has passed, and its release waits for what comes of trying it with what uses the distro. */
    public boolean awaitsUsers(HostedRepository repository, Run run) {
        return run.verdict().filter(Run.Outcome.PASSED::equals).isPresent()
                && intentions.outlook(repository, run) instanceof ReleaseIntentions.Outlook.Tried;
    }

    private static Optional<Obstacle> told(Kind kind, Run run, String reason) {
        return Optional.of(Obstacle.of(kind, run.id(), reason));
    }

    /** The version that this commit would be released as, if it came to main and reached its level; empty where it would not be. */
    public Optional<String> next(HostedRepository repository, Sha commit) {
        return intentions.next(repository, commit).map(Version::toString);
    }

    /** The level that a release of this commit has to reach; empty where its manifest can't be read. */
    public OptionalInt required(HostedRepository repository, Sha commit) {
        return intentions.required(repository, commit);
    }

    /** Somebody else may have finished or given it up while the repository was locked. */
    private boolean stillBegun(Release release) {
        return intentions.open().stream().anyMatch(begun -> begun.id() == release.id());
    }

    /** What fails is tried again later; its reason is logged once, not at every attempt. */
    private void attempt(String what, Runnable repair) {
        try {
            repair.run();
            told.remove(what);
        } catch (Refusal waits) {
            if (isNew(what, new Trouble(waits.getMessage(), waits.getMessage()))) {
                LOG.info("{} waits: {}", what, waits.getMessage());
            }
        } catch (RuntimeException failed) {
            if (isNew(what, new Trouble(String.valueOf(failed), "the hub's log says why; it is tried again"))) {
                LOG.error("{} could not be finished; it is tried again", what, failed);
            }
        }
    }

    private boolean isNew(String what, Trouble trouble) {
        return !trouble.equals(told.put(what, trouble));
    }
}
