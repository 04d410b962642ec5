package dev.softservice.runner.plan;

import dev.softservice.runner.plan.ImagePlan.Pulled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The instructions of a Dockerfile as the engine reads them. Whatever engines read differently is refused, never guessed. */
public final class Dockerfile {
    private final DockerfileText text;

    private Dockerfile(DockerfileText text) {
        this.text = text;
    }

    /** A Dockerfile's text; whatever it is, it gives one. */
    public static Dockerfile parse(String text) {
        return new Dockerfile(DockerfileText.of(text));
    }

    /** Triggers that an image carries for those that build on it, as its author wrote them. */
    public static Dockerfile ofTriggers(List<String> triggers) {
        var instructions = triggers.stream()
                .map(trigger -> new DockerfileText.Instruction(trigger.strip(), List.of()))
                .toList();
        return new Dockerfile(new DockerfileText(instructions, List.of(), '\\', Optional.empty()));
    }

    /** Whether any step runs a command, and so may want a network. */
    public boolean runs() {
        return text.instructions().stream()
                .anyMatch(instruction -> word(unwrapped(instruction.text())).equals("RUN"));
    }

    /**
     * Whether it says that its image has no healthcheck, not even that of what it builds on.
     *
     * @param target the stage that is built; empty: the last
     */
    public boolean hasNoHealthcheck(Optional<String> target) {
        var off = new HashMap<String, Boolean>();
        var last = "";
        int stages = 0;
        for (var instruction : text.instructions()) {
            var words = List.of(instruction.text().strip().split("\\s+"));
            if (instruction.name().equals("from")) {
                var names = words.stream()
                        .skip(1)
                        .filter(word -> !word.startsWith("--"))
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList();
                if (names.isEmpty()) continue;
                boolean none = off.getOrDefault(names.getFirst(), false);
                last = Integer.toString(stages++);
                off.put(last, none);
                if (names.size() == 3 && names.get(1).equals("as")) {
                    last = names.get(2);
                    off.put(last, none);
                }
            } else if (instruction.name().equals("healthcheck")) {
                boolean none = words.size() == 2 && words.get(1).equalsIgnoreCase("NONE");
                off.put(last, none);
                off.put(Integer.toString(stages - 1), none);
            }
        }
        return off.getOrDefault(
                target.map(name -> name.toLowerCase(Locale.ROOT)).orElse(last), false);
    }

    /** Why an instruction may not be carried out; empty: all may. What ADD fetches from an address, the engine itself fetches, as the machine that it runs on. */
    public Optional<String> refusal() {
        for (var instruction : text.instructions()) {
            var text = unwrapped(instruction.text());
            if (!word(text).equals("ADD")) continue;
            for (var source : text.substring("ADD".length()).split("[\\s\\[\\],\"']+")) {
                if (mayBeAddress(source)) {
                    return Optional.of("'" + shown(text)
                            + "' lets the engine itself fetch an address, with the reach of the machine that"
                            + " it runs on; fetch it by RUN, or keep the file in the repository");
                }
            }
        }
        return Optional.empty();
    }

    /** An address, or what a variable may make one: names are filled in only while building. */
    private static boolean mayBeAddress(String source) {
        int variable = source.indexOf('$');
        var literal = (variable < 0 ? source : source.substring(0, variable))
                .toLowerCase(Locale.ROOT)
                .replace("\\", "")
                .replace("`", "");
        for (var scheme : List.of("http://", "https://", "git://", "git@", "ftp://")) {
            if (literal.startsWith(scheme) || variable >= 0 && scheme.startsWith(literal)) return true;
        }
        return false;
    }

    private static String unwrapped(String instruction) {
        var text = instruction.strip();
        while (word(text).equals("ONBUILD"))
            text = text.substring("ONBUILD".length()).strip();
        return text;
    }

    private static String word(String text) {
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) end++;
        return text.substring(0, end).toUpperCase(Locale.ROOT);
    }

    static String shown(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }

    /**
     * What a Dockerfile names.
     *
     * @param images the references of the images it builds on, copies from or mounts, names filled in, stages and {@code scratch} left out
     * @param doubt  one line if that can't be told: then others may be named too, and it must not be built
     */
    public record Names(List<String> images, Optional<String> doubt) {
        public Names {
            images = List.copyOf(images);
        }
    }

    /** What it names where {@code args} are given to the build, and {@code triggers} tells what an image of a reference lets those do that build on it. */
    public Names names(Map<String, String> args, Function<String, List<String>> triggers) {
        var found = new NamedImages(text, args, triggers);
        return new Names(
                found.named().stream()
                        .map(NamedImages.Named::reference)
                        .distinct()
                        .toList(),
                found.doubt().map(doubt -> "can't tell which image the Dockerfile names: " + doubt));
    }

    /**
     * A Dockerfile's text, as the engine reads it, with others in the place of the images that it names: {@code bases}, by {@linkplain #names reference}.
     * Where these can't be told, it stays as it is.
     */
    public static String pinned(String text, Map<String, String> args, Map<String, Pulled> bases) {
        var dockerfile = parse(text).text;
        var found = new NamedImages(dockerfile, args, _ -> List.of());
        if (found.doubt().isPresent()) return text;
        var exact = new HashMap<Integer, List<NamedImages.Named>>();
        for (var image : found.named())
            if (bases.containsKey(image.reference()))
                exact.computeIfAbsent(image.instruction(), _ -> new ArrayList<>())
                        .add(image);
        var lines = new ArrayList<>(dockerfile.directives());
        for (int number = 0; number < dockerfile.instructions().size(); number++) {
            var instruction = dockerfile.instructions().get(number);
            var line = new StringBuilder(instruction.text());
            for (var image : exact.getOrDefault(number, List.of()).reversed())
                line.replace(
                        image.start(),
                        image.end(),
                        image.written()
                                .apply(Objects.requireNonNull(bases.get(image.reference()))
                                        .reference()));
            lines.add(line.toString());
            lines.addAll(instruction.body());
        }
        return String.join("\n", lines) + "\n";
    }
}
