package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeLoader;
import dev.softservice.manifest.compose.ComposeModel;
import dev.softservice.manifest.compose.ComposeVariables;
import dev.softservice.manifest.compose.CompositionReader;
import dev.softservice.manifest.compose.EnvFile;
import dev.softservice.manifest.compose.PublishedPort;
import dev.softservice.manifest.compose.SettingsFiles;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Documents;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.NodeParser;
import dev.softservice.manifest.yaml.SourceFile;
import dev.softservice.manifest.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
    private static final Pattern EXPOSE = Pattern.compile("(?im)^\\s*EXPOSE\\s+(\\d{1,5})");
    private static final Set<Integer> USUAL_HTTP_PORTS =
            Set.of(80, 3000, 4000, 5000, 8000, 8008, 8080, 8081, 8082, 8083, 8090, 8096, 8888, 9000, 9090);
    private static final int MOST_REPAIRS = 50;
    private static final int MOST_UNREAD = 5;

    private final RepositoryFiles files;
    private final String name;
    private final Set<Integer> httpPorts = new TreeSet<>(USUAL_HTTP_PORTS);
    private final Map<String, ParameterText> parameters = new LinkedHashMap<>();
    private Permissions permissions = Permissions.NONE;
    /** The parameter that says where the first port is published, where a variable of the Compose file does. */
    private Optional<String> published = Optional.empty();
    /** Files that Compose would read besides. */
    private final List<ComposeChange> notRead = new ArrayList<>();

    /** Names of parameters that variables of the Compose file would answer to. */
    private final Set<String> variables = new TreeSet<>();

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
     * @param told    in the order of the file
     * @param unread  why nothing could be made of the Compose file, as {@code file:line:column: …}; the manifest is not around it then
     */
    public record Written(String manifest, List<Told> told, List<String> unread) {
        public Written {
            told = List.copyOf(told);
            unread = List.copyOf(unread);
        }

        /** One line each, {@code compose.yaml:12: …}. */
        public List<String> changes() {
            return told.stream().map(Told::line).toList();
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
                .sorted(Comparator.comparing(problem -> isNoReference(problem) ? 0 : 1))
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
        permissions = Permissions.NONE;
        return finished(
                head() + "\nservices:\n  web:\n"
                        + (dockerfile.isPresent()
                                ? "    build: .\n"
                                : "    image: nginx:stable # yours, or `build: FOLDER` with a Dockerfile in it\n")
                        + "    expose: [" + port + "]\n",
                List.of());
    }

    private Optional<Written> fromCompose(String file) {
        var quiet = new Context(new Notes(), files, KnownNames.EMPTY);
        var loaded = new ComposeLoader(quiet, new Documents(files, quiet.notes))
                .file(file, Mark.wholeFile(SourceFile.manifest(Manifest.FILE_NAME)));
        var values = environment(file);
        Stream.of(
                        ComposeVariables.names(loaded.services()),
                        ComposeVariables.of(loaded, quiet).stream()
                                .map(ComposeVariables.Use::name)
                                .collect(Collectors.toSet()),
                        values.given().keySet(),
                        values.examples().keySet())
                .flatMap(Set::stream)
                .map(KnownNames::parameterFor)
                .forEach(variables::add);
        besides(file);
        saidBeside(loaded, quiet, values);
        var source = new Original(file, quiet, loaded, values, new ComposeComments(files));
        var first = around(source, Map.of());
        // Where a variable says which port of the machine it is, that is the setting; known once there is a manifest.
        var published = first.flatMap(written -> PublishedPort.of(loaded, read(written.manifest(), new Notes())));
        if (published.isEmpty()) return first;
        var port = published.get();
        return around(source, Map.of(port.variable(), port.container() < 1024 ? "8080" : "" + port.container()))
                .or(() -> first);
    }

    /** What is said beside an included file is given as well, where it holds wherever its variable stands. */
    private static void saidBeside(ComposeModel loaded, Context quiet, ComposeSettings.Values values) {
        var scope = SettingsFiles.beside(loaded, KnownNames.EMPTY);
        ComposeVariables.of(loaded, quiet).stream()
                .filter(use -> !values.given().containsKey(use.name()))
                .collect(Collectors.groupingBy(
                        ComposeVariables.Use::name,
                        Collectors.mapping(use -> scope.beside(use.mark().path(), use.name()), Collectors.toSet())))
                .forEach((name, said) -> {
                    var value = said.size() == 1 ? said.iterator().next() : Optional.<Template>empty();
                    value.ifPresent(text -> values.given().put(name, text.resolve(_ -> "")));
                });
    }

    /** A file of the usual name has another one put over it, in which most people keep what is for their own machine. */
    private void besides(String file) {
        if (!COMPOSE_FILES.contains(file)) return;
        for (var end : List.of(".yaml", ".yml")) {
            var over = file.replaceFirst("\\.ya?ml$", ".override" + end);
            if (isFile(over))
                notRead.add(new ComposeChange(
                        new Mark(SourceFile.compose(over), 1, 1),
                        "Compose reads this file on top of " + Quote.quote(file)
                                + ", and it is not read here: what it says for every machine has to stand there"));
        }
    }

    private record Original(
            String file, Context quiet, ComposeModel loaded, ComposeSettings.Values values, ComposeComments comments) {}

    /** {@code wanted}: variables that are settings whatever the file says, with defaults for where it says none. */
    private Optional<Written> around(Original source, Map<String, String> wanted) {
        var settings =
                ComposeSettings.of(OpenVariables.of(source.loaded, source.quiet, source.values), source.values, wanted);
        published = wanted.keySet().stream().map(KnownNames::parameterFor).findFirst();
        return asWritten(source, settings, false)
                .or(() -> inlined(source, wanted))
                .or(() -> asWritten(source, settings, true));
    }

    /** The Compose file named, and not written out; empty where it is not read so. {@code misled}: even if it names hosts that nobody answers to. */
    private Optional<Written> asWritten(Original source, ComposeSettings settings, boolean misled) {
        parameters.clear();
        permissions = Permissions.NONE;
        if (settings.inlined()) return Optional.empty();
        var named = head() + "\ncompose: " + source.file + "\n";
        parameters.putAll(settings.parameters());
        var first = new Notes();
        read(named + parametersSection(), first);
        permissions = Permissions.of(first.wanted().keySet());
        var whole = read(named + sections(), new Notes());
        boolean taken = whole.errors().isEmpty()
                && (misled || whole.problems().stream().noneMatch(problem -> problem.is(Rule.OTHER_HOST_NAME)));
        if (taken)
            return Optional.of(finished(
                    named,
                    Stream.of(settings.changes(), WorthTelling.of(whole.problems()), askedFor(first))
                            .flatMap(List::stream)
                            .sorted(Comparator.comparing(change -> change.mark().line()))
                            .toList()));
        parameters.clear();
        permissions = Permissions.NONE;
        return Optional.empty();
    }

    /** That the manifest asks for it, where it does. */
    private List<ComposeChange> askedFor(Notes notes) {
        return notes.wanted().entrySet().stream()
                .filter(one -> permissions.all().contains(one.getKey()))
                .map(one -> new ComposeChange(
                        one.getValue(),
                        "`permissions` asks for " + one.getKey().thing() + ": an installation has it if its user agrees"
                                + (one.getKey().inRuns().isEmpty() ? "" : ", a run never does")))
                .toList();
    }

    /** The services written into the manifest, mended and less what a distro may not say. */
    private Optional<Written> inlined(Original source, Map<String, String> wanted) {
        if (source.loaded.services().size() > CompositionReader.MOST_SERVICES) return Optional.empty();
        var values = source.values.copy();
        var repair = new ComposeRepair(source.quiet, values);
        var model = repair.repaired(source.loaded);
        if (model.services().isEmpty()) return Optional.empty();
        var uses = Stream.concat(
                        OpenVariables.of(model, source.quiet, values).stream(),
                        OpenVariables.publishing(source.loaded, source.quiet, wanted.keySet()).stream())
                .toList();
        var settings = ComposeSettings.of(uses, values, wanted);
        parameters.putAll(settings.parameters());
        httpPorts.addAll(repair.httpPorts());
        var scope = SettingsFiles.beside(
                model,
                new KnownNames(new ManifestReader().parametersOf(head() + parametersSection(), files), Set.of())
                        .with(settings.variables()));
        var asked = new Notes();
        new CompositionReader(new Context(asked, files, scope), model, Permissions.NONE).read();
        // What Compose itself refuses means nothing that could be kept.
        if (asked.inFileOrder().stream().anyMatch(Scaffold::isNoReference)) return Optional.empty();
        permissions = Permissions.of(asked.wanted().keySet());
        var mending = new Mending(knownValues());
        var sections = new ComposeInliner(scope).sections(model);
        for (int i = 0; i < MOST_REPAIRS; i++) {
            var text = YamlWriter.write(sections, source.comments::above);
            var problems = problems(text);
            if (problems.isEmpty()) {
                parameters.keySet().removeIf(key -> !published.equals(Optional.of(key)) && !isNamed(key, text));
                var needed = new Notes();
                read(head() + parametersSection() + text, needed);
                permissions = Permissions.of(needed.wanted().keySet());
                var changes = Stream.of(
                                repair.changes(),
                                settings.changes(),
                                mending.changes(),
                                WorthTelling.of(asked.inFileOrder()),
                                askedFor(asked),
                                notGathered(source, mending.changes()))
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(change -> change.mark().line()))
                        .toList();
                var written = finished(head() + "\n# The services of " + source.file + ".\n" + text, changes);
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

    /** What parameters are where nobody gives them another value. */
    private Map<String, String> knownValues() {
        var known = new LinkedHashMap<String, String>();
        parameters.forEach((name, text) -> text.defaultValue()
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> known.put("parameters." + name, value)));
        return known;
    }

    private static boolean isNamed(String parameter, String text) {
        return text.contains("${parameters." + parameter + "}") || text.contains("${parameters." + parameter + ":");
    }

    /** What is wrong with written sections, or else what in them has no effect; lines counted from their own first. */
    private List<Problem> problems(String sections) {
        var head = head() + sections();
        int above = (int) head.chars().filter(c -> c == '\n').count();
        var all = read(head + sections, new Notes()).problems().stream()
                .filter(problem -> problem.line() > above)
                .map(problem -> problem.at(problem.path(), problem.line() - above, problem.column()))
                .toList();
        var errors = all.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        return errors.isEmpty()
                ? all.stream().filter(problem -> problem.is(Rule.IGNORED_KEY)).toList()
                : errors;
    }

    private Reading read(String manifest, Notes notes) {
        return new ManifestReader().read(new ComposeFile.Around(files, manifest), notes);
    }

    /** Of {@code .env} beside the Compose file, which Compose reads itself, and of the examples that people copy there. */
    private ComposeSettings.Values environment(String composeFile) {
        var values = new ComposeSettings.Values(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (var name : ENVIRONMENT_FILES) {
            var target = name.equals(".env") ? values.given() : values.examples();
            RepositoryPath.resolve(RepositoryPath.folderOf(composeFile), "./" + name)
                    .flatMap(this::text)
                    .map(text -> SettingsFiles.values(EnvFile.lines(name, text, new Notes()), KnownNames.EMPTY))
                    .ifPresent(lines ->
                            lines.forEach((variable, value) -> target.putIfAbsent(variable, value.resolve(_ -> ""))));
        }
        return values;
    }

    private String sections() {
        return PermissionsSection.section(permissions) + parametersSection();
    }

    private String parametersSection() {
        if (parameters.isEmpty()) return "";
        var section = new StringBuilder("\nparameters:\n");
        parameters.forEach((key, parameter) -> section.append("  ")
                .append(key)
                .append(": ")
                .append(parameter.written())
                .append('\n'));
        return section.toString();
    }

    /** Adds what the services don't say: parameters, what is provided, and a first test. */
    private Written finished(String body, List<ComposeChange> changes) {
        var manifest = read(body + sections(), new Notes()).manifest();
        var exposed = manifest.flatMap(read -> read.services().entrySet().stream()
                .filter(entry -> !entry.getValue().expose().isEmpty())
                .min(java.util.Comparator.comparing(entry -> httpPorts.contains(best(entry.getValue())) ? 0 : 1)));
        var rest = new StringBuilder();
        if (exposed.isPresent()) {
            var service = exposed.get().getKey();
            int port = best(exposed.get().getValue());
            boolean http = httpPorts.contains(port);
            // What is on the machine's own network opens its ports there by itself.
            var publish = exposed.get().getValue().machine().network()
                    ? ""
                    : ", publish: \"${parameters." + publishParameter(service, port) + "}\"";
            rest.append("\nprovides:\n  ")
                    .append(http ? "http" : "tcp")
                    .append(": {service: ")
                    .append(service)
                    .append(", port: ")
                    .append(port)
                    .append(publish)
                    .append("}\n\ntests:\n  - name: ")
                    .append(service)
                    .append(
                            http
                                    ? " shows its first page\n    http: {get: \"http://" + service + ":" + port
                                            + "/\", follow: true, expect: {status: 200}, within: 60s}\n"
                                    : " accepts connections\n    tcp: {host: " + service + ", port: " + port
                                            + ", within: 60s}\n");
        } else {
            manifest.ifPresent(read -> rest.append(FirstTest.of(read)));
        }
        var told = Told.of(Stream.concat(notRead.stream(), changes.stream()).toList());
        if (!told.isEmpty()) rest.append("\n# What became of the rest, line by line:\n");
        told.forEach(one -> rest.append("#   ").append(one.line()).append('\n'));
        return new Written(body + sections() + rest, told, List.of());
    }

    /** The setting that says where it is published; one of a name that no variable of the Compose file has, unless it is a variable's own. */
    private String publishParameter(String service, int port) {
        if (published.isPresent()) return published.get();
        var plain = service.replaceAll("[^a-z0-9]+", "-").replaceAll("-+$", "");
        var parameter = Stream.concat(
                        Stream.of("port", "public-port", "published-port"),
                        Stream.iterate(1, i -> i + 1).map(i -> "port-of-" + plain + (i == 1 ? "" : "-" + i)))
                .filter(key -> !parameters.containsKey(key) && !variables.contains(key))
                .findFirst()
                .orElseThrow();
        parameters.put(
                parameter,
                ParameterText.port(
                        port < 1024 ? "8080" : String.valueOf(port),
                        "Where it is reached on the machine that it is installed on"));
        return parameter;
    }

    /** What gathering the files complains of, such as one that an include names and that is not there; less what is told already. */
    private static List<ComposeChange> notGathered(Original source, List<ComposeChange> told) {
        var places = told.stream().map(ComposeChange::mark).collect(Collectors.toSet());
        return source.quiet.notes.inFileOrder().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR
                        && !problem.is(Rule.MISSING_KEY)
                        && !places.contains(WorthTelling.place(problem)))
                .map(Scaffold::notGathered)
                .toList();
    }

    /** Of a key that stands twice, which Compose itself refuses, the first is read. */
    private static ComposeChange notGathered(Problem problem) {
        if (problem.is(Rule.DUPLICATE_KEY))
            return new ComposeChange(WorthTelling.place(problem), problem.text() + " (the first is read)");
        if (problem.is(Rule.YAML_TAG))
            return new ComposeChange(
                    WorthTelling.place(problem), problem.text() + " (what it marks is read without it)");
        return new ComposeChange(
                WorthTelling.place(problem), Told.Kind.LEFT_OUT, "this is left out: " + problem.text());
    }

    private static boolean isNoReference(Problem problem) {
        return problem.is(Rule.BAD_REFERENCE) || problem.is(Rule.UNKNOWN_REFERENCE);
    }

    private int best(Service service) {
        return service.expose().stream()
                .filter(httpPorts::contains)
                .findFirst()
                .orElse(service.expose().getFirst());
    }
}
