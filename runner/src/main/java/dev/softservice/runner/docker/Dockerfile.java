package dev.softservice.runner.docker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of a Dockerfile as the engine reads them: comments left out, continued lines joined, its escape character honoured. */
final class Dockerfile {
    private static final Pattern DIRECTIVE = Pattern.compile("^#\\s*([a-z]+)\\s*=\\s*(\\S+)\\s*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)(?::([-+])([^}]*))?}|([A-Za-z_][A-Za-z0-9_]*))");

    private final List<String> instructions;

    private Dockerfile(List<String> instructions) {
        this.instructions = instructions;
    }

    static Dockerfile parse(Collection<String> lines) {
        var instructions = new ArrayList<String>();
        var open = new StringBuilder();
        var escape = "\\";
        boolean directives = true;
        for (var line : lines) {
            var text = line.strip();
            var directive = DIRECTIVE.matcher(text);
            directives &= directive.matches();
            if (directives && directive.group(1).equalsIgnoreCase("escape") && directive.group(2).equals("`")) escape = "`";
            if (text.isEmpty() || text.startsWith("#")) continue;
            boolean continues = text.endsWith(escape);
            // Only the beginning of an instruction loses its indentation: the engine joins lines as they stand.
            open.append(open.isEmpty() ? text.substring(0, text.length() - (continues ? 1 : 0)) : continued(line, escape, continues));
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
    static Dockerfile ofTriggers(String[] triggers) {
        return new Dockerfile(List.of(triggers));
    }

    /** Whether any step runs a command, and so may want a network. */
    boolean runs() {
        return instructions.stream().anyMatch(instruction -> word(unwrapped(instruction)).equals("RUN"));
    }

    /** Why an instruction may not be carried out; empty: all may. What ADD fetches from an address, the engine itself fetches, as the machine that it runs on. */
    Optional<String> refusal() {
        for (var instruction : instructions) {
            var text = unwrapped(instruction);
            if (!word(text).equals("ADD")) continue;
            for (var source : text.substring("ADD".length()).split("[\\s\\[\\],\"']+")) {
                if (mayBeAddress(source)) {
                    return Optional.of("'" + shown(text) + "' lets the engine itself fetch an address, with the reach of the machine that it runs on; fetch it by RUN, or keep the file in the repository");
                }
            }
        }
        return Optional.empty();
    }

    /** An address, or what a variable may make one: names are filled in only while building. */
    private static boolean mayBeAddress(String source) {
        int variable = source.indexOf('$');
        var literal = (variable < 0 ? source : source.substring(0, variable)).toLowerCase(Locale.ROOT).replace("\\", "").replace("`", "");
        for (var scheme : List.of("http://", "https://", "git://", "git@", "ftp://")) {
            if (literal.startsWith(scheme) || variable >= 0 && scheme.startsWith(literal)) return true;
        }
        return false;
    }

    private static String unwrapped(String instruction) {
        var text = instruction.strip();
        while (word(text).equals("ONBUILD")) text = text.substring("ONBUILD".length()).strip();
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
    List<String> bases(Map<String, String> args) {
        var values = new HashMap<String, String>();
        var stages = new HashSet<String>();
        var bases = new LinkedHashSet<String>();
        boolean begun = false;
        for (var line : instructions) {
            var words = line.strip().split("\\s+");
            if (words[0].equalsIgnoreCase("ARG") && !begun) {
                for (int i = 1; i < words.length; i++) {
                    var parts = words[i].split("=", 2);
                    values.put(parts[0], args.getOrDefault(parts[0], parts.length == 2 ? filled(unquoted(parts[1]), values) : ""));
                }
            } else if (words[0].equalsIgnoreCase("FROM")) {
                begun = true;
                int first = 1;
                while (first < words.length && words[first].startsWith("--")) first++;
                if (first >= words.length) continue;
                reference(words[first], values).filter(name -> !stages.contains(name.toLowerCase(Locale.ROOT))).ifPresent(bases::add);
                if (first + 2 < words.length && words[first + 1].equalsIgnoreCase("AS")) stages.add(words[first + 2].toLowerCase(Locale.ROOT));
            } else if (words[0].equalsIgnoreCase("COPY") && words.length > 1 && words[1].startsWith("--from=")) {
                reference(words[1].substring("--from=".length()), values).filter(name -> !stages.contains(name.toLowerCase(Locale.ROOT)) && !name.matches("[0-9]+")).ifPresent(bases::add);
            }
        }
        return List.copyOf(bases);
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
        return text.length() > 1 && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'")) ? text.substring(1, text.length() - 1) : text;
    }
}
