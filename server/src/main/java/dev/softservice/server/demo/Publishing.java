package dev.softservice.server.demo;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.files.WholeDistro;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Rung;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sample distros come to the hub: each folder becomes a repository, is verified, and gets its first release. */
final class Publishing {
    private static final String FIRST = "hello-web";

    private final Stage stage;
    /** What each sample is made of. */
    private final Map<String, Set<String>> distros;

    private final Map<String, String> pushed = new LinkedHashMap<>();

    Publishing(Stage stage) {
        this.stage = stage;
        this.distros = manifests().stream().collect(Collectors.toMap(Manifest::name, Publishing::parts));
    }

    /**
     * Parts first: a distro that is made of others can only be verified once there are releases of those. The story needs the wiki with its parts, and
     * {@value #FIRST} is the quickest to be green. The others are pushed after the wiki, and are verified while the story goes on.
     */
    Chapter chapter() {
        var steps = new ArrayList<Step>();
        for (var wave : waves(needed())) {
            steps.add(pushed(wave));
            wave.forEach(name -> steps.add(released(name)));
        }
        waves(others()).stream().findFirst().ifPresent(wave -> steps.add(pushed(wave)));
        return new Chapter("Distros come to the hub", steps);
    }

    /** What became of the distros that nobody waited for. */
    Chapter meanwhile() {
        var steps = new ArrayList<Step>();
        for (var wave : waves(others())) {
            if (!steps.isEmpty()) steps.add(pushed(wave));
            wave.forEach(name -> steps.add(released(name)));
        }
        return new Chapter("Meanwhile on the hub", steps);
    }

    private Step pushed(List<String> wave) {
        return new Step("git push of " + String.join(", ", wave), () -> push(wave));
    }

    private Step released(String name) {
        return new Step(Stage.OWNER + "/" + name + " is verified and gets its first release", () -> release(name));
    }

    private Map<String, Set<String>> needed() {
        var needed = new TreeMap<>(distros);
        needed.keySet().removeAll(others().keySet());
        return needed;
    }

    private Map<String, Set<String>> others() {
        var others = new TreeMap<>(distros);
        var met = new ArrayDeque<>(List.of(FIRST, WikiReview.WIKI.substring(Stage.OWNER.length() + 1)));
        while (!met.isEmpty()) {
            var parts = others.remove(met.pop());
            if (parts != null) met.addAll(parts);
        }
        return others;
    }

    /** Each wave needs only what was there before it. */
    private List<List<String>> waves(Map<String, Set<String>> distros) {
        var waves = new ArrayList<List<String>>();
        var left = new TreeMap<>(distros);
        while (!left.isEmpty()) {
            var wave = left.entrySet().stream()
                    .filter(distro -> Collections.disjoint(distro.getValue(), left.keySet()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (wave.isEmpty()) throw new Unmet("the sample distros " + left.keySet() + " use each other in a circle");
            wave.forEach(left::remove);
            waves.add(wave);
        }
        return waves;
    }

    private static Set<String> parts(Manifest manifest) {
        return manifest.uses().values().stream()
                .map(use -> use.distro().replaceFirst("^" + Stage.OWNER + "/", ""))
                .collect(Collectors.toSet());
    }

    private List<Manifest> manifests() {
        try {
            var manifests = new ArrayList<Manifest>();
            for (var folder : WholeDistro.foldersIn(stage.samples())) {
                manifests.add(new ManifestReader()
                        .read(new FolderFiles(folder))
                        .manifest()
                        .orElseThrow(() -> new Unmet(folder + " holds no valid manifest")));
            }
            return manifests;
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private String push(List<String> names) throws InterruptedException {
        var owner = stage.person("mia", "maintainer");
        for (var name : names) {
            stage.teller().progress("git push " + Stage.OWNER + "/" + name);
            owner.hub().post("/repos", Map.of("owner", Stage.OWNER, "name", name, "description", "Sample distro"));
            var folder = copied(stage.samples().resolve(name), owner.folder().resolve(name));
            owner.git().run(folder, "init", "--quiet");
            owner.git().run(folder, "add", "--all");
            owner.git().run(folder, "commit", "--quiet", "--message", "Package " + name);
            owner.git()
                    .run(
                            folder,
                            "push",
                            "--quiet",
                            owner.hub().address("/" + Stage.OWNER + "/" + name + ".git"),
                            "HEAD:refs/heads/main");
            pushed.put(name, owner.git().run(folder, "rev-parse", "HEAD").out());
        }
        return "mia pushed " + String.join(", ", names) + " with git";
    }

    private String release(String name) throws InterruptedException {
        var repository = Stage.OWNER + "/" + name;
        var commit = Objects.requireNonNull(pushed.get(name));
        var run = stage.finished(stage.runOf(repository, commit), repository);
        Unmet.unless(
                run.path("verdict").asText().equals("passed"),
                "run " + run.path("id") + " is " + run.path("verdict").asText() + ": "
                        + run.path("reason").asText());
        Unmet.unless(
                run.path("level").asInt() >= Rung.ACCEPTED.number(),
                "run " + run.path("id") + " reached level " + run.path("level") + ", not " + Rung.ACCEPTED.number());
        var release = stage.releaseOf(repository, commit);
        var stable = stage.hub()
                .get("/repos/" + repository)
                .path("stable")
                .path("commit")
                .asText();
        Unmet.unless(
                stable.equals(commit),
                "stable of " + repository + " is at " + stable + ", not at the released " + commit);
        return repository + " verified (" + Stage.summary(run) + ") and released as "
                + release.path("tag").asText();
    }

    private static Path copied(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList())
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            return to;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
