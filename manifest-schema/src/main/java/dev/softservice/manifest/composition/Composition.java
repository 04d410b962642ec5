package dev.softservice.manifest.composition;

import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A distro with everything that it is made of, each use resolved to one release. Each use is an instance of its own. */
public record Composition(Part root) {

    /**
     * One instance in the composition.
     *
     * @param path    use names from the root, joined by dots: {@code ""} the root itself, {@code database}, {@code shop.database}
     * @param release empty for the root, which is the tree under test
     * @param address empty for a root that is a folder
     * @param uses    by use name, in the manifest's order
     */
    public record Part(
            String path,
            Optional<DistroAddress> address,
            Optional<Available> release,
            Manifest manifest,
            RepositoryFiles files,
            Map<String, Part> uses) {
        Part made(Map<String, Part> of) {
            return new Part(path, address, release, manifest, files, of);
        }
    }

    /** Every part, what is used before what uses it, the root last. */
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        collect(root, parts);
        return List.copyOf(parts);
    }

    private static void collect(Part part, List<Part> into) {
        part.uses().values().forEach(used -> collect(used, into));
        into.add(part);
    }

    /**
     * What one use resolved to.
     *
     * @param path   as in {@link Part}
     * @param distro the repository's address
     * @param commit 40 hex digits, as {@code tree}
     */
    public record Used(String path, String distro, String tag, String commit, String tree) {
        /** {@code database=http://hub/samples/postgresql v15.0.1 <commit> <tree>}. */
        public String line() {
            return path + "=" + distro + " " + tag + " " + commit + " " + tree;
        }
    }

    /** What the composition resolved to, in one order; equal for equal outcomes. Part of the proof key and of the evidence. */
    public List<Used> resolved() {
        return parts().stream()
                .filter(part -> part.release().isPresent())
                .map(part -> {
                    var release = part.release().orElseThrow();
                    return new Used(
                            part.path(),
                            part.address().map(DistroAddress::url).orElse(""),
                            release.tag(),
                            release.commit(),
                            release.tree());
                })
                .sorted(Comparator.comparing(Used::line))
                .toList();
    }
}
