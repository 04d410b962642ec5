package dev.softservice.server.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.softservice.webhooks.ForgeKind;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Both Bitbuckets' REST answers and deliveries for the stub's repository, made of Atlassian's own examples with this repository's values put in.
 * Data Center's is {@code OCTO/wiki}.
 */
record BitbucketShapes(ForgeStub forge) {
    static final String SERVERS_GIT = "/scm/OCTO/wiki.git/";
    private static final String CLOUD = "/2.0/repositories/octo/wiki";
    private static final String SERVER = "/rest/api/1.0/projects/OCTO/repos/wiki";
    private static final Path PAYLOADS = Path.of("../webhooks/src/test/resources/payloads");
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern STATUSES = Pattern.compile(
            "(?:" + CLOUD + "/commit/([0-9a-f]{40})/statuses/build|" + SERVER + "/commits/([0-9a-f]{40})/builds)");
    private static final Pattern PULLS =
            Pattern.compile("(?:" + CLOUD + "/pullrequests|" + SERVER + "/pull-requests)(?:/(\\d+))?");

    /** The repository's address, where git finds it as well. */
    static String cloneUrl(ForgeStub forge, Path folder, ForgeKind kind) throws IOException {
        if (kind == ForgeKind.BITBUCKET) return forge.cloneUrl().toString();
        var link = folder.resolve("forge/forge/scm/OCTO/wiki.git");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, link.getParent().relativize(folder.resolve("forge/forge/octo/wiki.git")));
        return forge.origin() + "/scm/OCTO/wiki.git";
    }

    /** False: this is none of the addresses that they have. */
    boolean answered(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        boolean cloud = path.startsWith(CLOUD);
        var statuses = STATUSES.matcher(path);
        var pulls = PULLS.matcher(path);
        if (statuses.matches() && exchange.getRequestMethod().equals("POST")) {
            status(exchange, cloud, cloud ? statuses.group(1) : statuses.group(2));
        } else if (!pulls.matches()) {
            return false;
        } else if (pulls.group(1) == null) {
            ForgeStub.send(exchange, 200, list(cloud));
        } else {
            int number = Integer.parseInt(pulls.group(1));
            var pull = forge.open.getOrDefault(number, forge.decided.get(number));
            if (pull == null) ForgeStub.send(exchange, 404, "{}");
            else ForgeStub.send(exchange, 200, described(pull, cloud).toString());
        }
        return true;
    }

    private void status(HttpExchange exchange, boolean cloud, String sha) throws IOException {
        if (!("Bearer " + ForgeStub.TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            ForgeStub.send(exchange, 401, "{}");
            return;
        }
        var body = MAPPER.readTree(exchange.getRequestBody());
        // Both want key, state and url; Cloud's keys have at most 40 characters.
        if (!List.of("SUCCESSFUL", "FAILED", "INPROGRESS")
                        .contains(body.path("state").asText())
                || !body.path("url").asText().startsWith("http")
                || body.path("key").asText().isEmpty()
                || body.path("key").asText().length() > 40) {
            ForgeStub.send(exchange, 400, "{}");
            return;
        }
        forge.posted(new ForgeStub.Status(
                sha,
                body.path("state").asText(),
                body.path("key").asText(),
                body.path("url").asText(),
                body.path("description").asText()));
        if (cloud) ForgeStub.send(exchange, 201, body.toString());
        else exchange.sendResponseHeaders(204, -1);
    }

    private String list(boolean cloud) throws IOException {
        var list = MAPPER.createObjectNode();
        var values = list.putArray("values");
        for (var pull : forge.open.values()) values.add(described(pull, cloud));
        if (cloud) list.put("pagelen", 50).put("page", 1).put("size", values.size());
        else list.put("isLastPage", true).put("start", 0).put("size", values.size());
        return list.toString();
    }

    private static ObjectNode payload(String name) throws IOException {
        return (ObjectNode) MAPPER.readTree(PAYLOADS.resolve(name + ".json").toFile());
    }

    private static void put(JsonNode at, String field, String text) {
        ((ObjectNode) at).put(field, text);
    }

    /** Its author is Grace, as in the examples. One of a branch that the repository does not have is of a fork. */
    private ObjectNode described(ForgeStub.Pull pull, boolean cloud) throws IOException {
        boolean open = forge.open.containsKey(pull.number());
        var name = cloud
                ? "bitbucket/pullrequest_" + (open ? "created" : "fulfilled")
                : "bitbucket-server/pr_" + (open ? "opened" : "merged");
        var json = (ObjectNode) payload(name).get(cloud ? "pullrequest" : "pullRequest");
        json.put("id", pull.number()).put("title", pull.title());
        boolean fork = forge.bare().run("branch", "--list", pull.branch()).isEmpty();
        var from = json.at(cloud ? "/source" : "/fromRef");
        var to = json.at(cloud ? "/destination" : "/toRef");
        if (cloud) {
            put(from.get("branch"), "name", pull.branch());
            put(to.get("branch"), "name", pull.base());
            put(from.get("repository"), "full_name", fork ? "grace/wiki" : "octo/wiki");
        } else {
            put(from, "displayId", pull.branch());
            put(to, "displayId", pull.base());
            put(from.at("/repository/project"), "key", fork ? "~GRACE" : "OCTO");
            if (!open) put(json.at("/properties/mergeCommit"), "id", pull.landed());
        }
        return json;
    }

    /** Somebody pushed to main. */
    ForgeStub.Hook push(ForgeKind kind, String secret) throws IOException {
        boolean cloud = kind == ForgeKind.BITBUCKET;
        return signed(
                secret,
                cloud ? "repo:push" : "repo:refs_changed",
                payload(cloud ? "bitbucket/push-main" : "bitbucket-server/push-main"));
    }

    /** A pull request was merged. */
    ForgeStub.Hook merged(ForgeKind kind, String secret) throws IOException {
        boolean cloud = kind == ForgeKind.BITBUCKET;
        return signed(
                secret,
                cloud ? "pullrequest:fulfilled" : "pr:merged",
                payload(cloud ? "bitbucket/pullrequest_fulfilled" : "bitbucket-server/pr_merged"));
    }

    private static ForgeStub.Hook signed(String secret, String event, ObjectNode json) throws IOException {
        byte[] body = MAPPER.writeValueAsBytes(json);
        return new ForgeStub.Hook(
                Map.of(
                        "Content-Type", "application/json",
                        "X-Event-Key", event,
                        "X-Request-UUID", "cloud-" + event,
                        "X-Request-Id", "server-" + event,
                        "X-Hub-Signature", "sha256=" + Signature.hmacSha256(new Secret(secret), body)),
                body);
    }
}
