package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.NodeParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a first manifest for a folder: for its Compose file where there is one, for its Dockerfile, or an example. */
public final class Scaffold {
    private static final List<String> COMPOSE_FILES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final List<String> ENVIRONMENT_FILES = List.of(".env", ".env.example", ".env.sample", "env.example");
    private static final Pattern SECRET = Pattern.compile(
            "(.*_)?(PASS|PASSWD|PASSWORD|PASSPHRASE|PW|PWD|SECRET|TOKEN|SALT|SEED|KEY|CREDENTIALS?|PRIVATE|ENCRYPTION)(_.*)?|.*((DB|SQL|USER|ROOT|ADMIN|MAIL)PASS|PASSWD|PASSWORD|SECRET|TOKEN|APIKEY)");
    /** Names that speak of a secret and are none. */
    private static final Pattern NO_SECRET = Pattern.compile(
            "(.*_)?PUBLIC_KEY.*|.*_(FILE|PATH|URL|URI|HOST|PORT|USER|USERNAME|ID|NAME|TTL|LENGTH|EXPIRY|EXPIRATION|LIFETIME|DURATION|TIMEOUT|COUNT|SIZE|ENABLED|PREFIX|ALGORITHM)");

    private static final Pattern WITHOUT_EFFECT = Pattern.compile("is left out: `([^`]+)` has no effect here");
    private static final int LONGEST_LINE = 300;
    private static final Pattern EXPOSE = Pattern.compile("(?im)^\\s*EXPOSE\\s+(\\d{1,5})");
    private static final Set<Integer> USUAL_HTTP_PORTS =
            Set.of(80, 3000, 4000, 5000, 8000, 8008, 8080, 8081, 8082, 8083, 8090, 8096, 8888, 9000, 9090);
    private static final int MOST_REPAIRS = 50;
    private static final int MOST_UNREAD = 5;

    private final RepositoryFiles files;
    private final String name;
    private final Set<Integer> httpPorts = new TreeSet<>(USUAL_HTTP_PORTS);
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private Scaffold(RepositoryFiles files, String name) {
        this.files = files;
        this.name = name;
    }

    /**
     * The text of a {@code softservice.yaml} that reads without errors. What a distro may not say is mended where that needs nobody's decision, else left
     * out; either is told, and stands in its comments. A {@code softservice.yaml} already there is not looked at.
     */
    public static Written manifest(RepositoryFiles files, String folderName) {
        return manifest(files, folderName, COMPOSE_FILES);
    }

    /** The same around the first of {@code composeFiles} that is there, whatever they are called. */
    public static Written manifest(RepositoryFiles files, String folderName, List<String> composeFiles) {
        var name = folderName
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+|-+$", "");
        if (name.length() > 39) name = name.substring(0, 39).replaceAll("-+$", "");
        return new Scaffold(files, name.length() < 2 ? "my-distro" : name).write(composeFiles);
    }

    /**
     * A manifest, and what became of the parts of a Compose file that a distro may not say.
     *
     * @param changes one line each, {@code compose.yaml:12: …}, in the order of the file
     * @param unread  why nothing could be made of the Compose file, as {@code file:line:column: …}; the manifest is not around it then
     */
    public record Written(String manifest, List<String> changes, List<String> unread) {
        public Written {
            changes = List.copyOf(changes);
            unread = List.copyOf(unread);
        }
    }

    private Written write(List<String> composeFiles) {
        for (var file : composeFiles) {
            if (isFile(file))
                return fromCompose(file)
                        .orElseGet(() -> new Written(withoutCompose().manifest(), List.of(), unread(file)));
        }
        return withoutCompose();
    }

    private List<String> unread(String file) {
        var errors = ComposeFile.read(files, file).problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(Problem::toString)
                .limit(MOST_UNREAD)
                .toList();
        return errors.isEmpty() ? List.of(file + ": nothing in it can be run") : errors;
    }

