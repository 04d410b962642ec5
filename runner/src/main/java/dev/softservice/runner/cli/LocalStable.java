package dev.softservice.runner.cli;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.Checkout;
import dev.softservice.runner.local.GitFolder;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The release that users run now, as the Git repository around a distro's folder knows it. Nothing is fetched, and no signature is checked: that is for installations. */
final class LocalStable {
    private static final List<String> USUAL = List.of("refs/remotes/origin/stable", "refs/heads/stable");

    private final Path folder;

    LocalStable(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes its exact tree into {@code target}.
     *
     * @param wanted a revision; empty: the usual branches, and none where the distro is not on them
     * @throws BadInput where {@code wanted} is no revision with this distro
     */
    Optional<Stable> find(String wanted, Path target) throws IOException, InterruptedException {
        for (var revision : wanted.isEmpty() ? USUAL : List.of(wanted)) {
            var commit = git("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
            if (commit.isEmpty()) continue;
            // The distro may be a folder of its repository.
            var place = git("rev-parse", "--show-prefix").orElse("").replaceAll("/$", "");
            var tree = git("rev-parse", "--verify", "--quiet", commit.get() + ":" + place);
            if (tree.isEmpty()
                    || git("cat-file", "-e", tree.get() + ":" + Manifest.FILE_NAME)
                            .isEmpty()) continue;
            write(tree.get(), target);
            var known = place.isEmpty() ? evidence(commit.get()) : Optional.<Evidence>empty();
            return Optional.of(new Stable(
                    SourceTree.in(target),
                    tag(commit.get()).orElse(shown(revision)),
                    commit.get(),
                    tree.get(),
                    known.map(evidence -> evidence.composition().pins()).orElse(List.of()),
                    known.map(evidence -> evidence.composition().bases().keySet())
                            .orElse(Set.of())));
        }
        if (wanted.isEmpty()) return Optional.empty();
        throw new BadInput(
                "--stable " + wanted + ": is no revision here that holds the distro's " + Manifest.FILE_NAME);
    }

    private static String shown(String revision) {
        return revision.replaceFirst("^refs/(remotes|heads)/", "");
    }

    private Optional<String> tag(String commit) throws IOException, InterruptedException {
        return git("tag", "--points-at", commit).stream()
                .flatMap(String::lines)
                .flatMap(name -> Version.ofTag(name).stream())
                .max(Comparator.naturalOrder())
                .map(Version::tag);
    }

    private Optional<Evidence> evidence(String commit) throws IOException, InterruptedException {
        return git("notes", "--ref=verification", "show", commit)
                .flatMap(note -> Evidence.unverified(note.getBytes(StandardCharsets.UTF_8)));
    }

    /** By our own hand: git's would run whatever programs the folder's configuration names as filters. */
    private void write(String tree, Path target) throws IOException, InterruptedException {
        var objects = git("rev-parse", "--path-format=absolute", "--git-path", "objects")
                .orElseThrow(() -> new IOException("git does not say where the objects of " + folder + " are"));
        Checkout.write(Path.of(objects), tree, target);
    }

    private Optional<String> git(String... arguments) throws IOException, InterruptedException {
        return new GitFolder(folder).ask(arguments).map(String::strip);
    }
}
