package dev.softservice.server.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.server.forge.ForgeForTests;
import dev.softservice.server.scenario.Hub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * People at a hub that may be killed at any moment: one pushes branches, one proposes, one merges, which releases, and one pushes to
 * a mirrored forge. They remember what they were told is done.
 */
final class HubUsers implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] BRANCHES = {"topic", "deep/er", "third"};

    /** What they do, each kind by somebody of its own. */
    enum Deed {
        PUSH,
        PROPOSE,
        MERGE,
        LOOK
    }

    /** How often each was begun, in the moment in which the hub is asked for it. */
    final Map<Deed, AtomicInteger> begun = new EnumMap<>(Deed.class);

    /** By branch: the commit of the last push that succeeded. */
    final Map<String, String> pushed = new ConcurrentHashMap<>();

    final Set<Integer> proposed = new ConcurrentSkipListSet<>();
    final Set<Integer> merged = new ConcurrentSkipListSet<>();
    final Set<String> released = new ConcurrentSkipListSet<>();
    final AtomicInteger pushes = new AtomicInteger();
    /** The newest commit of the forge's main. */
    volatile String forged = "";

    private final Path folder;
    private final ForgeForTests forge;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicInteger changes = new AtomicInteger();
    private final Map<Deed, Long> under = new ConcurrentHashMap<>();
    private volatile String address = "";
    private volatile long process;

    HubUsers(Path folder, ForgeForTests forge) {
        this.folder = folder;
        this.forge = forge;
        for (var deed : Deed.values()) {
            begun.put(deed, new AtomicInteger());
        }
    }

    private void begin(Deed deed) {
        begun.get(deed).incrementAndGet();
        under.put(deed, System.nanoTime());
    }

    private void end(Deed deed) {
        under.remove(deed);
    }

    /** For how long the deed that was begun first, of those that have not ended, has been going on. */
    Duration longest() {
        long now = System.nanoTime();
        return under.values().stream()
                .map(since -> Duration.ofNanos(now - since))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The hub has been started again, as {@code process}, and listens here. */
    void at(String now, long process) {
        this.address = now;
        this.process = process;
        under.clear();
    }

    String url(String repository) {
        return address.replace("http://", "http://git:" + KilledHub.TOKEN + "@") + "/samples/" + repository;
    }

    /** A repository with a first release, and one that mirrors the forge. */
    void settle() throws IOException, InterruptedException {
        for (var name : new String[] {"wiki", "mirror"}) {
            told(send(
                    "POST",
                    "/api/v1/repos",
                    "{\"owner\": \"samples\", \"name\": \"" + name + "\", \"description\": \"\"}"));
        }
        var work = Git.init(folder.resolve("proposer"));
        work.write("softservice.yaml", Hub.manifest("2.3")).commit("first");
        work.run("push", "-q", url("wiki"), "HEAD:refs/heads/main");
        new Git(folder).run("clone", "-q", url("wiki"), "pusher");
        forged = forge.push("softservice.yaml", Hub.manifest("2.3"));
        told(send("PUT", "/api/v1/repos/samples/mirror/mirror", forge.settings()));
    }

    private static void told(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    /** Pushes a branch further. */
    void push() {
        int number = changes.incrementAndGet();
        push(BRANCHES[number % BRANCHES.length], number);
    }

    private Optional<String> push(String branch, int number) {
        var work = new Git(folder.resolve("pusher"));
        work.run("checkout", "-q", "-B", "work", pushed.getOrDefault(branch, "origin/main"));
        var commit = work.write("page", number + "\n").commit("change " + number);
        begin(Deed.PUSH);
        // Forced: what a killed hub took without saying so stands in the way.
        var outcome = work.attempt("push", "-q", "--force", url("wiki"), "HEAD:refs/heads/" + branch);
        end(Deed.PUSH);
        if (!outcome.ok()) return Optional.empty();
        pushed.put(branch, commit);
        pushes.incrementAndGet();
        return Optional.of(commit);
    }

    /** Pushes to every branch; returns the first that takes no push. */
    Optional<String> stuck() {
        for (var branch : BRANCHES) {
            if (push(branch, changes.incrementAndGet()).isEmpty()) {
                return Optional.of(branch);
            }
        }
        return Optional.empty();
    }

    /** Proposes a change. */
    void propose() throws IOException, InterruptedException {
        var work = new Git(folder.resolve("proposer"));
        if (!work.attempt("fetch", "-q", url("wiki"), "main").ok()) {
            return;
        }
        work.run("checkout", "-q", "-B", "work", "FETCH_HEAD");
        int number = changes.incrementAndGet();
        var head = work.write("pages/" + number, number + "\n").commit("page " + number);
        begin(Deed.PROPOSE);
        var outcome = work.attempt("push", url("wiki"), "HEAD:refs/for/main", "-o", "topic=t" + number);
        end(Deed.PROPOSE);
        if (!outcome.ok()) return;
        for (var pull : json("/api/v1/repos/samples/wiki/pulls?limit=10")) {
            if (pull.path("head").asText().equals(head)) {
                proposed.add(pull.path("number").asInt());
            }
        }
    }

    /** Merges the pull requests that can be merged, and sees what has been released. */
    void merge() throws IOException, InterruptedException {
        for (var pull : json("/api/v1/repos/samples/wiki/pulls?state=open&limit=10")) {
            if (pull.path("mergeable").path("now").asBoolean()) {
                int open = pull.path("number").asInt();
                begin(Deed.MERGE);
                var answer = send("POST", "/api/v1/repos/samples/wiki/pulls/" + open + "/merge", "{\"when\": \"now\"}");
                end(Deed.MERGE);
                // What was proven on an older base is told as open: it merges by itself once that is verified.
                if (answer.statusCode() == 200) {
                    if (MAPPER.readTree(answer.body()).path("state").asText().equals("merged")) {
                        merged.add(open);
                    }
                } else if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
                    throw new AssertionError(answer.statusCode() + " " + answer.body());
                }
            }
        }
        for (var release : json("/api/v1/repos/samples/wiki/releases")) {
            released.add(release.path("tag").asText());
        }
        TimeUnit.MILLISECONDS.sleep(50);
    }

    /** Pushes to the forge, whose hook tells the hub to look. */
    void forge() throws IOException, InterruptedException {
        forged = forge.push("page", changes.incrementAndGet() + "\n");
        begin(Deed.LOOK);
        hook();
        end(Deed.LOOK);
        TimeUnit.MILLISECONDS.sleep(500);
    }

    void hook() throws IOException, InterruptedException {
        told(answer(forge.hook(request("/api/v1/hooks/samples/mirror")).build()));
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        var answer = send("GET", path, "");
        told(answer);
        return MAPPER.readTree(answer.body());
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        var request = request(path).header("Authorization", "Bearer " + KilledHub.TOKEN);
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        return answer(request.build());
    }

    private HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (HttpTimeoutException hangs) {
            throw new AssertionError(request + " hangs\n" + ThreadsOf.process(process), hangs);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        client.close();
    }
}
