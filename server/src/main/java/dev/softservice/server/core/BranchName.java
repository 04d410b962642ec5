package dev.softservice.server.core;

import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/** A branch's name without {@code refs/heads/}, one that git allows. Reads as that name. */
public record BranchName(String name) implements Comparable<BranchName> {
    /** Where every repository's work comes together; changes by pull request only. */
    public static final BranchName MAIN = new BranchName("main");

    /** What end users track; only the hub moves it. */
    public static final BranchName STABLE = new BranchName("stable");

    private static final String FOLDER = "refs/heads/";

    public BranchName {
        if (!Repository.isValidRefName(FOLDER + name))
            throw Refusal.invalid("'" + name + "' is not a name that git allows for a branch");
    }

    /** Empty where git does not allow the name. */
    public static Optional<BranchName> of(String name) {
        return Repository.isValidRefName(FOLDER + name) ? Optional.of(new BranchName(name)) : Optional.empty();
    }

    /** The branch that a full ref is; empty for a ref that is no branch. */
    public static Optional<BranchName> ofRef(String ref) {
        return ref.startsWith(FOLDER) ? of(ref.substring(FOLDER.length())) : Optional.empty();
    }

    /** The full ref, {@code refs/heads/…}. */
    public String ref() {
        return FOLDER + name;
    }

    @Override
    public int compareTo(BranchName other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
