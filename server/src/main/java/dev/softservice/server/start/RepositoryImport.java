package dev.softservice.server.start;

import dev.softservice.runner.model.Reason;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.git.RefImport;
import dev.softservice.server.repo.Imports;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Brings in a repository that stood elsewhere, with its branches, all its tags and its pull requests' refs. Only its main branch is tested;
 * all else is kept as it came. What was cut off is taken up when the same is imported again.
 */
public final class RepositoryImport {
    /** The parts of the hub that an import works on. */
    public record Places(Repositories repositories, Imports imports, GitStore git, PushConsequences consequences) {}

    /**
     * What is wished for.
     *
     * @param source    where {@code from} is, as people write it; without any credential
     * @param isPrivate whether the repository is made private; one that is there stays as it is
     */
    public record Wish(RepositoryName name, String source, RefImport.Source from, boolean isPrivate) {}

    /**
     * What has come.
     *
     * @param branches without main
     * @param main     what it was called, where it was called otherwise
     * @param left     what stays behind, a line each with its reason
     */
    public record Done(long branches, long tags, long pulls, Optional<String> main, List<String> left) {}

    private final Places places;
    private final RefImport refs;

    public RepositoryImport(Places places, RefImport refs) {
        this.places = places;
        this.refs = refs;
    }

    /** Refuses, and brings nothing, where any of it is unsound. Needs {@code ADMIN}. */
    public Done bringIn(Wish wish, Account by) {
        by.require(Role.ADMIN, "import repositories");
        var name = wish.name();
        // Without a row nobody sees it: what is refused below leaves a folder that the next try takes up.
        places.git().create(name);
        var plan = objects(wish);
        var repository = places.repositories()
                .find(name)
                .orElseGet(() -> places.repositories().create(name, "", wish.isPrivate(), by));
        places.imports()
                .record(repository, new Imports.Bringing(wish.source(), plan.unverified(), plan.lastPull()), by);
        refs.make(name, plan.refs());
        var main = Optional.ofNullable(plan.refs().get(BranchName.MAIN.ref()));
        places.consequences().branchMoved(repository, BranchName.MAIN, Optional.empty(), main, by);
        return new Done(
                plan.count("refs/heads/") - 1, plan.count("refs/tags/"), plan.pulls(), plan.renamed(), plan.left());
    }

    private ImportPlan objects(Wish wish) {
        try {
            return ImportPlan.of(refs.bring(wish.name(), wish.from(), there -> {
                var plan = ImportPlan.of(there);
                refs.requireFree(wish.name(), plan.refs());
                return plan.taken();
            }));
        } catch (IOException failed) {
            throw Refusal.invalid(wish.source() + " is not imported: " + Reason.innermost(failed));
        }
    }
}
