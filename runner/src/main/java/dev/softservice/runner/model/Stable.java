package dev.softservice.runner.model;

import dev.softservice.manifest.composition.Composition;
import java.util.List;
import java.util.Set;

/**
 * The release that end users run now: what rung 6 upgrades from and goes back to.
 *
 * @param source its exact tree
 * @param tag    what people call it, such as {@code v2.3.1}; for a stable without a release tag the branch's name
 * @param commit 40 hex digits, as {@code tree}
 * @param uses   what its evidence says that it was made of: it is composed of exactly that
 * @param bases  the names of the images that its evidence says it is built on; empty: it says nothing of them
 */
public record Stable(
        SourceTree source, String tag, String commit, String tree, List<Composition.Used> uses, Set<String> bases) {
    public Stable {
        uses = List.copyOf(uses);
        bases = Set.copyOf(bases);
    }
}
