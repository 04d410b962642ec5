package dev.softservice.runner.plan;

import dev.softservice.runner.plan.ImagePlan.Pulled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The instructions of a Dockerfile as the engine reads them: comments left out, continued lines joined, its escape character honoured. */
public final class Dockerfile {
    private static final Pattern DIRECTIVE =
            Pattern.compile("^#\\s*([a-z]+)\\s*=\\s*(\\S+)\\s*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern FROM =
            Pattern.compile("(FROM\\s+(?:--\\S+\\s+)*)([^\\s-]\\S*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern COPY_FROM = Pattern.compile("(COPY\\s+--from=)(\\S+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)(?::([-+])([^}]*))?}|([A-Za-z_][A-Za-z0-9_]*))");

    private final List<String> instructions;

    private Dockerfile(List<String> instructions) {
        this.instructions = instructions;
    }

    /** A Dockerfile's lines; whatever they are, it gives one. */
    public static Dockerfile parse(Collection<String> lines) {
        var instructions = new ArrayList<String>();
        var open = new StringBuilder();
        var escape = "\\";
        boolean directives = true;
        for (var line : lines) {
            var text = line.strip();
            var directive = DIRECTIVE.matcher(text);
            directives &= directive.matches();
            if (directives
                    && directive.group(1).equalsIgnoreCase("escape")
                    && directive.group(2).equals("`")) escape = "`";
            if (text.isEmpty() || text.startsWith("#")) continue;
            boolean continues = text.endsWith(escape);
            // Only the beginning of an instruction loses its indentation: the engine joins lines as they stand.
            open.append(
                    open.isEmpty()
                            ? text.substring(0, text.length() - (continues ? 1 : 0))
                            : continued(line, escape, continues));
            if (continues) continue;
            instructions.add(open.toString());
            open.setLength(0);
        }
        if (!open.isEmpty()) instructions.add(open.toString());
        return new Dockerfile(List.copyOf(instructions));
    }

    private static String continued(String line, String escape, boolean continues) {
        var text = line.stripTrailing();
        return continues ? text.substring(0, text.length() - escape.length()) : text;
    }

    /** Triggers that an image carries for those that build on it, as its author wrote them. */
    public static Dockerfile ofTriggers(String[] triggers) {
        return new Dockerfile(List.of(triggers));
    }

    /** Whether any step runs a command, and so may want a network. */
    public boolean runs() {
        return instructions.stream()
                .anyMatch(instruction -> word(unwrapped(instruction)).equals("RUN"));
    }

    /** Why an instruction may not be carried out; empty: all may. What ADD fetches from an address, the engine itself fetches, as the machine that it runs on. */
    public Optional<String> refusal() {
        for (var instruction : instructions) {
            var text = unwrapped(instruction);
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

    private static String shown(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }

    /** The references that it builds on, stages and {@code scratch} left out, ARG defaults and given args filled in. */
    public List<String> bases(Map<String, String> args) {
        return named(args).stream().map(Named::reference).distinct().toList();
    }

    /** An image that the instruction of this number names: {@code before} it stands this, then {@code word}. */
    private record Named(int instruction, String before, String word, String reference) {}

    private List<Named> named(Map<String, String> args) {
        var values = new HashMap<String, String>();
        var stages = new HashSet<String>();
        var named = new ArrayList<Named>();
        boolean begun = false;
        for (int number = 0; number < instructions.size(); number++) {
            var line = instructions.get(number);
            var from = FROM.matcher(line);
            var copy = COPY_FROM.matcher(line);
            if (from.lookingAt()) {
                begun = true;
                named(number, from, values)
                        .filter(image -> !stages.contains(image.reference().toLowerCase(Locale.ROOT)))
                        .ifPresent(named::add);
                var rest = line.substring(from.end()).strip().split("\\s+");
                if (rest.length > 1 && rest[0].equalsIgnoreCase("AS")) stages.add(rest[1].toLowerCase(Locale.ROOT));
            } else if (copy.lookingAt()) {
                named(number, copy, values)
                        .filter(image -> !stages.contains(image.reference().toLowerCase(Locale.ROOT))
                                && !image.reference().matches("[0-9]+"))
                        .ifPresent(named::add);
            } else if (!begun && word(line).equals("ARG")) {
                var words = line.strip().split("\\s+");
                for (int i = 1; i < words.length; i++) {
                    var parts = words[i].split("=", 2);
                    values.put(
                            parts[0],
                            args.getOrDefault(parts[0], parts.length == 2 ? filled(unquoted(parts[1]), values) : ""));
                }
            }
        }
        return named;
    }

    private static Optional<Named> named(int number, Matcher found, Map<String, String> values) {
        return reference(found.group(2), values)
                .map(reference -> new Named(number, found.group(1), found.group(2), reference));
    }

    /** A Dockerfile's text, as the engine reads it, with others in the place of the images that it names: {@code bases}, by {@linkplain #bases reference}. */
    public static String pinned(String text, Map<String, String> args, Map<String, Pulled> bases) {
        var lines = text.lines().toList();
        var dockerfile = parse(lines);
        var pinned = new ArrayList<>(dockerfile.instructions);
        for (var image : dockerfile.named(args)) {
            var exact = bases.get(image.reference());
            if (exact == null) continue;
            var rest = pinned.get(image.instruction())
                    .substring(image.before().length() + image.word().length());
            pinned.set(image.instruction(), image.before() + exact.reference() + rest);
        }
        var directives =
                lines.stream().takeWhile(line -> DIRECTIVE.matcher(line.strip()).matches());
        return Stream.concat(directives, pinned.stream()).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Optional<String> reference(String text, Map<String, String> values) {
        var reference = filled(unquoted(text), values);
        return reference.equals("scratch") || reference.isEmpty() ? Optional.empty() : Optional.of(reference);
    }

    private static String filled(String text, Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            var value = values.getOrDefault(found.group(1) == null ? found.group(4) : found.group(1), "");
            if ("-".equals(found.group(2)) && value.isEmpty()) value = found.group(3);
            if ("+".equals(found.group(2)) && !value.isEmpty()) value = found.group(3);
            return Matcher.quoteReplacement(value);
        });
    }

    private static String unquoted(String text) {
        return text.length() > 1
                        && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'"))
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
