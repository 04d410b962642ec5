package dev.softservice.manifest.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds commands that can never fail, so that a test by them shows nothing: a shell without a script, words that do
 * nothing, scripts whose errors are ignored. It judges what is written and runs nothing.
 */
public final class IdleCommand {
    private static final Set<String> INTERPRETERS = Set.of(
            "sh",
            "bash",
            "ash",
            "dash",
            "zsh",
            "ksh",
            "mksh",
            "csh",
            "tcsh",
            "fish",
            "busybox",
            "pwsh",
            "powershell",
            "rbash",
            "python",
            "python2",
            "python3",
            "pypy",
            "pypy3",
            "ipython",
            "node",
            "nodejs",
            "bun",
            "irb",
            "ruby",
            "perl",
            "php",
            "lua",
            "jshell",
            "ghci",
            "iex",
            "erl",
            "R",
            "julia",
            "sqlite3",
            "cat",
            "clojure",
            "scala",
            "groovysh",
            "guile");
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "zsh", "ksh", "mksh", "rbash");
    /** Run the command that follows them. */
    private static final Set<String> WRAPPERS = Set.of(
            "env",
            "busybox",
            "command",
            "nice",
            "ionice",
            "nohup",
            "setsid",
            "stdbuf",
            "sudo",
            "gosu",
            "su-exec",
            "tini",
            "dumb-init",
            "timeout",
            "time",
            "exec",
            "xvfb-run");
    /** The first of their words is a user. */
    private static final Set<String> FOR_A_USER = Set.of("gosu", "su-exec");
    /** Options by which one waits for somebody to type. */
    private static final Set<String> ASKS_NOTHING = Set.of(
            "-", "-i", "-l", "-a", "-s", "-q", "-il", "-li", "--login", "--interactive", "--norc", "--noprofile");
    /** Of a shell script: all of it. */
    private static final Pattern EMPTY =
            Pattern.compile("(?:\\s|;|:|true|exit(?:\\s+0)?|sleep\\s+[\\d.]+[smhd]?|#[^\\n]*)*");

    private static final int NOT_RUN = 126;
    private static final int NOT_FOUND = 127;

    private IdleCommand() {}

    /** Why a container that runs these words does nothing; empty: it may do something. */
    public static Optional<String> of(List<String> words) {
        if (words.isEmpty()) return Optional.of("there is no command");
        for (int at = 0; at < words.size(); at++) {
            var word = name(words.get(at));
            var rest = words.subList(at + 1, words.size());
            if (SHELLS.contains(word) && script(rest).isPresent())
                return EMPTY.matcher(script(rest).get()).matches()
                        ? Optional.of("'" + word + "' is given a script that does nothing")
                        : Optional.empty();
            if (INTERPRETERS.contains(word) && ASKS_NOTHING.containsAll(rest))
                return Optional.of("'" + word + "' is given nothing to run");
        }
        var plain = unwrapped(words);
        if (IdleProgram.is(plain))
            return Optional.of("'" + name(plain.getFirst()) + "' is given a program that does nothing");
        return IdleScript.alwaysPasses(plain)
                ? Optional.of("'" + name(plain.getFirst()) + "' always passes")
                : Optional.empty();
    }

    /** As above, also for what does something and ends with 0 all the same: where only the exit code tells. */
    public static Optional<String> byExitCode(List<String> words) {
        var idle = of(words);
        if (idle.isPresent()) return idle;
        var plain = unwrapped(words);
        if (!SHELLS.contains(name(plain.getFirst())))
            return Forgiving.option(plain).map(option -> "with '" + option + "' it ends with 0 whatever fails");
        var arguments = plain.subList(1, plain.size());
        return script(arguments)
                .filter(script -> new IdleScript(script, options(arguments)).alwaysPasses())
                .map(_ -> "its script ends with 0 whatever fails");
    }

    /** As above, where the command has to end with {@code exit}. */
    public static Optional<String> byExitCode(List<String> words, int exit) {
        if (exit == 0) return byExitCode(words);
        if (words.isEmpty()) return Optional.empty();
        if (exit == NOT_FOUND || exit == NOT_RUN)
            return Optional.of("a command that is not there, or can't be run, ends with " + exit);
        var plain = unwrapped(words);
        boolean shell = SHELLS.contains(name(plain.getFirst()));
        var line = shell
                ? script(plain.subList(1, plain.size())).map(String::strip).orElse("")
                : name(plain.getFirst()) + (plain.size() > 1 ? " " + plain.get(1) : "");
        boolean always =
                line.equals("exit " + exit) || exit == 1 && (line.equals("false") || line.startsWith("false "));
        return always ? Optional.of("'" + line + "' always ends with " + exit) : Optional.empty();
    }

    /** Without {@code env NAME=value}, {@code timeout 5} and their like. */
    static List<String> unwrapped(List<String> words) {
        var rest = words;
        while (rest.size() > 1 && WRAPPERS.contains(name(rest.getFirst()))) {
            boolean timeout = name(rest.getFirst()).equals("timeout");
            int next = FOR_A_USER.contains(name(rest.getFirst())) && rest.size() > 2 ? 2 : 1;
            while (next < rest.size() - 1
                    && (rest.get(next).startsWith("-")
                            || rest.get(next).matches("[A-Za-z_]\\w*=.*")
                            || timeout && rest.get(next).matches("[0-9.]+[smhd]?"))) next++;
            rest = rest.subList(next, rest.size());
        }
        return rest;
    }

    /** A shell that is given its script by what stands behind it. */
    static boolean readsItsInput(List<String> words) {
        if (words.isEmpty()) return false;
        var plain = unwrapped(words);
        return SHELLS.contains(name(plain.getFirst()))
                && plain.stream().skip(1).allMatch(word -> word.matches("-[a-z]*|pipefail"));
    }

    static Optional<String> script(List<String> arguments) {
        for (int at = 0; at + 1 < arguments.size(); at++) {
            boolean option = arguments.get(at).startsWith("-")
                    || at > 0 && arguments.get(at - 1).matches("-[a-z]*o");
            if (!option) return Optional.empty();
            if (arguments.get(at).matches("-[a-z]*c[a-z]*")) return Optional.of(arguments.get(at + 1));
        }
        return Optional.empty();
    }

    /** What a shell is told before its script. */
    static String options(List<String> arguments) {
        var options = new StringBuilder();
        for (var argument : arguments) {
            options.append(argument).append(' ');
            if (argument.matches("-[a-z]*c[a-z]*")) break;
        }
        return options.toString().toLowerCase(Locale.ROOT);
    }

    static boolean isShell(String name) {
        return SHELLS.contains(name);
    }

    static String name(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }
}
