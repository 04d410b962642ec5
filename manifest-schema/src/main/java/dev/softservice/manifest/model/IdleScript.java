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

    private static final Set<String> PASSES_ALONE = Set.of("pwd", "date", "hostname", "uname", "wait");
    /** At the end of a pipe: they pass on what they are given, and the code of what gave it is lost. */
    private static final Set<String> PASSES_ON = Set.of("cat", "tee", "tail", "head", "sort", "wc", "nl", "ts");
    /** What both sides of, being fixed, always have one answer. */
    private static final Set<String> COMPARISONS = Set.of("=", "==", "!=", "-eq", "-le", "-ge");

    private static final Pattern STOPS_AT_ERRORS =
            Pattern.compile("(?:^|[\\s;])(?:set\\s+)?-[a-z]*e[a-z]*(?:\\s|;|$)|errexit");
    private static final Pattern ENDS_IN_THE_MIDDLE = Pattern.compile("\\b(?:exit|exec|return|kill|trap|set)\\b");
    private static final Pattern PASSING_EXIT = Pattern.compile("exit\\s+0");
    private static final Pattern PASSING_TRAP =
            Pattern.compile("(?:^|[\\s;])trap\\s+[\"']?exit\\s+0[\"']?\\s+(?:EXIT|0)\\b");
    /** A wait that names nobody ends with 0 whatever became of them. */
    private static final Pattern WAITS_FOR_ALL = Pattern.compile("(?s)[^&|<>()]*[^&]&\\s*wait");

    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=[^`]*");
    private static final Pattern GROUP = Pattern.compile("(?s)\\(([^()]*)\\)|\\{\\s([^{}]*)\\}");
    /** Its code is that of the last command of the last turn; without any turn it is 0. */
    private static final Pattern LOOP = Pattern.compile("(?s)for\\s.*?[;\\s]do\\s(.*)[;\\s]done");
    /** Its code is that of what was run; where nothing was, it is 0. */
    private static final Pattern BRANCH =
            Pattern.compile("(?s)if\\s(.*?)[;\\s]then\\s(.*?)(?:[;\\s]else\\s(.*?))?[;\\s]fi");

    private final String options;

    private final String script;
    private final boolean strict;
    private final boolean pipefail;

    /** {@code options}: what the shell is told before the script */
    IdleScript(String script, String options) {
        this.options = options;
        this.script = script.replace("\\\n", " ").strip();
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
        if (PASSING_TRAP.matcher(script).find()) return true;
        var group = GROUP.matcher(script);
        if (group.matches()) return within(group.group(1) == null ? group.group(2) : group.group(1));
        var loop = LOOP.matcher(script);
        if (loop.matches()) return within(loop.group(1));
        var branch = BRANCH.matcher(script);
        if (branch.matches() && !branch.group(2).matches("(?s).*\\b(?:if|elif|fi)\\b.*"))
            return !ENDS_IN_THE_MIDDLE.matcher(branch.group(1)).find()
                    && within(branch.group(2))
                    && (branch.group(3) == null || within(branch.group(3)));
        return inTurn();
    }

    private boolean within(String part) {
        return new IdleScript(part, options).alwaysPasses();
    }

    private boolean inTurn() {
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
        if (WAITS_FOR_ALL.matcher(statement).matches()) return true;
        var alternatives = split(statement, "||");
        if (alternatives.size() > 1)
            return alternatives.subList(0, alternatives.size() - 1).stream()
                            .noneMatch(part -> ENDS_IN_THE_MIDDLE.matcher(part).find())
                    && plain(alternatives.getLast());
        var together = split(statement, "&&");
        if (together.size() > 1) return together.stream().allMatch(IdleScript::plain);
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
        if (words.stream().allMatch(word -> ASSIGNMENT.matcher(word).matches())) return true;
        if (words.size() > 1 && words.getFirst().equals("exec")) return alwaysPasses(words.subList(1, words.size()));
        if (words.equals(List.of("!", "false"))) return true;
        var name = IdleCommand.name(words.getFirst());
        var arguments = words.subList(1, words.size());
        if (PASSES.contains(name)) return true;
        if (PASSES_ALONE.contains(name)) return arguments.isEmpty();
        if (name.equals("exit"))
            return arguments.isEmpty() || arguments.getFirst().equals("0");
        return (name.equals("test") || name.equals("[") || name.equals("[[")) && fixed(arguments);
    }

    /** Whether a test compares texts that are all written down, and holds. */
    private static boolean fixed(List<String> words) {
        var operands = words.isEmpty() || !words.getLast().matches("]]?") ? words : words.subList(0, words.size() - 1);
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
                case "||", "&&" -> text.startsWith(at, i);
                case "|" -> c == '|' && !text.startsWith("||", i) && (i == 0 || text.charAt(i - 1) != '|');
                default -> at.indexOf(c) >= 0;
            };
            if (!here) {
                part.append(c);
                continue;
            }
            parts.add(part.toString());
            part.setLength(0);
            if (at.equals("||") || at.equals("&&")) i++;
        }
        parts.add(part.toString());
        return parts;
    }
}