    private boolean isFile(String path) {
        try {
            return files.kind(path)
                    .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> text(String path) {
        try {
            return isFile(path)
                    ? Optional.of(new String(files.read(path, NodeParser.MAX_BYTES), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String head() {
        return "softservice: v1\nname: " + name + "\ntitle: "
                + YamlWriter.text(Character.toUpperCase(name.charAt(0))
                        + name.substring(1).replace('-', ' '))
                + "\nsummary: What this service does for its users, in one sentence.\nversion: \"0.1\"\n";
    }

    private Written withoutCompose() {
        var dockerfile = text("Dockerfile");
        int port = dockerfile
                .map(EXPOSE::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> Integer.parseInt(matcher.group(1)))
                .filter(found -> found > 0 && found < 65_536)
                .orElse(80);
        parameters.clear();
        return finished(
                head() + "\nservices:\n  web:\n"
                        + (dockerfile.isPresent()
                                ? "    build: .\n"
                                : "    image: nginx:stable # yours, or `build: FOLDER` with a Dockerfile in it\n")
                        + "    expose: [" + port + "]\n",
                List.of());
    }

    private Optional<Written> fromCompose(String file) {
        var notes = new Notes();
        var named = head() + "\ncompose: " + file + "\n";
        read(named, notes);
        var values = environment();
        declare(notes.missingVariables(), values);
        var whole = read(named + parametersSection(), new Notes());
        if (whole.errors().isEmpty()) return Optional.of(finished(named, volumesForFiles(whole.problems())));
        parameters.clear();
        return inlined(file, values);
    }

    /** What was named by a path and is not here, told because a test can't show that it is missing. */
    private static List<ComposeRepair.Change> volumesForFiles(List<Problem> problems) {
        return problems.stream()
                .filter(problem -> problem.rule().equals(Rule.BIND_BECOMES_VOLUME.id()))
                .map(problem -> new ComposeRepair.Change(
                        new Mark(problem.path(), problem.line(), problem.column()), problem.text()))
                .toList();
    }

    private void declare(Set<String> variables, Map<String, String> values) {
        variables.forEach(variable -> parameters.put(
                Scope.parameterFor(variable), declaration(variable, Optional.ofNullable(values.get(variable)))));
        parameters.keySet().removeIf(parameter -> !parameter.matches(ParametersReader.NAME));
    }

    /** The services written into the manifest, mended and less what a distro may not say. */
    private Optional<Written> inlined(String file, Map<String, String> values) {
        var quiet = new Context(new Notes(), files, Scope.EMPTY);
        var repair = new ComposeRepair(quiet, values);
        var loaded = new ComposeLoader(quiet, new Documents(files, quiet.notes))
                .file(file, Mark.wholeFile(ManifestReader.FILE_NAME));
        if (loaded.services().size() > CompositionReader.MOST_SERVICES) return Optional.empty();
        var model = repair.repaired(loaded);
        if (model.services().isEmpty()) return Optional.empty();
        var asked = new Notes();
        new CompositionReader(new Context(asked, files, Scope.EMPTY), model, List.of()).read();
        declare(asked.missingVariables(), values);
        var known = new LinkedHashMap<String, String>();
        values.forEach((variable, value) -> known.put(Scope.parameterFor(variable), value));
        httpPorts.addAll(repair.httpPorts());
        var scope = new Scope(new ManifestReader().parametersOf(head() + parametersSection(), files), Set.of());
        var mending = new Mending(known);
        var sections = new ComposeInliner(scope).sections(model);
        for (int i = 0; i < MOST_REPAIRS; i++) {
            var text = YamlWriter.write(sections);
            var problems = problems(text);
            if (problems.isEmpty()) {
                parameters
                        .keySet()
                        .removeIf(key -> !text.contains("${parameters." + key + "}")
                                && !text.contains(key.toUpperCase(Locale.ROOT).replace('-', '_')));
                var changes = Stream.of(repair.changes(), mending.changes(), volumesForFiles(asked.inFileOrder()))
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(change -> change.mark().line()))
                        .toList();
                var written = finished(head() + "\n# The services of " + file + ".\n" + text, changes);
                return Optional.of(written)
                        .filter(whole ->
                                read(whole.manifest(), new Notes()).errors().isEmpty());
            }
            var mended = mending.mended(sections, text, problems);
            if (mended == sections) return Optional.empty();
            sections = mended;
        }
        return Optional.empty();
    }

    /** What is wrong with written sections, or else what in them has no effect; lines counted from their own first. */
    private List<Problem> problems(String sections) {
        var head = head() + parametersSection();
        int above = (int) head.chars().filter(c -> c == '\n').count();
        var all = read(head + sections, new Notes()).problems().stream()
                .filter(problem -> problem.line() > above)
                .map(problem -> new Problem(
                        problem.severity(),
                        problem.path(),
                        problem.line() - above,
                        problem.column(),
                        problem.rule(),
                        problem.text()))
                .toList();
        var errors = all.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        return errors.isEmpty()
                ? all.stream()
                        .filter(problem -> problem.rule().equals(Rule.IGNORED_KEY.id())
                                && problem.text().startsWith("`"))
                        .toList()
                : errors;
    }

    private Reading read(String manifest, Notes notes) {
        return new ManifestReader().read(new ComposeFile.Around(files, manifest), notes);
    }

    private Map<String, String> environment() {
        var values = new LinkedHashMap<String, String>();
        for (var file : ENVIRONMENT_FILES) {
            text(file)
                    .ifPresent(text -> EnvFile.lines(file, text, new Notes())
                            .forEach(line -> line.value()
                                    .filter(value -> value.indexOf('$') < 0)
                                    .ifPresent(value -> values.putIfAbsent(line.name(), value))));
        }
        return values;
    }

    private static String declaration(String variable, Optional<String> value) {
        var name = variable.toUpperCase(Locale.ROOT);
        if (SECRET.matcher(name).matches() && !NO_SECRET.matcher(name).matches()) return "{type: secret}";
        if (variable.toUpperCase(Locale.ROOT).endsWith("PORT")
                && value.filter(text -> text.matches("[1-9]\\d{0,3}")).isPresent())
            return "{type: port, default: " + value.get() + "}";
        return "{type: string, default: " + flow(value.orElse("")) + "}";
    }

    /** Always quoted: in a flow mapping more characters have a meaning. */
    private static String flow(String text) {
        var written = YamlWriter.text(text);
        return written.startsWith("\"") ? written : "\"" + written + "\"";
    }

    private String parametersSection() {
        if (parameters.isEmpty()) return "";
        var section = new StringBuilder("\nparameters:\n");
        parameters.forEach((key, declaration) -> section.append("  ")
                .append(key)
                .append(": ")
                .append(declaration)
                .append('\n'));
        return section.toString();
    }

    /** Adds what the services don't say: parameters, what is provided, and a first test. */
    private Written finished(String body, List<ComposeRepair.Change> changes) {
        var manifest = read(body + parametersSection(), new Notes()).manifest();
        var exposed = manifest.flatMap(read -> read.services().entrySet().stream()
                .filter(entry -> !entry.getValue().expose().isEmpty())
                .min(java.util.Comparator.comparing(entry -> httpPorts.contains(best(entry.getValue())) ? 0 : 1)));
        var rest = new StringBuilder();
        if (exposed.isPresent()) {
            var service = exposed.get().getKey();
            int port = best(exposed.get().getValue());
            boolean http = httpPorts.contains(port);
            var parameter = List.of("port", "public-port", "published-port").stream()
                    .filter(key -> !parameters.containsKey(key))
                    .findFirst()
                    .orElse("port-of-" + service);
            parameters.put(
                    parameter,
                    "{type: port, default: " + (port < 1024 ? 8080 : port)
                            + ", description: \"Where it is reached on the machine that it is installed on\"}");
            rest.append("\nprovides:\n  ")
                    .append(http ? "http" : "tcp")
                    .append(": {service: ")
                    .append(service)
                    .append(", port: ")
                    .append(port)
                    .append(", publish: \"${parameters.")
                    .append(parameter)
                    .append("}\"}\n\ntests:\n  - name: ")
                    .append(service)
                    .append(
                            http
                                    ? " shows its first page\n    http: {get: \"http://" + service + ":" + port
                                            + "/\", follow: true, expect: {status: 200}, within: 60s}\n"
                                    : " accepts connections\n    tcp: {host: " + service + ", port: " + port
                                            + ", within: 60s}\n");
        } else {
            manifest.flatMap(read -> read.services().keySet().stream().findFirst())
                    .ifPresent(service -> rest.append("\ntests:\n  - name: ")
                            .append(service)
                            .append(" runs\n    exec: {service: ")
                            .append(service)
                            .append(", command: [\"true\"], within: 60s}\n"));
        }
        var told = told(changes);
        if (!told.isEmpty()) rest.append("\n# What became of the rest, line by line:\n");
        told.forEach(line -> rest.append("#   ").append(line).append('\n'));
        return new Written(body + parametersSection() + rest, told, List.of());
    }

    /** One line a change; the same key without effect in several places is told once. */
    private static List<String> told(List<ComposeRepair.Change> changes) {
        var lines = new LinkedHashSet<String>();
        var idle = new LinkedHashMap<String, List<Integer>>();
        for (var change : changes) {
            var key = WITHOUT_EFFECT.matcher(change.text());
            if (key.find())
                idle.computeIfAbsent(change.mark().path() + "|" + key.group(1), _ -> new ArrayList<>())
                        .add(change.mark().line());
            else
                lines.add(change.mark().path() + ":" + change.mark().line() + ": "
                        + Quote.clean(change.text().replaceAll("\\s+", " "), LONGEST_LINE));
        }
        idle.forEach((key, places) -> lines.add(key.substring(0, key.indexOf('|')) + ":"
                + places.stream().distinct().map(String::valueOf).collect(Collectors.joining(",")) + ": `"
                + key.substring(key.indexOf('|') + 1) + "` is left out, it has no effect here"));
        return List.copyOf(lines);
    }

    private int best(Service service) {
        return service.expose().stream()
                .filter(httpPorts::contains)
                .findFirst()
                .orElse(service.expose().getFirst());
    }
}
