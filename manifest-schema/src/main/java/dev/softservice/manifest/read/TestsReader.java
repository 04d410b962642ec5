package dev.softservice.manifest.read;

import dev.softservice.manifest.compose.ImageReader;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Pairs;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.AcceptanceTest;
import dev.softservice.manifest.model.AcceptanceTest.Exec;
import dev.softservice.manifest.model.AcceptanceTest.ExecExpectation;
import dev.softservice.manifest.model.AcceptanceTest.Run;
import dev.softservice.manifest.model.AcceptanceTest.Tcp;
import dev.softservice.manifest.model.IdleCommand;
import dev.softservice.manifest.model.OwnWords;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader.Hosts;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code tests}: what a distro has to show before it is released. */
final class TestsReader {
    static final List<String> KINDS = List.of("http", "tcp", "exec", "run");
    private static final int MOST = 500;
    private static final int LONGEST_PATTERN = 1000;
    private static final Duration LONGEST = Duration.ofHours(2);

    private final Context context;
    private final Hosts hosts;
    private final boolean internet;
    private final Set<String> live = new TreeSet<>();

    TestsReader(Context context, Hosts hosts, boolean internet) {
        this.context = context;
        this.hosts = hosts;
        this.internet = internet;
    }

    List<AcceptanceTest> read(Fields manifest) {
        var items = manifest.items("tests");
        if (items.isEmpty()
                && (!manifest.has("tests") || manifest.node("tests").orElseThrow() instanceof Node.ListNode)) {
            context.error(
                    manifest.markOf("tests"),
                    Rule.NO_TESTS,
                    "the distro has no acceptance test, and \"no tests ran\" is red",
                    "add one under `tests`, such as" + " http: {get: \"http://SERVICE/\"}");
        }
        if (items.size() > MOST) {
            context.error(
                    manifest.markOf("tests"),
                    Rule.OUT_OF_RANGE,
                    "`tests` has " + items.size() + " entries",
                    "at most " + MOST + " are accepted: put them into a `run` with a report");
            return List.of();
        }
        var tests = new ArrayList<AcceptanceTest>();
        Map<String, Mark> names = new HashMap<>();
        for (var item : items) {
            Fields.of(item, "a test", context).ifPresent(fields -> {
                test(fields).ifPresent(tests::add);
                fields.text("name")
                        .ifPresent(name ->
                                unique(name, fields.node("name").orElseThrow().mark(), names));
            });
        }
        return List.copyOf(tests);
    }

    /** The names of those that say so, of the tests that were read. */
    Set<String> live() {
        return Set.copyOf(live);
    }

    private void unique(String name, Mark mark, Map<String, Mark> names) {
        if (name.isBlank() || name.length() > 200 || name.chars().anyMatch(Character::isISOControl)) {
            context.values.bad(mark, "name", name, "one line of up to 200 characters that says what is shown");
        }
        var before = names.putIfAbsent(name, mark);
        if (before != null) {
            context.error(
                    mark,
                    Rule.NAME_TAKEN,
                    "the test " + Quote.quote(name) + " stands in line " + before.line() + " already",
                    "give each a name of its own");
        }
    }

    private Optional<AcceptanceTest> test(Fields fields) {
        fields.require("name");
        var name = fields.text("name").orElse("");
        fields.skip(KINDS.toArray(String[]::new));
        var kinds = KINDS.stream().filter(fields::has).toList();
        if (fields.bool("live").orElse(false)) {
            if (kinds.contains("run"))
                context.values.bad(
                        fields.node("live").orElseThrow().mark(),
                        "live",
                        "true",
                        "for http, tcp and exec: a `run` brings a program of its own, which installations do not have");
            live.add(name);
        }
        fields.done();
        if (kinds.size() != 1) {
            context.error(
                    kinds.isEmpty() ? fields.mark() : fields.markOf(kinds.get(1)),
                    Rule.ONE_OF,
                    "a test needs exactly one of " + Quote.oneOf(KINDS),
                    (kinds.isEmpty() ? "" : "make a test of its own of each"));
        }
        Optional<AcceptanceTest> first = Optional.empty();
        for (var kind : kinds) {
            Optional<AcceptanceTest> test =
                    fields.mapping(kind).flatMap(body -> body(kind, name, body)).map(AcceptanceTest.class::cast);
            if (first.isEmpty()) first = test;
        }
        return first;
    }

    private Optional<? extends AcceptanceTest> body(String kind, String name, Fields fields) {
        var test = switch (kind) {
            case "http" -> new HttpTestReader(context, hosts, internet, this).read(name, fields);
            case "tcp" -> tcp(name, fields);
            case "exec" -> exec(name, fields);
            default -> run(name, fields);
        };
        fields.done();
        return test;
    }

    private Optional<Tcp> tcp(String name, Fields fields) {
        fields.require("host", "port");
        var host = fields.node("host").flatMap(node -> context.values.templateText(node, "host"));
        var port = fields.node("port")
                .map(node -> context.values.port(node, "port"))
                .orElse(java.util.OptionalInt.empty());
        host.filter(template -> template.references().isEmpty()
                        && !(internet && template.source().contains(".")))
                .ifPresent(template -> hosts.check(
                        template.source(), fields.node("host").orElseThrow().mark(), context));
        var within = within(fields);
        return host.isPresent() && port.isPresent()
                ? Optional.of(new Tcp(name, host.get(), port.getAsInt(), within))
                : Optional.empty();
    }

