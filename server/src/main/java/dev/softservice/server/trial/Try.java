package dev.softservice.server.trial;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.run.Trial;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One change, tried with one distro that uses what it changes.
 *
 * @param head     of the pull request, or of main
 * @param run      what tries it, once that was begun
 * @param baseline the same without the change, where the run was red
 */
record Try(
        long id,
        Changed changed,
        Sha head,
        Change change,
        User user,
        State state,
        Optional<RunId> run,
        Optional<RunId> baseline) {
    /** The merge result that was tested, and as what it would be released. */
    record Change(Sha commit, Sha tree, String version) {}

    /** The distro that it is tried with, by its id, and the release of that which is stable. */
    record User(long repository, Sha stable, String tag) {}

    enum State {
        /** Only a few are under way at a time. */
        WAITING,
        TRYING,
        /** It was red; the same without the change is run, to tell whose fault that is. */
        CHECKING,
        /** The pull request is closed; begun anew where it is opened again. */
        PAUSED,
        WORKS,
        /** It works; the same without the change is run, because what was seen of it last was red. */
        COMPARING,
        BROKE,
        ALREADY,
        /** It works with the change, and did not without it. */
        IMPROVED,
        UNTOLD,
        /** More use what is changed than are tried with one version. */
        LEFT,
        /** A newer version of the pull request took its place, or it was merged. */
        DROPPED;

        /** What came of it is known. */
        boolean isTold() {
            return switch (this) {
                case WORKS, COMPARING, BROKE, ALREADY, IMPROVED -> true;
                case WAITING, TRYING, CHECKING, PAUSED, UNTOLD, LEFT, DROPPED -> false;
            };
        }
    }

    static Try of(Changed changed, Sha head, Change change, User user) {
        return new Try(0, changed, head, change, user, State.WAITING, Optional.empty(), Optional.empty());
    }

    Trial trial() {
        return new Trial(
                changed.repository(), changed.number(), change.version(), change.commit(), change.tree(), true);
    }

    /** The same, which is not to be tried with this version. */
    Try left() {
        return new Try(0, changed, head, change, user, State.LEFT, Optional.empty(), Optional.empty());
    }

    /** The same with what is known of this very tree already. */
    Try as(Try known) {
        return new Try(0, changed, head, change, user, known.state, known.run, known.baseline);
    }

    /** Its runs, which may have ended. */
    List<RunId> runs() {
        return Stream.of(run, baseline).flatMap(Optional::stream).toList();
    }
}
