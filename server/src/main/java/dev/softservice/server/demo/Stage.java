package dev.softservice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Everybody and everything that the story needs.
 *
 * @param hub     the hub as its administrator sees it
 * @param folder  where people's clones and settings are
 * @param samples the folder of sample distros
 * @param people  who has an account so far, by name
 */
record Stage(PersonsHub hub, Path folder, Path samples, Teller teller, Map<String, Person> people) {
    static final String OWNER = "samples";

    /** The hub first writes the images out, hundreds of megabytes, which takes minutes on a slow and busy machine. */
    private static final Duration RELEASING = Duration.ofMinutes(10);

    /** A person on the hub, with a token and a git client of their own. */
    record Person(String name, PersonsHub hub, PersonsGit git, Path folder) {}

    static Stage set(PersonsHub hub, Path folder, Path samples, Teller teller) {
        return new Stage(hub, folder, samples, teller, new java.util.HashMap<>());
    }

    /** The person of this name; at the first call an account, its token and a home are made. */
    Person person(String name, String role) throws InterruptedException {
        var known = people.get(name);
        if (known != null) return known;
        hub.post("/users", Map.of("name", name, "role", role));
        var token = hub.post("/tokens", Map.of("user", name, "name", "demo", "role", role))
                .path("token")
                .asText();
        try {
            var home = Files.createDirectories(folder.resolve(name));
            var person = new Person(name, hub.as(token), new PersonsGit(home, name, token), home);
            people.put(name, person);
            return person;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** The newest run of a commit. */
    long runOf(String repository, String commit) throws InterruptedException {
        var runs = hub.get("/repos/" + repository + "/runs?commit=" + commit);
        Unmet.unless(runs.size() > 0, "no run was queued for commit " + commit + " of " + repository);
        return runs.get(0).path("id").asLong();
    }

    /** Follows a run to its end, telling what goes on, and gives it as the API shows it then. */
    JsonNode finished(long run, String what) throws InterruptedException {
        hub.follow(run, (type, data) -> {
            switch (type) {
                case "step" -> teller.progress(what + ": " + data.path("name").asText());
                case "progress" ->
                    teller.progress(what + ": " + data.path("what").asText());
                case "test" ->
                    teller.progress(what + ": " + data.path("state").asText() + " · "
                            + data.path("name").asText());
                default -> {}
            }
        });
        var seen = hub.get("/runs/" + run);
        Unmet.unless(
                seen.path("state").asText().equals("finished"),
                "run " + run + " said its last word but is "
                        + seen.path("state").asText());
        return seen;
    }

    /** The release of a commit, waiting for it: it follows the verdict by itself. */
    JsonNode releaseOf(String repository, String commit) throws InterruptedException {
        var found = new JsonNode[1];
        await("a release of " + repository + " at " + commit, RELEASING, () -> {
            for (var release : releases(repository)) {
                if (release.path("commit").asText().equals(commit)) found[0] = release;
            }
            return found[0] != null;
        });
        return found[0];
    }

    private JsonNode releases(String repository) {
        try {
            return hub.get("/repos/" + repository + "/releases");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unmet("stopped");
        }
    }

    static void await(String what, Duration atMost, BooleanSupplier there) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > until)
                throw new Unmet(what + " did not appear within " + atMost.toSeconds() + " s");
            Thread.sleep(100);
        }
    }

    /** One line on a passed run. */
    static String summary(JsonNode run) {
        var passed = run.path("counts").path("passed").asInt();
        return "level " + run.path("level").asInt() + ", " + passed + " tests passed"
                + took(run).map(seconds -> ", " + seconds).orElse("");
    }

    private static Optional<String> took(JsonNode run) {
        if (!run.path("reusedFrom").isMissingNode() && !run.path("reusedFrom").isNull())
            return Optional.of("proof of run " + run.path("reusedFrom").asLong() + " reused");
        if (!run.hasNonNull("startedAt") || !run.hasNonNull("verdictAt")) return Optional.empty();
        var taken = Duration.between(
                java.time.Instant.parse(run.path("startedAt").asText()),
                java.time.Instant.parse(run.path("verdictAt").asText()));
        return Optional.of(String.format(java.util.Locale.ROOT, "%.1f s", taken.toMillis() / 1000.0));
    }
}
