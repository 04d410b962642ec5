package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.NodeParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Writes a first manifest for a folder: for its Compose file where there is one, for its Dockerfile, or an example. */
public final class Scaffold {
    private static final List<String> COMPOSE_FILES = List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final List<String> ENVIRONMENT_FILES = List.of(".env", ".env.example", ".env.sample", "env.example");
    private static final Pattern SECRET = Pattern.compile(".*(PASS|SECRET|TOKEN|SALT|API_?KEY|PRIVATE|CREDENTIAL|ENCRYPTION).*");
    private static final Pattern EXPOSE = Pattern.compile("(?im)^\\s*EXPOSE\\s+(\\d{1,5})");
    private static final Set<Integer> HTTP_PORTS = Set.of(80, 3000, 4000, 5000, 8000, 8008, 8080, 8081, 8082, 8083, 8090, 8096, 8888, 9000, 9090);
    private static final int MOST_REPAIRS = 50;

    private final RepositoryFiles files;
    private final String name;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private Scaffold(RepositoryFiles files, String name) {
        this.files = files;
        this.name = name;
    }

    /**
     * The text of a {@code softservice.yaml} that reads without errors. What a distro may not say is left out of it, and named
     * in its comments. A {@code softservice.yaml} already there is not looked at.
     */
    public static String manifest(RepositoryFiles files, String folderName) {
        return manifest(files, folderName, COMPOSE_FILES);
    }

    /** The same around the first of {@code composeFiles} that is there, whatever they are called. */
    public static String manifest(RepositoryFiles files, String folderName, List<String> composeFiles) {
        var name = folderName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        if (name.length() > 39) name = name.substring(0, 39).replaceAll("-+$", "");
        return new Scaffold(files, name.length() < 2 ? "my-distro" : name).write(composeFiles);
    }

    private String write(List<String> composeFiles) {
        for (var file : composeFiles) {
            if (text(file).isPresent()) return fromCompose(file).orElseGet(this::withoutCompose);
        }
        return withoutCompose();
    }

