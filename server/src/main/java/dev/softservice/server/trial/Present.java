package dev.softservice.server.trial;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.Verified;
import dev.softservice.server.run.Run;
import java.util.Optional;

/**
 * What is tried, as it is now: a pull request's present version, or the head of main.
 *
 * @param run of the merge result that was tested last, or of main
 */
record Present(Changed changed, Sha head, BranchName base, Optional<Run> run, Standing standing) {
    enum Standing {
        OPEN,
        /** It may be opened again. */
        CLOSED,
        /** It was merged, or released, or something newer took its place. */
        OVER
    }

    static Present of(Verified verified) {
        var pull = verified.pull();
        return new Present(
                Changed.of(verified.key()),
                pull.headSha(),
                pull.base(),
                verified.run(),
                switch (pull.state()) {
                    case OPEN -> Standing.OPEN;
                    case CLOSED -> Standing.CLOSED;
                    case MERGED -> Standing.OVER;
                });
    }

    /** {@code awaited}: its release waits for what comes of it. */
    static Present ofMain(Run run, boolean awaited) {
        return new Present(
                Changed.main(run.repository()),
                run.commit(),
                BranchName.MAIN,
                Optional.of(run),
                awaited ? Standing.OPEN : Standing.OVER);
    }

    boolean isOpen() {
        return standing == Standing.OPEN;
    }

    /** Its run, where that has passed. */
    Optional<Run> passed() {
        return run.filter(
                one -> one.verdict().filter(Run.Outcome.PASSED::equals).isPresent());
    }

    /** Another head may merge to a tree that was tested, and tried, before. */
    boolean isLookedAt(TrialTable.Look look) {
        return look.head().equals(head) || isLookedAtNow(look);
    }

    /** For the merge result that was tested last. */
    boolean isLookedAtNow(TrialTable.Look look) {
        return run.filter(one -> one.id().equals(look.run())).isPresent();
    }

    boolean isTriedBy(Try one) {
        return one.head().equals(head) || isOf(one);
    }

    /** It is of the merge result that was tested last. */
    boolean isOf(Try one) {
        return run.filter(tested -> tested.tree().equals(one.change().tree())).isPresent();
    }
}
