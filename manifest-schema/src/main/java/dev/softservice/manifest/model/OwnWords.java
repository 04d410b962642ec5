package dev.softservice.manifest.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds tests that look for what their own command prints: {@code echo ok}, and then "ok". Judged is what stands there plainly: words behind {@code echo} or {@code printf} at the
 * end of a script that comes there whatever fails.
 */
public final class OwnWords {
    private static final Set<String> PRINTING = Set.of("echo", "printf");
    /** A new statement that comes whether or not the one before it failed. */
    private static final Pattern STATEMENT = Pattern.compile("[;\\n]");
    /** What makes of a word something else, sends it elsewhere, or makes it depend on something. */
    private static final Pattern MORE = Pattern.compile("[$`|&<>*?]");

    private OwnWords() {}

    /** What is printed in any case; empty: nothing that is known. {@code words} of a command. */
    static Optional<String> printed(List<String> words) {
        var plain = IdleCommand.unwrapped(words);
        if (plain.isEmpty()) return Optional.empty();
        var name = IdleCommand.name(plain.getFirst());
        if (PRINTING.contains(name)) return Optional.of(String.join(" ", plain.subList(1, plain.size())));
        if (!IdleCommand.isShell(name)) return Optional.empty();
        var arguments = plain.subList(1, plain.size());
        var script = IdleCommand.script(arguments).map(String::strip).orElse("");
        boolean stops = IdleCommand.options(arguments).matches(".*-[a-z]*e.*") || script.matches("(?s).*\\bset\\b.*");
        var statements = STATEMENT.split(script);
        if (statements.length == 0 || stops) return Optional.empty();
        var last = statements[statements.length - 1].strip();
        boolean prints = PRINTING.stream().anyMatch(word -> last.startsWith(word + " "));
        return prints && !MORE.matcher(last).find() && !isConditional(script)
                ? Optional.of(last.substring(last.indexOf(' ')))
                : Optional.empty();
    }

    /** An exit in between, or an end that belongs to a condition. */
    private static boolean isConditional(String script) {
        return Pattern.compile("\\b(?:exit|exec|if|while|until|for|case|trap|kill)\\b|[{}()]")
                .matcher(script)
                .find();
    }

    /** Why a test by these words says nothing, where it looks for {@code texts} and {@code patterns}; empty: it may say something. */
    public static Optional<String> looksFor(List<String> words, List<String> texts, List<Pattern> patterns) {
        if (texts.isEmpty() && patterns.isEmpty()) return Optional.empty();
        return printed(words)
                .filter(own -> texts.stream().allMatch(own::contains)
                        && patterns.stream()
                                .allMatch(pattern -> pattern.matcher(own).find()))
                .map(_ -> "it looks for what its own command prints");
    }
}