    private Optional<Exec> exec(String name, Fields fields) {
        fields.require("service", "command");
        var service = fields.text("service")
                .filter(text ->
                        hosts.check(text, fields.node("service").orElseThrow().mark(), context));
        var command = fields.command("command");
        var expect = fields.mapping("expect")
                .map(expectation -> {
                    var result = new ExecExpectation(
                            expectation.integer("exit", 0, 255).orElse(0),
                            texts(expectation, "contains"),
                            patterns(expectation, "matches"));
                    expectation.done();
                    return result;
                })
                .orElse(new ExecExpectation(0, List.of(), List.of()));
        if (expect.contains().isEmpty() && expect.matches().isEmpty())
            command.ifPresent(
                    words -> refuse(fields, "test", IdleCommand.byExitCode(sources(words), expect.exit()), context));
        command.ifPresent(words -> refuse(
                fields,
                "test",
                OwnWords.looksFor(sources(words), sources(expect.contains()), known(expect.matches())),
                context));
        var within = within(fields);
        return service.isPresent() && command.isPresent()
                ? Optional.of(new Exec(name, service.get(), command.get(), expect, within))
                : Optional.empty();
    }

    private Optional<Run> run(String name, Fields fields) {
        var image = new ImageReader(context).read(fields, "a run");
        var command = fields.command("command");
        var environment = fields.node("environment")
                .map(node -> new Pairs(context).templates(node, "environment"))
                .orElse(Map.of());
        var results = fields.text("results").filter(path -> {
            if (path.matches("/[^\\x00-\\x1f\\x7f]{1,500}")
                    && !List.of(path.split("/")).contains("..")) return true;
            context.values.bad(
                    fields.node("results").orElseThrow().mark(),
                    "results",
                    path,
                    "an absolute folder or glob in the container, such as /results");
            return false;
        });
        command.map(TestsReader::sources)
                .ifPresent(words -> refuse(
                        fields,
                        "test",
                        results.isEmpty() ? IdleCommand.byExitCode(words) : IdleCommand.of(words),
                        context));
        var timeout = fields.duration("timeout", Duration.ofSeconds(1), LONGEST).orElse(Duration.ofMinutes(10));
        return image.map(source -> new Run(name, source, command, environment, results, timeout));
    }

    /** Those that say what they look for before any parameter is known; one that is no expression has been told of. */
    private static List<Pattern> known(List<Template> patterns) {
        return patterns.stream()
                .map(Template::source)
                .map(TestsReader::compiled)
                .toList();
    }

    private static Pattern compiled(String source) {
        try {
            return Pattern.compile(source.contains("${") ? Pattern.quote(source) : source);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(source));
        }
    }

    static List<String> sources(List<Template> command) {
        return command.stream().map(Template::source).toList();
    }

    /** A command that can't fail shows nothing. {@code what} it is, for the message */
    static void refuse(Fields fields, String what, Optional<String> idle, Context context) {
        idle.ifPresent(why -> context.error(
                fields.node("command").orElseThrow().mark(),
                Rule.IDLE_TEST,
                "this " + what + " can't fail: " + why,
                "give it a command that ends with another code when something is wrong"));
    }

    Duration within(Fields fields) {
        return fields.duration("within", Duration.ZERO, LONGEST).orElse(Duration.ZERO);
    }

    /** Texts to be found; the empty one is found anywhere. */
    List<Template> texts(Fields fields, String key) {
        var texts = templates(fields, key);
        if (texts.stream().anyMatch(text -> text.source().isEmpty()))
            context.error(
                    fields.node(key).orElseThrow().mark(),
                    Rule.IDLE_TEST,
                    "this can't fail: the empty text is found in any text",
                    "say what has to be there");
        return texts;
    }

    List<Template> templates(Fields fields, String key) {
        return fields.node(key)
                .map(node -> context.values.oneOrMore(node, key).stream()
                        .map(context.interpolation::template)
                        .toList())
                .orElse(List.of());
    }

    /** Java's regular expressions; those with references are checked once their values are known. */
    List<Template> patterns(Fields fields, String key) {
        fields.node(key).ifPresent(node -> {
            for (var item : context.values.oneOrMore(node, key)) {
                if (item.text().length() > LONGEST_PATTERN) {
                    context.error(
                            item.mark(),
                            Rule.OUT_OF_RANGE,
                            Quote.quote(key) + " is longer than " + LONGEST_PATTERN + " characters",
                            "write a shorter expression, or check it in a `run`");
                    continue;
                }
                try {
                    var pattern = Pattern.compile(item.text().replaceAll("\\$\\{[^}]*}", "x"));
                    if (pattern.matcher("").find())
                        context.error(
                                item.mark(),
                                Rule.IDLE_TEST,
                                "this can't fail: the expression " + Quote.quote(item.text()) + " is found in any text",
                                "say what has to be there");
                } catch (PatternSyntaxException e) {
                    context.values.bad(
                            item.mark(),
                            key,
                            item.text(),
                            "a regular expression: "
                                    + String.valueOf(e.getDescription()).toLowerCase(java.util.Locale.ROOT));
                }
            }
        });
        return templates(fields, key);
    }
}
