package dev.softservice.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sample distros come to the hub: each folder becomes a repository, is verified, and gets its first release. */
final class Publishing {
    private final Stage stage;
    private final Map<String, String> pushed = new LinkedHashMap<>();

    Publishing(Stage stage) {
        this.stage = stage;
    }

    Chapter chapter() {
        var steps = new ArrayList<Step>();
        steps.add(new Step("the sample distros are pushed", this::push));
        for (var name : names()) steps.add(new Step(Stage.OWNER + "/" + name + " is verified and gets its first release", () -> release(name)));
        return new Chapter("Distros come to the hub", steps);
    }

    private List<String> names() {
        try (var folders = Files.list(stage.samples())) {
            return folders.filter(folder -> Files.exists(folder.resolve("softservice.yaml"))).map(folder -> folder.getFileName().toString()).sorted().toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private String push() throws InterruptedException {
        var owner = stage.person("mia", "maintainer");
        for (var name : names()) {
            stage.teller().progress("git push " + Stage.OWNER + "/" + name);
            owner.hub().post("/repos", Map.of("owner", Stage.OWNER, "name", name, "description", "Sample distro"));
            var folder = copied(stage.samples().resolve(name), owner.folder().resolve(name));
            owner.git().run(folder, "init", "--quiet");
            owner.git().run(folder, "add", "--all");
            owner.git().run(folder, "commit", "--quiet", "--message", "Package " + name);
            owner.git().run(folder, "push", "--quiet", owner.hub().address("/" + Stage.OWNER + "/" + name + ".git"), "HEAD:refs/heads/main");
            pushed.put(name, owner.git().run(folder, "rev-parse", "HEAD").out());
        }
        return "mia pushed " + String.join(", ", pushed.keySet()) + " with git";
    }

    private String release(String name) throws InterruptedException {
        var repository = Stage.OWNER + "/" + name;
        var commit = pushed.get(name);
        var run = stage.finished(stage.runOf(repository, commit), repository);
        Unmet.unless(run.path("verdict").asText().equals("passed"), "run " + run.path("id") + " is " + run.path("verdict").asText() + ": " + run.path("reason").asText());
        Unmet.unless(run.path("level").asInt() >= 4, "run " + run.path("id") + " reached level " + run.path("level") + ", not 4");
        var release = stage.releaseOf(repository, commit);
        var stable = stage.hub().get("/repos/" + repository).path("stable").path("commit").asText();
        Unmet.unless(stable.equals(commit), "stable of " + repository + " is at " + stable + ", not at the released " + commit);
        return repository + " verified (" + Stage.summary(run) + ") and released as " + release.path("tag").asText();
    }

    private static Path copied(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) Files.copy(file, to.resolve(from.relativize(file).toString()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            return to;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
