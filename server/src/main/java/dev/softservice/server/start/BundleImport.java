package dev.softservice.server.start;

import dev.softservice.runner.install.MirrorBundle;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.LocalSource;
import dev.softservice.server.git.RefImport;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes over a release of another hub from a bundle, so that this hub serves it under the same name: with that hub's tag, evidence, words and images, and nothing of its own. Taken again it
 * changes nothing; a newer bundle goes on from there.
 */
public final class BundleImport {
    private final GitStore git;
    private final Repositories repositories;
    private final ImageStore images;
    private final RefImport refs;

    /** @param refs as {@link RefImport#ofReleases} makes it */
    public BundleImport(GitStore git, Repositories repositories, ImageStore images, RefImport refs) {
        this.git = git;
        this.repositories = repositories;
        this.images = images;
        this.refs = refs;
    }

    /**
     * What has come.
     *
     * @param repositories {@code owner/name}, the distro's own first
     * @param images       how many services have one
     */
    public record Done(List<String> repositories, String address, String version, int images) {}

    /** Refuses, and shows nothing, where a repository of this hub has the name of one of the bundle's. Needs {@code ADMIN}. */
    public Done bringIn(MirrorBundle bundle, boolean isPrivate, Account by) {
        by.require(Role.ADMIN, "import repositories");
        var names = new ArrayList<RepositoryName>();
        for (var part : bundle.repositories()) {
            var name = RepositoryName.read(part.name());
            git.create(name);
            refs.requireCopy(name);
            names.add(name);
        }
        // The distro itself comes last: whoever sees its release finds all that it is made of.
        for (int i = names.size() - 1; i >= 0; i--) {
            var name = names.get(i);
            objects(name, bundle.repositories().get(i));
            var repository = repositories
                    .find(name)
                    .orElseGet(() -> repositories.create(name, "A copy of " + bundle.address(), isPrivate, by));
            if (i == 0) images.take(repository.id(), bundle.version().toString(), bundle.images(), bundle::fill);
            refs.follow(name, bundle.repositories().get(i).refs());
        }
        return new Done(
                names.stream().map(RepositoryName::toString).toList(),
                bundle.address(),
                bundle.version().toString(),
                bundle.images().size());
    }

    private void objects(RepositoryName name, MirrorBundle.Part part) {
        try {
            refs.bring(name, LocalSource.of(part.folder()), there -> {
                part.refs().forEach((ref, id) -> {
                    if (!id.equals(there.refs().get(ref)))
                        throw Refusal.invalid("the bundle holds another " + ref + " than was checked");
                });
                return part.refs().keySet();
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
