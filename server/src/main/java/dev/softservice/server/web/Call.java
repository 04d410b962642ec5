package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Visible;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One authorised request. Its parts are bounded, and checked when they are read. */
public final class Call {
    private static final long LARGEST_NUMBER = 1L << 53;
    private static final int LONGEST_QUERY = 500;

    private final Route route;
    private final Request request;
    private final Visitor visitor;

    /** What came over the wire. {@code path} holds the decoded path parameters. */
    record Request(
            String uri,
            Map<String, String> path,
            MultiMap query,
            MultiMap headers,
            byte[] body,
            MultiMap form,
            String remote) {}

    Call(Route route, Request request, Visitor visitor) {
        this.route = route;
        this.request = request;
        this.visitor = visitor;
    }

    public Route route() {
        return route;
    }

    /** Who acts, with the role that counts where the route leads; it is at least what the route needs. */
    public Account account() {
        return visitor.account();
    }

    public Visitor visitor() {
        return visitor;
    }

    /** Whom the credential stands for: for what is about several repositories. */
    public Bearer bearer() {
        return visitor.bearer();
    }

    /** The repositories that they see. */
    public Visible visible() {
        return Visible.to(visitor.bearer());
    }

    /** Path and query as asked for. */
    public String uri() {
        return request.uri();
    }

    /** The client's address, without port; of IPv6 its first 64 bits. */
    public String remote() {
        return request.remote();
    }

    public String path(String name) {
        var value = request.path().get(name);
        if (value == null) throw new IllegalArgumentException("no {" + name + "} in " + route.path());
        return value;
    }

    /** A path parameter that is a number from 1; anything else can't exist. */
    public long pathNumber(String name) {
        return number(path(name), 1, LARGEST_NUMBER)
                .orElseThrow(() -> Refusal.notFound("nothing here: " + name + " must be a number"));
    }

    /** The run that {@code {id}} names. */
    public RunId run() {
        return new RunId(pathNumber("id"));
    }

    /** {@code {owner}/{name}}; what is not a repository name can't exist. */
    public RepositoryName repository() {
        try {
            return new RepositoryName(path("owner"), path("name"));
        } catch (Refusal e) {
            throw Refusal.notFound("no such page or repository");
        }
    }

    /** The query parameter, if it is there and not empty; given twice it is refused. */
    public Optional<String> query(String name) {
        return query(name, LONGEST_QUERY);
    }

    /** The same, of at most {@code longest} characters. */
    public Optional<String> query(String name, int longest) {
        var values = request.query().getAll(name);
        if (values.size() > 1) throw Refusal.invalid("query parameter " + name + " is given more than once");
        return values.stream()
                .filter(value -> !value.isBlank())
                .findFirst()
                .map(value -> Text.line("query parameter " + name, value, longest));
    }

    /** A number within bounds; absent: {@code otherwise}. */
    public long query(String name, long least, long most, long otherwise) {
        return query(name)
                .map(text -> number(text, least, most)
                        .orElseThrow(() -> Refusal.invalid(
                                "query parameter " + name + " must be a number from " + least + " to " + most)))
                .orElse(otherwise);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.headers().get(name));
    }

    public List<String> headers(String name) {
        return request.headers().getAll(name);
    }

    /** Every header with its values as they came. */
    public Map<String, List<String>> headers() {
        return request.headers().names().stream()
                .collect(
                        Collectors.toMap(name -> name, name -> request.headers().getAll(name), (first, _) -> first));
    }

    /** The body as a JSON object that may hold {@code fields} and nothing else; no body at all reads as an empty object. */
    public Json json(String... fields) {
        if (request.body().length == 0)
            return Json.object("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII), fields);
        var type = header("Content-Type").orElse("").toLowerCase(java.util.Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            throw Refusal.invalid("the body must be sent with Content-Type: application/json");
        }
        return Json.object(request.body(), fields);
    }

    /** A field of the posted form; empty where it is absent. */
    public String form(String name, int max) {
        var value = request.form().get(name);
        return value == null ? "" : Text.lines("field " + name, value, max);
    }

    /** The body, byte for byte. */
    public byte[] body() {
        return request.body();
    }

    private static Optional<Long> number(String text, long least, long most) {
        if (!text.matches("\\d{1,16}")) return Optional.empty();
        var value = Long.parseLong(text);
        return value >= least && value <= most ? Optional.of(value) : Optional.empty();
    }
}
