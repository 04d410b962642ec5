package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.model.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Compares where a release says that it was made with what was asked for and with what was believed here before. One hub signs many repositories with one
 * key, so a signature alone does not tell one from another.
 */
final class Provenance {
    private final InstallState state;
    private final Repository repository;

    /** @param repository what was fetched for this installation */
    Provenance(InstallState state, Repository repository) {
        this.state = state;
        this.repository = repository;
    }

    /** Returns what the user should know of it. @throws InstallRefusal for a release that is not the one asked for */
    List<String> check(StableRelease release) {
        var origin = release.tag().origin();
        var before = state.history().origin();
        if (origin.isPresent()) {
            matches(release, origin.get(), before);
            return List.of();
        }
        if (before.isPresent())
            throw refuse(
                    release,
                    "does not say where it was made, and " + before.get().version() + " of "
                            + before.get().repository() + " did, which was believed here before");
        if (state.current().isPresent()) {
            follows(release, state.current().get());
            return List.of(title(release) + " does not say which repository it was made in, as releases of older hubs"
                    + " don't: it is believed because it continues what is installed here");
        }
        return List.of(title(release) + " does not say which repository it was made in, as releases of older hubs"
                + " don't: that it is the one asked for is only the word of "
                + state.place().source().url());
    }

    private void matches(StableRelease release, Origin origin, Optional<Origin> before) {
        // A name that the repository has or had besides is the hub's own word, signed as the release is.
        asked().filter(asked -> !asked.equals(origin.repository())
                        && release.word().filter(word -> word.isCalled(asked)).isEmpty())
                .ifPresent(asked -> {
                    throw refuse(
                            release, "is a release of " + origin.repository() + ", and " + asked + " was asked for");
                });
        if (asked().isEmpty() && before.isEmpty()) state.current().ifPresent(current -> follows(release, current));
        before.filter(known -> !known.repository().equals(origin.repository())).ifPresent(known -> {
            throw refuse(
                    release,
                    "is a release of " + origin.repository() + ", and what was installed here before is "
                            + known.repository());
        });
        before.filter(known -> !known.hub().equals(origin.hub())).ifPresent(known -> {
            throw refuse(
                    release, "was made by " + origin.hub() + ", and what was installed here before by " + known.hub());
        });
    }

    /** {@code owner/name} of the address; a repository on disk may lie anywhere, so its path asks for none. */
    private Optional<String> asked() {
        var source = state.place().source();
        return source.hub().map(hub -> source.url().substring(hub.length() + 1));
    }

    /** A hub's stable only goes forward, so what it releases later contains what it released before; another repository's does not. */
    private void follows(StableRelease release, Installed current) {
        var now = ObjectId.fromString(release.commit());
        var then = ObjectId.fromString(current.subject().commit());
        try (var walk = new RevWalk(repository)) {
            if (walk.isMergedInto(walk.parseCommit(then), walk.parseCommit(now))) return;
        } catch (MissingObjectException gone) {
            // What was installed is no part of what was fetched: refused below.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw refuse(
                release,
                "does not continue " + current.version() + ", which is installed here and did not say"
                        + " which repository it was made in");
    }

    /** What the user has to agree to where it was tested on another kind of machine; empty: on this one's, it does not say, or it was so before. */
    static Optional<String> elsewhere(InstallState state, StableRelease release, Optional<Architecture> here) {
        var tested = release.tag().origin().flatMap(Origin::architecture);
        if (tested.isEmpty() || here.isEmpty() || tested.equals(here)) return Optional.empty();
        boolean before = state.current().isPresent()
                && state.history().origin().flatMap(Origin::architecture).equals(tested);
        return before
                ? Optional.empty()
                : Optional.of("run on " + here.get() + ", while it was tested on " + tested.get() + " only");
    }

    private static String title(StableRelease release) {
        return release.tag().distro() + " " + release.version();
    }

    private InstallRefusal refuse(StableRelease release, String why) {
        return InstallRefusal.untrusted(state.place().source().url() + " shows a release that can't be believed: "
                + title(release) + " " + why + "; nothing was changed: check the address, or ask the hub's operator");
    }
}
