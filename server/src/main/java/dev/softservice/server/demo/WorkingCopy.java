package dev.softservice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A clone of one hosted repository in somebody's hands. */
final class WorkingCopy {
    private final Stage.Person person;
    private final String repository;
    private final Path folder;

    private WorkingCopy(Stage.Person person, String repository, Path folder) {
        this.person = person;
        this.repository = repository;
        this.folder = folder;
    }

    static WorkingCopy clone(Stage.Person person, String repository) throws InterruptedException {
        var folder = person.folder().resolve(repository.substring(repository.indexOf('/') + 1));
        person.git()
                .run(
                        person.folder(),
                        "clone",
                        "--quiet",
                        person.hub().address("/" + repository + ".git"),
                        folder.toString());
        return new WorkingCopy(person, repository, folder);
    }

    /** Replaces the one place where {@code from} stands, and commits. */
    void change(String file, String from, String to, String message) throws InterruptedException {
        var path = folder.resolve(file);
        try {
            var text = Files.readString(path);
            Unmet.unless(text.contains(from), file + " of " + repository + " does not hold " + from);
            Files.writeString(path, text.replace(from, to));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
        git("commit", "--quiet", "--all", "--message", message);
    }

    /** Pushes for review; returns the pull request that carries the pushed commit. */
    JsonNode propose(String topic, String title) throws InterruptedException {
        var said = person.git()
                .run(folder, "push", "-o", "topic=" + topic, "-o", "title=" + title, "origin", "HEAD:refs/for/main");
        var head = git("rev-parse", "HEAD");
        for (var pull : person.hub().get("/repos/" + repository + "/pulls?state=open")) {
            if (!pull.path("head").asText().equals(head)) continue;
            Unmet.unless(
                    said.err().contains("#" + pull.path("number").asInt()),
                    "git was not told of the pull request, but: " + Plain.line(said.err(), 200));
            return pull;
        }
        throw new Unmet("the push to refs/for/main left no open pull request with head " + head + "; git said: "
                + Plain.line(said.err(), 200));
    }

    /** Takes what is new on the hub and goes on from its main. */
    void update() throws InterruptedException {
        git("fetch", "--quiet", "--tags", "origin");
        git("checkout", "--quiet", "--detach", "refs/remotes/origin/main");
    }

    /** The object that a name means here. */
    String object(String name) throws InterruptedException {
        return git("rev-parse", "--verify", name);
    }

    /** What {@code git verify-tag} says with a file of signers as the only ones to trust. */
    String verifyTag(String tag, String allowedSigners) throws InterruptedException {
        var file = person.folder().resolve("allowed_signers");
        try {
            Files.writeString(file, allowedSigners);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        return person.git()
                .run(folder, "-c", "gpg.ssh.allowedSignersFile=" + file, "verify-tag", tag)
                .err();
    }

    private String git(String... arguments) throws InterruptedException {
        return person.git().run(folder, arguments).out();
    }
}
