package dev.softservice.server.script;

import dev.softservice.server.script.Script.Line;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plays one script in a folder of its own against a hub that others use as well: its repositories belong to the script's own name. */
final class Player {
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z]+)");
    private static final int PATIENCE_SECONDS = 60;

    private final Script script;
    private final Path root;
    private final ServedHub hub;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path folder;
    private Optional<Path> input = Optional.empty();
    private Said said = new Said(0, "", "");

    /** What the last command came to: an exit code or a status. */
    private record Said(int code, String out, String error) {}

    Player(Script script, Path root, ServedHub hub) {
        this.script = script;
        this.root = root;
        this.hub = hub;
        folder = root;
        var host = hub.url.substring("http://".length());
        variables.put("OWNER", script.name());
        variables.put("HUB", hub.url + "/" + script.name());
        hub.tokens.forEach((role, token) -> variables.put(
                role.toUpperCase(Locale.ROOT), "http://" + role + ":" + token + "@" + host + "/" + script.name()));
        environment.put("HOME", root.toString());
        environment.put("DOCKER_HOST", "unix://" + root.resolve("no.sock"));
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        for (var who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "Ada");
            environment.put("GIT_" + who + "_EMAIL", "ada@example.org");
        }
        environment.put("LC_ALL", "C.UTF-8");
    }

    void play() throws IOException, InterruptedException {
        Files.createDirectories(root);
        for (var file : script.files().entrySet()) write(root.resolve(file.getKey()), file.getValue());
        for (var line : script.lines()) {
            var words = line.words().stream()
                    .map(word -> word.quoted() ? word.text() : replaced(word.text()))
                    .toList();
            try {
                play(line, words.getFirst(), words.subList(1, words.size()));
            } catch (AssertionError e) {
                throw new AssertionError(
                        script.name() + ".txt:" + line.number() + ": " + String.join(" ", words) + "\n" + e.getMessage()
                                + "\ncode " + said.code() + "\n" + said.out() + said.error(),
                        e);
            }
        }
    }

    private void play(Line line, String verb, List<String> arguments) throws IOException, InterruptedException {
        switch (verb) {
            case "repo" -> repository(arguments.getFirst());
            case "git", "softservice" -> {
                said = process(verb, arguments);
                check((said.code() != 0) == line.fails(), "ended with " + said.code());
            }
            case "http" -> said = http(arguments);
            case "raw" -> said = raw(Files.readString(folder.resolve(arguments.getFirst())));
            case "code" -> check(Integer.toString(said.code()).matches(arguments.getFirst()), "another code");
            case "stdout" -> look(said.out(), arguments.getFirst(), line.fails());
            case "stderr" -> look(said.error(), arguments.getFirst(), line.fails());
            case "capture" -> variables.put(arguments.getFirst(), said.out().strip());
            case "stdin" -> input = Optional.of(folder.resolve(arguments.getFirst()));
            case "env" -> environment.put(arguments.getFirst(), arguments.getLast());
            case "cd" -> folder = root.resolve(arguments.getFirst());
            case "exists" ->
                check(Files.exists(folder.resolve(arguments.getFirst())) != line.fails(), "is there, or is not");
            default -> throw new AssertionError("no such command");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }

    private static void look(String text, String pattern, boolean absent) {
        boolean found =
                Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).find();
        check(found != absent, absent ? "found" : "not found");
    }

    private String replaced(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            var value = variables.get(found.group(1));
            check(value != null, "no variable " + found.group(1));
            return java.util.regex.Matcher.quoteReplacement(value);
        });
    }

    /** Makes it on the hub, and a clone of it in the folder of that name; what the script has for that folder is its main. */
    private void repository(String name) throws IOException, InterruptedException {
        hub.post("/repos", "{\"owner\": \"%s\", \"name\": \"%s\"}".formatted(script.name(), name));
        var before = folder;
        folder = root.resolve(name);
        write(folder.resolve("README.md"), "# " + name + "\n");
        for (var arguments : List.of(
                List.of("init", "-q", "-b", "main"),
                List.of("add", "-A"),
                List.of("commit", "-q", "-m", "first"),
                List.of("push", "-q", replaced("$MAINTAINER/" + name), "HEAD:refs/heads/main"))) {
            said = process("git", arguments);
            check(said.code() == 0, "git " + arguments);
        }
        folder = before;
    }

    private Said process(String verb, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (verb.equals("git")) {
            command.add("git");
            command.addAll(arguments);
        } else command.addAll(ServedHub.command(arguments.toArray(String[]::new)));
        var out = Files.createTempFile("script", ".out");
        var error = Files.createTempFile("script", ".err");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(error.toFile());
        builder.environment().putAll(environment);
        if (input.isPresent()) {
            var given = input.get();
            Files.writeString(given, replaced(Files.readString(given)));
            builder.redirectInput(given.toFile());
            input = Optional.empty();
        } else builder.redirectInput(Path.of("/dev/null").toFile());
        var process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end");
        }
        return new Said(process.exitValue(), taken(out), taken(error));
    }

    private static String taken(Path file) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Files.delete(file);
        return text;
    }

    /** {@code METHOD PATH}, then any of {@code as ROLE}, {@code with HEADER}, {@code body FILE}; standard error is the answer's headers. */
    private Said http(List<String> arguments) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(hub.url + arguments.get(1)));
        var body = HttpRequest.BodyPublishers.noBody();
        for (int at = 2; at + 1 < arguments.size(); at += 2) {
            var value = arguments.get(at + 1);
            switch (arguments.get(at)) {
                case "as" -> request.header("Authorization", "Bearer " + hub.tokens.get(value));
                case "with" -> {
                    var parts = value.split(": ", 2);
                    request.header(parts[0], parts[1]);
                }
                case "body" ->
                    body = HttpRequest.BodyPublishers.ofString(replaced(Files.readString(folder.resolve(value))));
                default -> throw new AssertionError("no such part");
            }
        }
        var answer = hub.client.send(
                request.method(arguments.getFirst(), body).build(), HttpResponse.BodyHandlers.ofString());
        var headers = new StringBuilder();
        answer.headers()
                .map()
                .forEach((name, values) -> headers.append(name + ": " + String.join(", ", values) + "\n"));
        return new Said(answer.statusCode(), answer.body(), headers.toString());
    }

    /** Sends a request as it is written, with the line ends of HTTP, and reads until the hub closes. */
    private Said raw(String text) throws IOException {
        var address = URI.create(hub.url);
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1000);
            socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var status = Stream.of(answer.split(" ")).skip(1).findFirst().orElse("0");
            return new Said(Integer.parseInt(status), answer, "");
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
