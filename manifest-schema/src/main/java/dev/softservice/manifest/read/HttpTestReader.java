package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.AcceptanceTest.Http;
import dev.softservice.manifest.model.AcceptanceTest.HttpExpectation;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader.Hosts;
import dev.softservice.manifest.yaml.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** {@code http: {get: …, expect: …}}. */
final class HttpTestReader {
    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "head");
    private static final Pattern URL = Pattern.compile("https?://([^/:?#\\s]+)(?::([^/?#\\s]+))?(?:[/?#]\\S*)?");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    private final Context context;
    private final Hosts hosts;
    private final boolean internet;
    private final TestsReader tests;

    HttpTestReader(Context context, Hosts hosts, boolean internet, TestsReader tests) {
        this.context = context;
        this.hosts = hosts;
        this.internet = internet;
        this.tests = tests;
    }

    Optional<Http> read(String name, Fields fields) {
        fields.skip(METHODS.toArray(String[]::new));
        var methods = METHODS.stream().filter(fields::has).toList();
        var headers = headers(fields, "headers");
        var body = fields.template("body");
        boolean follow = fields.bool("follow").orElse(false);
        var expect = fields.mapping("expect")
                .map(this::expectation)
                .orElse(new HttpExpectation(OptionalInt.empty(), List.of(), List.of(), Map.of(), Map.of()));
        var within = tests.within(fields);
        if (methods.size() != 1) {
            context.error(
                    methods.isEmpty() ? fields.mark() : fields.markOf(methods.get(1)),
                    Rule.ONE_OF,
                    "an http test needs exactly one of " + Quote.oneOf(METHODS) + " with an address");
            return Optional.empty();
        }
        var method = methods.getFirst();
        var url = fields.template(method);
        url.ifPresent(template -> url(template, fields.node(method).orElseThrow(), method));
        return url.map(template ->
                new Http(name, method.toUpperCase(Locale.ROOT), template, headers, body, follow, expect, within));
    }

    private void url(Template template, Node node, String method) {
        var matcher = URL.matcher(template.source());
        if (!matcher.matches()) {
            if (!template.source().startsWith("${")) {
                context.values.bad(
                        node.mark(),
                        method,
                        template.source(),
                        "an address such as http://web/ or http://web:8080/path");
            }
            return;
        }
        var host = matcher.group(1);
        if (host.contains("$") || internet && host.contains(".")) return;
        if (!hosts.check(host, node.mark(), context)) return;
        var port = Optional.ofNullable(matcher.group(2)).filter(text -> !text.contains("$"));
        if (port.isPresent()
                && !(port.get().matches("\\d{1,5}")
                        && Integer.parseInt(port.get()) >= 1
                        && Integer.parseInt(port.get()) <= 65_535)) {
            context.values.bad(node.mark(), method, template.source(), "a port from 1 to 65535");
        }
    }

    private HttpExpectation expectation(Fields fields) {
        var status = fields.integer("status", 100, 599);
        var contains = tests.texts(fields, "contains");
        var matches = tests.patterns(fields, "matches");
        var json = new JsonExpectations(context).read(fields);
        var headers = headers(fields, "header");
        fields.done();
        return new HttpExpectation(status, contains, matches, json, headers);
    }

    private Map<String, Template> headers(Fields fields, String key) {
        Map<String, Template> headers = new LinkedHashMap<>();
        fields.entries(key).forEach((name, entry) -> {
            if (!HEADER.matcher(name).matches())
                context.values.bad(entry.keyMark(), key, name, "a header's name such as Content-Type");
            context.values.template(entry.value(), name).ifPresent(value -> {
                if (value.source().chars().anyMatch(c -> c == '\r' || c == '\n'))
                    context.values.bad(entry.value().mark(), name, value.source(), "it on one line");
                headers.put(name, value);
            });
        });
        return Collections.unmodifiableMap(headers);
    }
}
