package dev.softservice.manifest.read;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Commands that a test can't fail by: a shell or an interpreter that is given nothing to run ends with 0 once it finds its input empty, and some words do nothing at all. */
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
    private static final Set<String> NOTHING = Set.of("true", ":", "exit", "echo", "printf");
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "zsh", "ksh", "mksh", "rbash");
    /** Options by which one waits for somebody to type. */
    private static final Set<String> ASKS_NOTHING = Set.of(
            "-", "-i", "-l", "-a", "-s", "-q", "-il", "-li", "--login", "--interactive", "--norc", "--noprofile");
    /** Of a shell script: all of it. */
    private static final Pattern EMPTY = Pattern.compile("(?:\\s|;|:|true|exit(?:\\s+0)?|#[^\\n]*)*");
    /** Of a shell script: its end, whatever went before. */
    private static final Pattern FORGIVING =
            Pattern.compile("(?s).*(?:\\|\\||;|\\n)\\s*(?:true|:|exit\\s+0)\\s*;?\\s*");

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
        return NOTHING.contains(name(words.getFirst()))
                        && !(name(words.getFirst()).equals("exit")
                                && words.size() > 1
                                && !words.get(1).equals("0"))
                ? Optional.of("'" + name(words.getFirst()) + "' always passes")
                : Optional.empty();
    }

    /** As above, also for what does something and ends with 0 all the same: where only the exit code tells. */
    public static Optional<String> byExitCode(List<String> words) {
        var idle = of(words);
        if (idle.isPresent() || words.size() < 3 || !SHELLS.contains(name(words.getFirst()))) return idle;
        return script(words.subList(1, words.size()))
                .filter(script -> FORGIVING.matcher(script).matches())
                .map(_ -> "its script ends with 0 whatever fails");
    }

    private static Optional<String> script(List<String> arguments) {
        for (int at = 0; at + 1 < arguments.size(); at++) {
            if (!arguments.get(at).startsWith("-")) return Optional.empty();
            if (arguments.get(at).matches("-[a-z]*c[a-z]*")) return Optional.of(arguments.get(at + 1));
        }
        return Optional.empty();
    }

    private static String name(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }
}
