package dev.softservice.manifest.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A shell script that ends with 0 whatever fails in it. Only what is plain is judged: a compound command, or an {@code exit} in the middle, may fail.
 */
final class IdleScript {
    private static final Set<String> PASSES = Set.of("true", ":", "echo", "printf", "sleep");
    /** Of a script's end: a bare exit has the code of what went before, and who sleeps last waits to be ended. */
    private static final Set<String> LAST_TELLS = Set.of("exit", "sleep");

    private static final Set<String> PASSES_ALONE = Set.of("pwd", "date", "hostname", "uname");
    /** At the end of a pipe: they pass on what they are given, and the code of what gave it is lost. */
    private static final Set<String> PASSES_ON = Set.of("cat", "tee", "tail", "head", "sort", "wc", "nl", "ts");
    /** What both sides of, being fixed, always have one answer. */
    private static final Set<String> COMPARISONS = Set.of("=", "==", "!=", "-eq", "-le", "-ge");

    private static final Pattern STOPS_AT_ERRORS =
            Pattern.compile("(?:^|[\\s;])(?:set\\s+)?-[a-z]*e[a-z]*(?:\\s|;|$)|errexit");
    private static final Pattern ENDS_IN_THE_MIDDLE = Pattern.compile("\\b(?:exit|exec|return|kill|trap|set)\\b");
    private static final Pattern PASSING_EXIT = Pattern.compile("exit\\s+0");

    private final String script;
    private final boolean strict;
    private final boolean pipefail;

    /** {@code options}: what the shell is told before the script */
    IdleScript(String script, String options) {
        this.script = script.replace("\\\n", " ");
        var set = String.join(
                " ",
                this.script
                        .lines()
                        .filter(line -> line.strip().startsWith("set "))
                        .toList());
        this.strict = STOPS_AT_ERRORS.matcher(options + set).find();
        this.pipefail = (options + this.script).contains("pipefail");
    }

    boolean alwaysPasses() {
        var statements = split(script, ";\n").stream()
                .map(String::strip)
                .filter(statement -> !statement.isEmpty() && !statement.startsWith("#"))
                .toList();
        if (statements.isEmpty()) return true;
        var before = statements.subList(0, statements.size() - 1);
        boolean may = before.stream()
                .filter(statement -> !statement.startsWith("set "))
                .anyMatch(statement -> strict && !passes(statement)
                        || ENDS_IN_THE_MIDDLE.matcher(statement).find()
                                && !PASSING_EXIT.matcher(statement).matches());
        return !may && passes(statements.getLast());
    }

    private boolean passes(String statement) {
        if (statement.endsWith("&") && !statement.endsWith("&&")) return true;
        var alternatives = split(statement, "||");
        if (alternatives.size() > 1)
            return alternatives.subList(0, alternatives.size() - 1).stream()
                            .noneMatch(part -> ENDS_IN_THE_MIDDLE.matcher(part).find())
                    && plain(alternatives.getLast());
        var pipe = split(statement, "|");
        return pipe.size() > 1
                ? !pipefail && (passesOn(words(pipe.getLast())) || plain(pipe.getLast()))
                : plain(statement);
    }

    private static boolean passesOn(List<String> words) {
        if (words.isEmpty() || !PASSES_ON.contains(IdleCommand.name(words.getFirst()))) return false;
        var arguments = words.subList(1, words.size());
        return IdleCommand.name(words.getFirst()).equals("tee")
                || arguments.stream().allMatch(word -> word.matches("-(?![cC])\\S*|[+-]?\\d+"));
    }

    /** Whether one command, with nothing that redirects or expands to a failure, always passes. */
    private static boolean plain(String statement) {
        var command = statement.strip();
        if (PASSING_EXIT.matcher(command).matches()) return true;
        if (command.contains("${") && command.contains("?")) return false;
        boolean says = command.matches("(?s)(?:echo|printf)\\s.*");
        // What fails inside $() is lost in the words of an echo.
        var outside = says ? command.replaceAll("\\$\\([^()]*\\)", "") : command;
        return outside.chars().noneMatch(c -> "|&<>()".indexOf(c) >= 0)
                && !words(command).isEmpty()
                && (says || !LAST_TELLS.contains(words(command).getFirst()) && alwaysPasses(words(command)));
    }

    /** Of a command without a shell. */
    static boolean alwaysPasses(List<String> words) {
        if (words.isEmpty()) return false;
        var name = IdleCommand.name(words.getFirst());
        var arguments = words.subList(1, words.size());
        if (PASSES.contains(name)) return true;
        if (PASSES_ALONE.contains(name)) return arguments.isEmpty();
        if (name.equals("exit"))
            return arguments.isEmpty() || arguments.getFirst().equals("0");
        return (name.equals("test") || name.equals("[")) && fixed(arguments);
    }

    /** Whether a test compares texts that are all written down, and holds. */
    private static boolean fixed(List<String> words) {
        var operands = words.isEmpty() || !words.getLast().equals("]") ? words : words.subList(0, words.size() - 1);
        if (operands.stream().anyMatch(word -> word.matches(".*[$`*?].*") || word.equals("!"))) return false;
        if (operands.size() == 1) return !operands.getFirst().isEmpty();
        if (operands.size() != 3 || !COMPARISONS.contains(operands.get(1))) return false;
        boolean equal = operands.get(0).equals(operands.get(2));
        return switch (operands.get(1)) {
            case "=", "==", "-eq", "-le", "-ge" -> equal;
            case "!=" -> !equal;
            default -> false;
        };
    }

    private static List<String> words(String statement) {
        return ShellWords.split(statement.strip()).orElse(List.of());
    }

    /** At these, outside of quotes. {@code at}: a word of several signs, or single signs of which each one splits */
    private static List<String> split(String text, String at) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"' && i + 1 < text.length())
                    part.append(c).append(text.charAt(++i));
                else {
                    part.append(c);
                    if (c == quote) quote = 0;
                }
                continue;
            }
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
                continue;
            }
            if (c == '\'' || c == '"') quote = c;
            boolean here = switch (at) {
                case "||" -> text.startsWith("||", i);
                case "|" -> c == '|' && !text.startsWith("||", i) && (i == 0 || text.charAt(i - 1) != '|');
                default -> at.indexOf(c) >= 0;
            };
            if (!here) {
                part.append(c);
                continue;
            }
            parts.add(part.toString());
            part.setLength(0);
            if (at.equals("||")) i++;
        }
        parts.add(part.toString());
        return parts;
    }
}