    private Optional<String> text(String path) {
        try {
            return files.kind(path).filter(kind -> kind == RepositoryFiles.Kind.FILE).isPresent()
                    ? Optional.of(new String(files.read(path, NodeParser.MAX_BYTES), StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String head() {
        return "softservice: v1\nname: " + name + "\ntitle: " + YamlWriter.text(Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' '))
                + "\nsummary: What this service does for its users, in one sentence.\nversion: \"0.1\"\n";
    }

    private String withoutCompose() {
        var dockerfile = text("Dockerfile");
        int port = dockerfile.map(EXPOSE::matcher).filter(matcher -> matcher.find()).map(matcher -> Integer.parseInt(matcher.group(1)))
                .filter(found -> found > 0 && found < 65_536).orElse(80);
        parameters.clear();
        return finished(head() + "\nservices:\n  web:\n" + (dockerfile.isPresent() ? "    build: .\n" : "    image: nginx:stable # yours, or `build: FOLDER` with a Dockerfile in it\n")
                + "    expose: [" + port + "]\n", List.of());
    }

    private Optional<String> fromCompose(String file) {
        var notes = new Notes();
        var named = head() + "\ncompose: " + file + "\n";
        read(named, notes);
        var values = environment();
        notes.missingVariables().forEach(variable -> parameters.put(Scope.parameterFor(variable), declaration(variable, Optional.ofNullable(values.get(variable)))));
        parameters.keySet().removeIf(parameter -> !parameter.matches(ParametersReader.NAME));
        var reading = read(named + parametersSection(), new Notes());
        if (reading.errors().isEmpty()) return Optional.of(finished(named, List.of()));
        return inlined(file, values);
    }

    /** The services written into the manifest, less what a distro may not say. */
    private Optional<String> inlined(String file, Map<String, String> values) {
        var scope = new Scope(new ManifestReader().parametersOf(head() + parametersSection(), files), Set.of());
        var quiet = new Context(new Notes(), files, scope);
        var model = new ComposeLoader(quiet, new Documents(files, quiet.notes)).file(file, Mark.wholeFile(ManifestReader.FILE_NAME));
        if (model.services().isEmpty()) return Optional.empty();
        var fixed = new TreeMap<String, String>();
        var leftOut = new ArrayList<String>();
        var services = YamlWriter.write(new dev.softservice.manifest.yaml.Node.MapNode(Mark.wholeFile(file), new ComposeInliner(scope, fixed).sections(model)));
        for (int i = 0; i < MOST_REPAIRS; i++) {
            var errors = read(head() + parametersSection() + services, new Notes()).errors();
            if (errors.isEmpty()) {
                var rest = services;
                parameters.keySet().removeIf(key -> !rest.contains("${parameters." + key + "}") && !rest.contains(key.toUpperCase(Locale.ROOT).replace('-', '_')));
                return Optional.of(finished(head() + "\n# The services of " + file + ".\n" + services, leftOut));
            }
            var head = head() + parametersSection();
            int above = (int) head.chars().filter(c -> c == '\n').count();
            var moved = errors.stream().filter(problem -> problem.line() > above).map(problem -> new Problem(problem.severity(), problem.path(),
                    problem.line() - above, problem.column(), problem.rule(), problem.text())).toList();
            if (i == 0 && fixed.isEmpty() && errors.stream().anyMatch(problem -> problem.rule().equals(Rule.REFERENCE_NOT_ALLOWED.id()))) {
                // What is fixed at release can't be a parameter: the value of the environment file is written out where there is one.
                fixed.putAll(values);
                services = YamlWriter.write(new dev.softservice.manifest.yaml.Node.MapNode(Mark.wholeFile(file), new ComposeInliner(scope, fixed).sections(model)));
                continue;
            }
            var repaired = ComposeInliner.without(services, moved);
            if (repaired.leftOut().isEmpty()) return Optional.empty();
            leftOut.addAll(repaired.leftOut());
            services = repaired.text();
        }
        return Optional.empty();
    }

    private Reading read(String manifest, Notes notes) {
        return new ManifestReader().read(new ComposeFile.Around(files, manifest), notes);
    }

    private Map<String, String> environment() {
        var values = new LinkedHashMap<String, String>();
        for (var file : ENVIRONMENT_FILES) {
            text(file).ifPresent(text -> EnvFile.lines(file, text, new Notes()).forEach(line ->
                    line.value().filter(value -> value.indexOf('$') < 0).ifPresent(value -> values.putIfAbsent(line.name(), value))));
        }
        return values;
    }

    private static String declaration(String variable, Optional<String> value) {
        if (SECRET.matcher(variable.toUpperCase(Locale.ROOT)).matches()) return "{type: secret}";
        if (variable.toUpperCase(Locale.ROOT).endsWith("PORT") && value.filter(text -> text.matches("[1-9]\\d{0,3}")).isPresent()) return "{type: port, default: " + value.get() + "}";
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
        parameters.forEach((key, declaration) -> section.append("  ").append(key).append(": ").append(declaration).append('\n'));
        return section.toString();
    }

    /** Adds what the services don't say: parameters, what is provided, and a first test. */
    private String finished(String body, List<String> leftOut) {
        var manifest = read(body + parametersSection(), new Notes()).manifest();
        var exposed = manifest.flatMap(read -> read.services().entrySet().stream().filter(entry -> !entry.getValue().expose().isEmpty())
                .min(java.util.Comparator.comparing(entry -> HTTP_PORTS.contains(best(entry.getValue())) ? 0 : 1)));
        var rest = new StringBuilder();
        if (exposed.isPresent()) {
            var service = exposed.get().getKey();
            int port = best(exposed.get().getValue());
            boolean http = HTTP_PORTS.contains(port);
            var parameter = List.of("port", "public-port", "published-port").stream().filter(key -> !parameters.containsKey(key)).findFirst().orElse("port-of-" + service);
            parameters.put(parameter, "{type: port, default: " + (port < 1024 ? 8080 : port) + ", description: \"Where it is reached on the machine that it is installed on\"}");
            rest.append("\nprovides:\n  ").append(http ? "http" : "tcp").append(": {service: ").append(service).append(", port: ").append(port)
                    .append(", publish: \"${parameters.").append(parameter).append("}\"}\n\ntests:\n  - name: ").append(service)
                    .append(http ? " shows its first page\n    http: {get: \"http://" + service + ":" + port + "/\", follow: true, expect: {status: 200}, within: 60s}\n"
                            : " accepts connections\n    tcp: {host: " + service + ", port: " + port + ", within: 60s}\n");
        } else {
            manifest.flatMap(read -> read.services().keySet().stream().findFirst()).ifPresent(service ->
                    rest.append("\ntests:\n  - name: ").append(service).append(" runs\n    exec: {service: ").append(service).append(", command: [\"true\"], within: 60s}\n"));
        }
        leftOut.forEach(line -> rest.append(rest.toString().contains("# Left out") ? "" : "\n# Left out of the services, because a distro may not say it:\n")
                .append("#   ").append(line.replaceAll("\\s+", " ")).append('\n'));
        return body + parametersSection() + rest;
    }

    private static int best(Service service) {
        return service.expose().stream().filter(HTTP_PORTS::contains).findFirst().orElse(service.expose().getFirst());
    }
}
