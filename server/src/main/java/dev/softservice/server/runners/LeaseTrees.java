package dev.softservice.server.runners;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.wire.Messages;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TreePack;
import dev.softservice.server.release.HubDistros;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The trees that a lease needs, and no other: its run's own, that of the release it is upgraded from, those of the change that it tries, and what distros of this hub may use. */
final class LeaseTrees {
    private final GitStore git;
    private final Repositories repositories;
    private final HubDistros distros;

    LeaseTrees(GitStore git, Repositories repositories, HubDistros distros) {
        this.git = git;
        this.repositories = repositories;
        this.distros = distros;
    }

    private static DistroAddress address(String distro) {
        return DistroAddress.of(distro, Optional.empty())
                .orElseThrow(() -> Refusal.invalid("query parameter distro must be an address"));
    }

    Messages.Releases releases(String distro) {
        try {
            var address = address(distro);
            var refusal = distros.refusal(address);
            if (refusal.isPresent()) return new Messages.Releases(refusal.get(), List.of());
            return new Messages.Releases(
                    "",
                    distros.releases(address).stream()
                            .map(one -> new Messages.Release(one.version(), one.tag(), one.commit(), one.tree()))
                            .toList());
        } catch (IOException unknown) {
            throw Refusal.of(Refusal.Kind.BUSY, String.valueOf(unknown.getMessage()));
        }
    }

    /** {@code distro}: whose release it is; empty: the tree is of the run's own distro. */
    TreePack pack(Session session, String distro, String tree) {
        var id = Sha.read(tree).orElseThrow(() -> nothing(tree));
        var repository = distro.isEmpty() ? own(session, id) : other(session, address(distro), id);
        return repository.flatMap(name -> git.pack(name, id.id())).orElseThrow(() -> nothing(tree));
    }

    private Optional<RepositoryName> own(Session session, Sha tree) {
        boolean needed = session.run().run().tree().equals(tree)
                || session.run().request().stable().stream()
                        .anyMatch(stable -> stable.tree().equals(tree.name()));
        return needed
                ? Optional.of(
                        repositories.byId(session.run().run().repository()).name())
                : Optional.empty();
    }

    private Optional<RepositoryName> other(Session session, DistroAddress distro, Sha tree) {
        boolean tried = session.run().request().candidates().stream()
                .anyMatch(candidate -> distro.isNamed(candidate.distro())
                        && candidate.release().tree().equals(tree.name()));
        // Yanked ones included: a stable release may be made of one.
        return tried || isOpen(distro) ? distros.nameOf(distro) : Optional.empty();
    }

    private boolean isOpen(DistroAddress distro) {
        try {
            return distros.refusal(distro).isEmpty();
        } catch (IOException unknown) {
            throw Refusal.of(Refusal.Kind.BUSY, String.valueOf(unknown.getMessage()));
        }
    }

    private static Refusal nothing(String tree) {
        return Refusal.conflict("this lease needs no tree " + (tree.length() > 40 ? "of that name" : tree));
    }
}
