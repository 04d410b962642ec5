package dev.softservice.server.forge;

import dev.softservice.runner.model.Reason;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.ReleaseRefs;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes what the hub releases to the forge that a repository mirrors, where its maintainers want that. What is to be done is worked out
 * anew each time from what stands at the forge, so a crash at any point, a lost answer and a second try come to the same.
 */
final class ReleasePush {
    private static final Logger LOG = LoggerFactory.getLogger(ReleasePush.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int LONGEST_ERROR = 4_000;

    private final GitStore git;
    private final Releases releases;
    private final ReleasePushTable table;
    private final ForgePush forge;
    private final Clock clock;

    ReleasePush(GitStore git, Releases releases, ReleasePushTable table, ForgePush forge, Clock clock) {
        this.git = git;
        this.releases = releases;
        this.table = table;
        this.forge = forge;
        this.clock = clock;
    }

    /**
     * How a mirror's releases stand at the forge.
     *
     * @param pushed    whether all of them stood there when that was last looked at
     * @param pushedAt  when something was last pushed, or found to be there
     * @param failures  tries in vain in a row
     * @param nextTryAt when the next try is; empty: nothing has failed
     * @param error     why the last try failed, a line each
     */
    record Standing(
            boolean pushed,
            Optional<Instant> pushedAt,
            int failures,
            Optional<Instant> nextTryAt,
            List<String> error) {}

    /** Empty where releases are not pushed. */
    Optional<Standing> standing(HostedRepository repository, Mirror.Settings settings) {
        if (!settings.choices().pushReleases()) {
            return Optional.empty();
        }
        ReleasePushTable.Row row = table.find(repository.id());
        return Optional.of(new Standing(
                row.pushed() == releases.stable(repository).map(Release::id).orElse(0L),
                row.pushedAt(),
                row.failures(),
                row.failures() > 0 ? Optional.of(row.nextAt()) : Optional.empty(),
                row.error().lines().toList()));
    }

    /** Repositories with releases that may not stand at the forge, and that may be tried now. A new release waits for nothing. */
    List<Long> due() {
        List<ReleasePushTable.Row> rows = table.all();
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Long, Long> newest = releases
                .newest(rows.stream().map(ReleasePushTable.Row::repository).toList())
                .stream()
                .collect(Collectors.toMap(Release::repository, Release::id));
        Instant now = clock.instant();
        return rows.stream()
                .filter(row -> {
                    long release = newest.getOrDefault(row.repository(), 0L);
                    return release > row.tried()
                            || release > row.pushed() && !row.nextAt().isAfter(now);
                })
                .map(ReleasePushTable.Row::repository)
                .toList();
    }

    /** A look has listed the forge's refs: what is missing among them is pushed anew. */
    void compare(HostedRepository repository, Mirror.Settings settings, ForgeFetch.Listing there) {
        if (!settings.choices().pushReleases()) {
            return;
        }
        released(repository).ifPresent(released -> {
            boolean stands = released.stable().equals(there.all().get(BranchName.STABLE.ref()))
                    && released.tags().entrySet().stream()
                            .allMatch(tag -> tag.getValue().equals(there.all().get(tag.getKey())));
            if (!stands) {
                table.lacks(repository.id());
            }
        });
    }

    /** Does what is left to be done, and writes down what came of it. */
    ForgeTurns.Outcome push(HostedRepository repository, Mirror.Settings settings) {
        Optional<ReleasePlan.Released> released = released(repository);
        if (released.isEmpty()) {
            return ForgeTurns.Outcome.NOT_ASKED;
        }
        long newest = releases.stable(repository).orElseThrow().id();
        try {
            Repository here = git.open(repository.name());
            List<String> problems = forge.push(
                    here,
                    settings,
                    there -> ReleasePlan.of(released.get(), there, (whole, part) -> contains(here, whole, part)));
            if (problems.isEmpty()) {
                table.put(new ReleasePushTable.Row(
                        repository.id(), newest, newest, Optional.of(clock.instant()), 0, Instant.EPOCH, ""));
                LOG.info("{}: the releases stand at the forge", repository.name());
            } else {
                failed(repository, newest, String.join("\n", problems), Optional.empty());
            }
            return ForgeTurns.Outcome.ANSWERED;
        } catch (ForgeSilentException e) {
            failed(repository, newest, "pushing: " + Reason.innermost(e), e.until());
            return ForgeTurns.Outcome.SILENT;
        } catch (IOException e) {
            failed(repository, newest, "pushing: " + Reason.innermost(e), Optional.empty());
            return ForgeTurns.Outcome.ANSWERED;
        } catch (RuntimeException e) {
            LOG.error("pushing the releases of {} failed", repository.name(), e);
            failed(
                    repository,
                    newest,
                    "something went wrong on the hub's side; the operator finds it in the log",
                    Optional.empty());
            return ForgeTurns.Outcome.NOT_ASKED;
        }
    }

    private void failed(HostedRepository repository, long newest, String error, Optional<Instant> until) {
        ReleasePushTable.Row before = table.find(repository.id());
        if (!error.equals(before.error())) {
            LOG.warn("releases of {}: {}", repository.name(), error);
        }
        Instant next = clock.instant().plus(wait(before.failures()));
        table.put(new ReleasePushTable.Row(
                repository.id(),
                newest,
                0,
                before.pushedAt(),
                before.failures() + 1,
                until.filter(next::isBefore).orElse(next),
                error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error));
    }

    /** Twice as long after each try in vain. */
    static Duration wait(int failures) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures, 20));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** Empty where nothing was released yet. */
    private Optional<ReleasePlan.Released> released(HostedRepository repository) {
        // The rows first: what they say is published has its refs.
        List<Release> published = releases.all(repository);
        Map<String, ObjectId> tags = new LinkedHashMap<>();
        for (Release release : published.reversed()) {
            String ref = "refs/tags/" + release.tag();
            git.resolve(repository.name(), ref).ifPresent(id -> tags.put(ref, id.copy()));
        }
        Optional<ObjectId> notes =
                git.resolve(repository.name(), ReleaseRefs.NOTES).map(ObjectId::copy);
        return published.stream()
                .findFirst()
                .filter(_ -> notes.isPresent())
                .filter(newest -> tags.containsKey("refs/tags/" + newest.tag()))
                .map(newest -> new ReleasePlan.Released(
                        ReleaseRefs.NOTES,
                        notes.orElseThrow(),
                        tags,
                        "refs/tags/" + newest.tag(),
                        newest.commit().id()));
    }

    private static boolean contains(Repository here, ObjectId whole, ObjectId part) throws IOException {
        try (var walk = new RevWalk(here)) {
            return walk.isMergedInto(walk.parseCommit(part), walk.parseCommit(whole));
        } catch (MissingObjectException | IncorrectObjectTypeException unknown) {
            return false;
        }
    }
}
