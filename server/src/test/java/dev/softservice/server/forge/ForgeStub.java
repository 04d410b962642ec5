package dev.softservice.server.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A forge on the loopback address with one repository, {@code octo/wiki}: real git over smart HTTP (git's own http-backend), GitHub's REST
 * shapes for pull requests and statuses, and deliveries made of real GitHub payloads with this repository's own values put in.
 */
final class ForgeStub implements AutoCloseable {
    static final String TOKEN = "ghp_forTheStubAlone";
    private static final Path PAYLOADS = Path.of("../webhooks/src/test/resources/payloads/github");
    private static final JsonMapper MAPPER = new JsonMapper();

    /** A status that was posted, in the order of posting. */
    record Status(String sha, String state, String context, String target, String description) {}

    /** {@code landed}: the commit that it was merged as; empty: it is open, or closed without that. */
    record Pull(int number, String branch, String base, String title, String author, String landed) {}

    private final Path bare;
    final StockGit work;
    private final HttpServer server;
    final Map<Integer, Pull> open = new ConcurrentSkipListMap<>();
    final Map<Integer, Pull> decided = new ConcurrentSkipListMap<>();
    /** What happens at the forge between making the next list of pull requests and sending it. */
    volatile Runnable afterList = () -> {};

    private final AtomicInteger deliveries = new AtomicInteger();
    final AtomicInteger unchanged = new AtomicInteger();
    final List<Status> statuses = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    volatile boolean down;
    /** Sent with every answer of the API; a status in it is answered instead. */
    volatile Map<String, String> apiHeaders = Map.of();

    volatile int apiStatus;
    /** What pushes are answered; 0: they are taken. */
    volatile int pushStatus;
    /** How many of the next pushes are taken and not answered. */
    final AtomicInteger unansweredPushes = new AtomicInteger();

    ForgeStub(Path folder) throws IOException {
        bare = folder.resolve("forge/octo/wiki.git");
        Files.createDirectories(bare);
        Files.createDirectories(folder.resolve("work"));
        new StockGit(bare).run("init", "-q", "--bare", "-b", "main");
        new StockGit(bare).run("config", "http.receivepack", "true");
        work = new StockGit(folder.resolve("work"));
        work.run("init", "-q", "-b", "main");
        work.run("remote", "add", "forge", bare.toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    URI cloneUrl() {
        return URI.create(origin() + "/octo/wiki.git");
    }

    /** Somebody pushes to a branch at the forge. */
    String push(String branch, String file, String content) {
        String sha = work.commit(branch, file, content);
        work.run("push", "-q", "-f", "forge", branch);
        return sha;
    }

    /** The head of a pull request that is pushed to a fork: at the forge it is under its pull ref alone. */
    String pushToFork(int number, String branch, String file, String content) {
        String sha = work.commit(branch, file, content);
        work.run("push", "-q", "-f", "forge", branch + ":refs/pull/" + number + "/head");
        return sha;
    }

    void openPull(int number, String branch, String title, String author) {
        open.put(number, new Pull(number, branch, "main", title, author, ""));
    }

    void closePull(int number) {
        decided.put(number, open.remove(number));
    }

    /** The forge tells nothing of it any more. */
    void forget(int number) {
        decided.remove(number);
    }

    /** It is for another branch now. */
    void retarget(int number, String base) {
        open.computeIfPresent(
                number, (_, pull) -> new Pull(number, pull.branch(), base, pull.title(), pull.author(), ""));
    }

    /** The forge merges a pull request by a merge commit. */
    String mergePull(int number) {
        Pull pull = open.get(number);
        work.run("checkout", "-q", "main");
        work.run("merge", "-q", "--no-ff", "-m", "Merge pull request #" + number, pull.branch());
        return landed(pull);
    }

    /** The forge merges a pull request as one commit of its own, which does not contain the head. */
    String squashPull(int number) {
        Pull pull = open.get(number);
        work.run("checkout", "-q", "main");
        work.run("merge", "-q", "--squash", pull.branch());
        work.run("commit", "-q", "-m", pull.title() + " (#" + number + ")");
        return landed(pull);
    }

    /** The forge merges a pull request by making its commits anew on top of the base. */
    String rebasePull(int number) {
        Pull pull = open.get(number);
        work.run("checkout", "-q", "main");
        work.run("-c", "user.name=Forge", "cherry-pick", "--ff", "main.." + pull.branch());
        work.run("commit", "-q", "--amend", "--reset-author", "--date=2001-01-01T00:00:00Z", "--no-edit");
        return landed(pull);
    }

    private String landed(Pull pull) {
        work.run("push", "-q", "forge", "main");
        String commit = work.run("rev-parse", "main");
        open.remove(pull.number());
        decided.put(
                pull.number(),
                new Pull(pull.number(), pull.branch(), pull.base(), pull.title(), pull.author(), commit));
        return commit;
    }

    /** GitHub's merge queue makes the commit that is to land, on a branch of its own; returns that branch. */
    String queue(int number) {
        Pull pull = open.get(number);
        String base = work.run("rev-parse", "main");
        work.run("checkout", "-q", "--detach", "main");
        work.run("merge", "-q", "--no-ff", "-m", "Merge pull request #" + number, pull.branch());
        String group = "gh-readonly-queue/main/pr-" + number + "-" + base;
        work.run("push", "-q", "forge", "HEAD:refs/heads/" + group);
        return group;
    }

    /** What the queue has tested lands as it is, and the group's branch goes. */
    String landGroup(int number, String group) {
        Pull pull = open.get(number);
        work.run("fetch", "-q", "forge", group);
        work.run("checkout", "-q", "main");
        work.run("merge", "-q", "--ff-only", "FETCH_HEAD");
        deleteBranch(group);
        return landed(pull);
    }

    Hook groupHook(String secret, String group) {
        try {
            ObjectNode json = payload("merge_group-checks_requested");
            ((ObjectNode) json.get("merge_group"))
                    .put("head_ref", "refs/heads/" + group)
                    .put("head_sha", bare().run("rev-parse", group));
            return signed(secret, "merge_group", json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void deleteBranch(String branch) {
        work.run("push", "-q", "forge", ":" + branch);
    }

    StockGit bare() {
        return new StockGit(bare);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization == null ? "" : authorization);
            if (down) {
                send(exchange, 503, "{\"message\":\"maintenance\"}");
            } else if (isPush(exchange) && pushStatus > 0) {
                send(exchange, pushStatus, "no");
            } else if (path.endsWith("/git-receive-pack")
                    && unansweredPushes.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                HttpBackend.serve(bare.getParent().getParent(), exchange, false);
            } else if (path.startsWith("/octo/wiki.git/") || path.startsWith(BitbucketShapes.SERVERS_GIT)) {
                HttpBackend.serve(bare.getParent().getParent(), exchange);
            } else if (path.startsWith("/api/") && apiStatus > 0) {
                apiHeaders.forEach(exchange.getResponseHeaders()::add);
                send(exchange, apiStatus, "{\"message\":\"API rate limit exceeded\"}");
            } else if (path.equals("/api/v3/repos/octo/wiki/pulls")) {
                list(exchange);
            } else if (path.matches("/api/v3/repos/octo/wiki/pulls/\\d+")) {
                pull(exchange, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
            } else if (path.startsWith("/api/v3/repos/octo/wiki/statuses/")
                    && exchange.getRequestMethod().equals("POST")) {
                status(exchange, path.substring(path.lastIndexOf('/') + 1));
            } else if (!new BitbucketShapes(this).answered(exchange)) {
                send(exchange, 404, "{\"message\":\"Not Found\"}");
            }
        }
    }

    private static boolean isPush(HttpExchange exchange) {
        return exchange.getRequestURI().toString().contains("git-receive-pack");
    }

    /** How many pushes have been sent. */
    long pushes() {
        return requests.stream()
                .filter(request -> request.endsWith("/git-receive-pack"))
                .count();
    }

    /** The forge refuses these refs of a push, and takes the others; empty: it takes all. */
    void protect(String pattern) throws IOException {
        Path hook = bare.resolve("hooks/update");
        Files.deleteIfExists(hook);
        if (!pattern.isEmpty()) {
            Files.writeString(hook, "#!/bin/sh\ncase $1 in " + pattern + ") echo protected; exit 1;; esac\nexit 0\n");
            Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void status(HttpExchange exchange, String sha) throws IOException {
        JsonNode body = MAPPER.readTree(exchange.getRequestBody());
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"message\":\"Bad credentials\"}");
            return;
        }
        // As GitHub does: the commit has to be there, the state has to be one of four, the description is at most 140
        // characters long.
        work.run("cat-file", "-e", sha + "^{commit}");
        if (!List.of("pending", "success", "failure", "error")
                        .contains(body.path("state").asText())
                || body.path("description").asText().length() > 140) {
            send(exchange, 422, "{\"message\":\"Validation Failed\"}");
            return;
        }
        posted(new Status(
                sha,
                body.path("state").asText(),
                body.path("context").asText(),
                body.path("target_url").asText(),
                body.path("description").asText()));
        send(exchange, 201, body.toString());
    }

    void posted(Status status) {
        synchronized (statuses) {
            statuses.add(status);
            statuses.notifyAll();
        }
    }

    /** Returns once such a status has been posted; after half a minute without it fails. */
    void awaitStatus(String sha, String state) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        synchronized (statuses) {
            while (statuses.stream()
                    .noneMatch(
                            status -> status.sha().equals(sha) && status.state().equals(state))) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("no status " + state + " of " + sha + " among " + statuses);
                }
                statuses.wait(left);
            }
        }
    }

    /** As GitHub does: what has not changed is told without being sent. */
    private void list(HttpExchange exchange) throws IOException {
        String pulls = pulls();
        // Before the answer is sent, so that it is out of date for its reader.
        Runnable then = afterList;
        afterList = () -> {};
        then.run();
        String tag = "W/\"" + Integer.toHexString(pulls.hashCode()) + "\"";
        exchange.getResponseHeaders().add("ETag", tag);
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            unchanged.incrementAndGet();
            exchange.sendResponseHeaders(304, -1);
        } else {
            send(exchange, 200, pulls);
        }
    }

    private void pull(HttpExchange exchange, int number) throws IOException {
        Pull pull = open.getOrDefault(number, decided.get(number));
        if (pull == null) {
            send(exchange, 404, "{\"message\":\"Not Found\"}");
            return;
        }
        ObjectNode json = described(pull);
        if (!open.containsKey(number)) {
            json.put("state", "closed").put("merged", !pull.landed().isEmpty());
        }
        if (!pull.landed().isEmpty()) {
            json.put("merged_at", "2026-11-28T12:00:00Z").put("merge_commit_sha", pull.landed());
        }
        send(exchange, 200, json.toString());
    }

    private String pulls() throws IOException {
        ArrayNode list = MAPPER.createArrayNode();
        for (Pull pull : open.values()) {
            list.add(described(pull));
        }
        return list.toString();
    }

    /** GitHub's own example of a pull request, with this one's values. */
    private ObjectNode described(Pull pull) throws IOException {
        ObjectNode json = (ObjectNode) payload("pull_request-opened").get("pull_request");
        json.put("number", pull.number()).put("title", pull.title()).put("body", "Why " + pull.title() + ".");
        ((ObjectNode) json.get("user")).put("login", pull.author());
        ((ObjectNode) json.get("head"))
                .put("ref", pull.branch())
                .put("sha", bare().run("rev-parse", "refs/pull/" + pull.number() + "/head"));
        ((ObjectNode) json.get("base")).put("ref", pull.base());
        return json;
    }

    private static ObjectNode payload(String name) throws IOException {
        return (ObjectNode) MAPPER.readTree(PAYLOADS.resolve(name + ".json").toFile());
    }

    /** A delivery: its headers and body as GitHub would send them. */
    record Hook(Map<String, String> headers, byte[] body) {
        HttpRequest.Builder to(HttpRequest.Builder request) {
            headers.forEach(request::header);
            return request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
        }
    }

    Hook pushHook(String secret, String branch) {
        try {
            ObjectNode json = payload("push-branch-created");
            json.put("ref", "refs/heads/" + branch)
                    .put("after", bare().run("rev-parse", branch))
                    .put("created", false);
            return signed(secret, "push", json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code payload}: the name of one of GitHub's examples. */
    Hook pullHook(String secret, String payload, int number) {
        try {
            ObjectNode json = payload(payload);
            json.put("number", number);
            ((ObjectNode) json.get("pull_request")).put("number", number);
            return signed(secret, "pull_request", json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Hook ping(String secret) {
        try {
            return signed(secret, "ping", payload("ping"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Hook signed(String secret, String event, ObjectNode json) throws IOException {
        if (json.has("repository")) {
            ((ObjectNode) json.get("repository"))
                    .put("full_name", "octo/wiki")
                    .put("name", "wiki")
                    .put("clone_url", "https://evil.example.org/octo/wiki.git");
        }
        return signed(secret, event, "delivery-" + deliveries.incrementAndGet(), MAPPER.writeValueAsBytes(json));
    }

    static Hook signed(String secret, String event, String id, byte[] body) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-GitHub-Event", event);
        headers.put("X-GitHub-Delivery", id);
        headers.put("X-Hub-Signature-256", "sha256=" + Signature.hmacSha256(new Secret(secret), body));
        return new Hook(headers, body);
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
