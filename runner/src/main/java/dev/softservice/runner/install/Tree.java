package dev.softservice.runner.install;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.evidence.Evidence.Used;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.plan.SecretSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One release's exact files on this machine, those of everything that it is made of included, read. */
record Tree(ResolvedDistro distro, Composition composition) {

    /** Reads what {@link Change#checkout} has written; needs no network. */
    static Tree read(InstallationFolder folder, Version version, Composition composition) {
        var root = folder.release(version);
        var reader = new Parted(folder.parts(version), composition);
        return new Tree(reader.distro("", manifest(root), root), composition);
    }

    /** The plan of what runs, or last ran, with the settings that it has. */
    static Plan running(InstallationFolder folder, InstallState state, Conversation conversation) {
        var current = state.current().orElseThrow();
        var tree = read(folder, current.version(), current.composition());
        var values = Choices.of(tree.manifest(), state.parameters(), Map.of(), conversation);
        return tree.plan(state.place(), values, folder.secrets());
    }

    /** The same in an environment of its own. */
    static Plan running(
            InstallationFolder folder, InstallState state, Conversation conversation, EnvironmentScope.Run scope) {
        var current = state.current().orElseThrow();
        var tree = read(folder, current.version(), current.composition());
        var values = Choices.of(tree.manifest(), state.parameters(), Map.of(), conversation);
        return tree.plan(scope, values, folder.secrets());
    }

    static Manifest manifest(Path folder) {
        try {
            var reading = new ManifestReader().read(new FolderFiles(folder));
            return reading.manifest()
                    .orElseThrow(
                            () -> InstallRefusal.failed("this release can't be read by this version of softservice: "
                                    + reading.errors().getFirst() + "; a newer softservice may know how"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Parted(Path folder, Composition composition) {
        ResolvedDistro distro(String path, Manifest manifest, Path files) {
            var uses = new LinkedHashMap<String, ResolvedDistro>();
            for (var name : manifest.uses().keySet()) {
                var at = path.isEmpty() ? name : path + "." + name;
                var part = composition.uses().stream()
                        .filter(used -> used.name().equals(at))
                        .map(Used::subject)
                        .map(subject -> folder.resolve(subject.tree()))
                        .filter(Files::isDirectory)
                        .findFirst()
                        .orElseThrow(() -> InstallRefusal.failed("the files of uses." + at + " of " + manifest.name()
                                + " are not on this machine any more: put a backup of " + folder + " back"));
                uses.put(name, distro(at, Tree.manifest(part), part));
            }
            return new ResolvedDistro(manifest, files, uses);
        }
    }

    Manifest manifest() {
        return distro.manifest();
    }

    /** @param secrets for the used distros; the root's own are among {@code values} */
    Plan plan(InstallState.Place place, ParameterValues values, SecretSource secrets) {
        return plan(new EnvironmentScope.Installation(place.name(), place.bind()), values, secrets);
    }

    Plan plan(EnvironmentScope scope, ParameterValues values, SecretSource secrets) {
        return switch (Planner.plan(distro, values, scope, Limits.DEFAULT, secrets)) {
            case Planning.Planned planned -> TestedImages.in(planned.plan(), composition);
            case Planning.Refused refused -> throw InstallRefusal.failed(String.join("; ", refused.reasons()));
        };
    }

    /** What every part asks for, by path; the root's is empty. */
    Map<String, Permissions> permissions() {
        var asked = new LinkedHashMap<String, Permissions>();
        manifests().forEach((path, manifest) -> asked.put(path, manifest.permissions()));
        return asked;
    }

    /**
     * What its users lose sight of where this takes the place of {@code running}: a sentence for each volume of that which this has not, with the reason that the manifest gives. A release in
     * between may have given the reason.
     */
    List<String> leaves(Tree running, Version version) {
        var kept = volumes();
        var reasons = reasons();
        return running.volumes().stream()
                .filter(volume -> !kept.contains(volume))
                .map(volume -> "gives up the volume " + volume + " of " + version
                        + Optional.ofNullable(reasons.get(volume))
                                .map(reason -> ": " + reason)
                                .orElse(", and does not say why")
                        + "; what it holds stays on this machine, unused")
                .toList();
    }

    /** As above where nobody can tell what runs: all that is given up at all. */
    List<String> leaves() {
        return reasons().entrySet().stream()
                .map(gone -> "gives up the volume " + gone.getKey() + " of earlier versions: " + gone.getValue())
                .toList();
    }

    /** The names of all volumes, those of a use behind its own. */
    private Set<String> volumes() {
        var all = new LinkedHashSet<String>();
        manifests().forEach((path, manifest) -> manifest.volumes().forEach(volume -> all.add(behind(path, volume))));
        return all;
    }

    private Map<String, String> reasons() {
        var reasons = new LinkedHashMap<String, String>();
        manifests()
                .forEach((path, manifest) -> manifest.data()
                        .dropped()
                        .forEach(gone -> reasons.put(behind(path, gone.name()), gone.reason())));
        return reasons;
    }

    private static String behind(String path, String volume) {
        return path.isEmpty() ? volume : path.replace('.', '-') + "-" + volume;
    }

    private Map<String, Manifest> manifests() {
        var manifests = new LinkedHashMap<String, Manifest>();
        collect("", distro, manifests);
        return manifests;
    }

    private static void collect(String path, ResolvedDistro distro, Map<String, Manifest> into) {
        into.put(path, distro.manifest());
        distro.manifest()
                .uses()
                .keySet()
                .forEach(name -> collect(
                        path.isEmpty() ? name : path + "." + name,
                        Objects.requireNonNull(distro.uses().get(name)),
                        into));
    }

    /** The names of the endpoints that are published once installed. */
    List<String> published() {
        return manifest().provides().endpoints().entrySet().stream()
                .filter(endpoint -> endpoint.getValue().publish().isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }
}
