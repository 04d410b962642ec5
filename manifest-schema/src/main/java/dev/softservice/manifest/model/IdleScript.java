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
    private static final Set<String> PASSES_ALONE = Set.of("pwd", "date", "hostname", "uname", "wait");
    /** At the end of a pipe: they pass on what they are given, and the code of what gave it is lost. */
    private static final Set<String> PASSES_ON = Set.of("cat", "tee", "tail", "head", "sort", "wc", "nl", "ts");
    /** What both sides of, being fixed, always have one answer. */
    private static final Set<String> COMPARISONS = Set.of("=", "==", "!=", "-eq", "-ne", "-le", "-ge", "-lt", "-gt");

    private static final Pattern STOPS_AT_ERRORS =
            Pattern.compile("(?:^|[\\s;])(?:set\\s+)?-[a-z]*e[a-z]*(?:\\s|;|$)|errexit");
    private static final Pattern ENDS_IN_THE_MIDDLE = Pattern.compile("\\b(?:exit|exec|return|kill|trap|set)\\b");
    private static final Pattern PASSING_EXIT = Pattern.compile("exit\\s+0");
    private static final Pattern PASSING_TRAP =
            Pattern.compile("(?:^|[\\s;])trap\\s+[\"']?exit\\s+0[\"']?\\s+(?:EXIT|0)\\b");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=[^`]*");
    private static final Pattern GROUP = Pattern.compile("(?s)\\(([^()]*)\\)|\\{\\s([^{}]*)\\}");
    /** Its code is that of the last command of the last turn; without any turn it is 0. */
    private static final Pattern LOOP = Pattern.compile("(?s)for\\s.*?[;\\s]do\\s(.*)[;\\s]done");
    /** Its code is that of what was run; where nothing was, it is 0. */
    private static final Pattern BRANCH =
            Pattern.compile("(?s)if\\s(.*?)[;\\s]then\\s(.*?)(?:[;\\s]else\\s(.*?))?[;\\s]fi");

    private static final Pattern WHILE = Pattern.compile("(?s)(while|until)\\s+(.*?)[;\\s]do\\s(.*)[;\\s]done");
    /** Ends when its input does. */
    private static final Pattern READS = Pattern.compile("(?:IFS=\\S*\\s+)?read\\b.*");

    /** {@code COMMAND <<WORD}, and all that stands there up to the word. */
    private static final Pattern HEREDOC = Pattern.compile(
            "(?ms)^([^\\n]*?)<<-?[ \\t]*['\"\\\\]?([A-Za-z_]\\w*)['\"]?([^\\n]*)\\n(.*?)^[ \\t]*\\2[ \\t]*$");

    private static final Pattern OPENS = Pattern.compile("if|for|while|until|case|\\{|select");
    private static final Pattern CLOSES = Pattern.compile("fi|done|esac|\\}");
    /** The word behind is a command's first. */
    private static final Pattern LEADS = Pattern.compile("do|then|else|elif|while|until|if|!|\\{|&&|\\|\\|?|\\(");
    /** What only looks into another place, or makes it: no test fails by it. */
    private static final Pattern PREPARES = Pattern.compile("(?:cd|export|umask|unset)\\b[^|&<>()`$]*");

    /** A loop that reads what another command writes. */
    private static final Pattern FED = Pattern.compile("(?s)[^|&;<>()]*\\|\\s*(while\\s.*done)");

    private static final Pattern WRITES = Pattern.compile("(?:>>?\\s*|\\btee\\s+(?:-a\\s+)?)([\\w./-]+)");
    /** Of where output goes: nothing fails by these. */
    private static final Pattern HARMLESS = Pattern.compile("(?:[12&]?>>?\\s*/dev/null|[12]?>&[12])(?=\\s|$)");

    private static final Pattern TELLS_THE_LAST = Pattern.compile("exit(?:\\s+\"?\\$\\?\"?)?");

    private final String options;

    private final String script;
    private final boolean strict;
    private final boolean pipefail;

    /** {@code options}: what the shell is told before the script */
    IdleScript(String script, String options) {
        this.options = options;
        this.script = withoutHeredocs(
                script.replace("\\\n", " ").replace("|&", "2>&1 |").strip(), options);
        var set = String.join(
                " ",
                this.script
                        .lines()
                        .filter(line -> line.strip().startsWith("set "))
                        .toList());
        this.strict = STOPS_AT_ERRORS.matcher(options + set).find();
        this.pipefail = (options + this.script).contains("pipefail");
    }

    /** With {@code true} or {@code false} for what reads its input from there, where that can be told. */
    private static String withoutHeredocs(String script, String options) {
        return HEREDOC.matcher(script).replaceAll(found -> {
            var command = words(found.group(1));
            boolean plain = found.group(3).isBlank() && found.group(1).chars().noneMatch(c -> "|&;<>".indexOf(c) >= 0);
            if (plain && command.equals(List.of("cat"))) return "true";
            if (plain && IdleCommand.readsItsInput(command))
                return new IdleScript(found.group(4), options + String.join(" ", command)).alwaysPasses()
                        ? "true"
                        : "false";
            return java.util.regex.Matcher.quoteReplacement(found.group(1) + "< given " + found.group(3));
        });
    }

    boolean alwaysPasses() {
        return PASSING_TRAP.matcher(script).find() || inTurn();
    }

    private boolean within(String part) {
        return new IdleScript(part, options).alwaysPasses();
    }

    private boolean inTurn() {
        var statements = statements();
        if (statements.isEmpty()) return true;
        int last = statements.size() - 1;
        // What ends with the code of what went before tells what that did.
        while (last > 0 && TELLS_THE_LAST.matcher(statements.get(last)).matches()) last--;
        var before = statements.subList(0, last);
        boolean may = before.stream()
                .filter(statement -> !statement.startsWith("set "))
                .anyMatch(statement -> strict && !PREPARES.matcher(statement).matches() && !passes(statement)
                        || ENDS_IN_THE_MIDDLE.matcher(statement).find()
                                && !PASSING_EXIT.matcher(statement).matches());
        return !may && (passes(statements.get(last)) || shows(statements.get(last), before));
    }

    /** One after the other; a compound command is one. */
    private List<String> statements() {
        var statements = new ArrayList<String>();
        var open = new StringBuilder();
        int depth = 0;
        for (var piece : split(script, ";\n")) {
            var statement = piece.strip();
            if (statement.isEmpty() || statement.startsWith("#")) continue;
            open.append(open.isEmpty() ? "" : "; ").append(statement);
            depth += depth(statement);
            if (depth > 0) continue;
            statements.add(open.toString());
            open.setLength(0);
            depth = 0;
        }
        if (!open.isEmpty()) statements.add(open.toString());
        return statements.stream()
                .map(statement -> statement.replaceAll("(?<=^|[;\\s])(do|then|else|\\{); ", "$1 "))
                .toList();
    }

    private static int depth(String statement) {
        int depth = 0;
        boolean first = true;
        for (var word : statement
                .replaceAll("\"[^\"]*\"|'[^']*'", "_")
                .replaceAll("([()])", " $1 ")
                .strip()
                .split("\\s+")) {
            if (first && OPENS.matcher(word).matches() || word.equals("(")) depth++;
            if (first && CLOSES.matcher(word).matches() || word.equals(")")) depth--;
            first = LEADS.matcher(word).matches();
        }
        return depth;
    }

    /** Its last command prints what an earlier one has written. */
    private static boolean shows(String statement, List<String> before) {
        var words = words(statement);
        if (words.size() < 2 || !PASSES_ON.contains(IdleCommand.name(words.getFirst()))) return false;
        var written = new java.util.HashSet<String>();
        before.forEach(each -> WRITES.matcher(each).results().forEach(found -> written.add(found.group(1))));
        return words.stream()
                        .skip(1)
                        .filter(word -> !word.matches("-\\S*|\\d+"))
                        .allMatch(written::contains)
                && words.stream().skip(1).anyMatch(written::contains);
    }

    private boolean passes(String given) {
        var statement = given.strip();
        var fed = FED.matcher(statement);
        var compound = compound(fed.matches() && !pipefail ? fed.group(1) : statement);
        if (compound.isPresent()) return compound.get();
        var background = split(statement, "&");
        // Who does not wait for it does not learn of its end.
        if (background.size() > 1) return background.getLast().isBlank() || passes(background.getLast());
        var alternatives = split(statement, "||");
        if (alternatives.size() > 1)
            return alternatives.subList(0, alternatives.size() - 1).stream()
                            .noneMatch(part -> ENDS_IN_THE_MIDDLE.matcher(part).find())
                    && passes(alternatives.getLast());
        var together = split(statement, "&&");
        if (together.size() > 1) {
            var first = together.subList(0, together.size() - 1);
            return passes(together.getLast())
                    && first.stream()
                            .allMatch(part -> plain(part)
                                    || PREPARES.matcher(part.strip()).matches());
        }
        var pipe = split(statement, "|");
        return pipe.size() > 1
                ? !pipefail && (passesOn(words(pipe.getLast())) || passes(pipe.getLast()))
                : plain(statement);
    }

    /** Empty where it is none that can be judged. */
    private java.util.Optional<Boolean> compound(String statement) {
        var group = GROUP.matcher(statement);
        if (group.matches())
            return java.util.Optional.of(within(group.group(1) == null ? group.group(2) : group.group(1)));
        var loop = LOOP.matcher(statement);
        if (loop.matches()) return java.util.Optional.of(within(loop.group(1)));
        var loops = WHILE.matcher(statement);
        if (loops.matches()) {
            var asked = loops.group(2).replaceFirst(";\\s*$", "").strip();
            boolean never = loops.group(1).equals("until") ? asked.matches("true|:") : asked.equals("false");
            return java.util.Optional.of(never
                    || loops.group(1).equals("while") && READS.matcher(asked).matches() && within(loops.group(3)));
        }
        var branch = BRANCH.matcher(statement);
        return branch.matches() && !branch.group(2).matches("(?s).*\\b(?:if|elif|fi)\\b.*")
                ? java.util.Optional.of(
                        !ENDS_IN_THE_MIDDLE.matcher(branch.group(1)).find()
                                && within(branch.group(2))
                                && (branch.group(3) == null || within(branch.group(3))))
                : java.util.Optional.empty();
    }

    private static boolean passesOn(List<String> words) {
        if (words.isEmpty() || !PASSES_ON.contains(IdleCommand.name(words.getFirst()))) return false;
        var arguments = words.subList(1, words.size());
        return IdleCommand.name(words.getFirst()).equals("tee")
                || arguments.stream().allMatch(word -> word.matches("-(?![cC])\\S*|[+-]?\\d+"));
    }

    /** Whether one command, with nothing that redirects or expands to a failure, always passes. */
    private static boolean plain(String statement) {
        var command = HARMLESS.matcher(statement).replaceAll("").strip();
        if (PASSING_EXIT.matcher(command).matches()) return true;
        if (command.contains("${") && command.contains("?")) return false;
        boolean says = command.matches("(?s)(?:echo|printf)\\s.*");
        // What fails inside $() is lost in the words of an echo.
        var outside =
                (says ? command.replaceAll("\\$\\([^()]*\\)", "") : command).replaceAll("'[^']*'|\"[^\"$`]*\"", "_");
        return outside.chars().noneMatch(c -> "|&<>()".indexOf(c) >= 0)
                && !words(command).isEmpty()
                && (says || !lastTells(words(command)) && (alwaysPasses(words(command)) || forgives(words(command))));
    }

    /** A bare exit has the code of what went before, and who sleeps for ever waits to be ended. */
    private static boolean lastTells(List<String> words) {
        return words.equals(List.of("exit"))
                || words.getFirst().equals("sleep")
                        && words.stream().skip(1).noneMatch(word -> word.matches("[\\d.]+[smhd]?"));
    }

    /** A shell in the shell, or a program that is told to forgive. */
    private static boolean forgives(List<String> words) {
        return IdleCommand.byExitCode(words.getFirst().equals("eval") ? evaluated(words) : words)
                .isPresent();
    }

    private static List<String> evaluated(List<String> words) {
        return List.of("sh", "-c", String.join(" ", words.subList(1, words.size())));
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
        if (operands.size() == 2) return operands.get(0).equals(operands.get(1).isEmpty() ? "-z" : "-n");
        if (operands.size() != 3 || !COMPARISONS.contains(operands.get(1))) return false;
        boolean equal = operands.get(0).equals(operands.get(2));
        return switch (operands.get(1)) {
            case "=", "==", "-eq", "-le", "-ge" -> equal;
            case "!=" -> !equal;
            case "-ne", "-lt", "-gt" -> orders(operands);
            default -> false;
        };
    }

    private static boolean orders(List<String> operands) {
        if (!operands.get(0).matches("-?\\d{1,9}") || !operands.get(2).matches("-?\\d{1,9}")) return false;
        int order = Integer.compare(Integer.parseInt(operands.get(0)), Integer.parseInt(operands.get(2)));
        return switch (operands.get(1)) {
            case "-lt" -> order < 0;
            case "-gt" -> order > 0;
            default -> order != 0;
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
                case "&" ->
                    c == '&'
                            && !text.startsWith("&&", i)
                            && !text.startsWith("&>", i)
                            && (i == 0 || "&<>".indexOf(text.charAt(i - 1)) < 0);
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
