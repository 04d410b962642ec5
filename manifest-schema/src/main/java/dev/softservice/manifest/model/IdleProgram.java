package dev.softservice.manifest.model;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A program in the words of a command, such as {@code python -c pass}: it does nothing but speak, and end with 0. */
final class IdleProgram {
    private static final Map<String, Pattern> BY_OPTION = Map.of(
            "python[\\d.]*|pypy3?", Pattern.compile("-c"),
            "node|nodejs|bun", Pattern.compile("-e|-p|--eval|--print"),
            "perl", Pattern.compile("-[wE]*e|-E"),
            "ruby|lua[\\d.]*|Rscript|julia|elixir|groovy", Pattern.compile("-e"),
            "php", Pattern.compile("-r"),
            "deno", Pattern.compile("eval"));

    private static final String TEXT = "(?:\"[^\"$`\\\\]*(?:\\\\n)?\"|'[^']*'|\\d*)";
    private static final Pattern STATEMENT = Pattern.compile("pass|None|nil|null|undefined|True|False|true|" + TEXT
            + "|(?:import|require) ?['\"]?(?:sys|os)['\"]?"
            + "|(?:print|puts|echo|say|p|cat|console\\.log|IO\\.puts|println)[ (] *" + TEXT + " *\\)?"
            + "|(?:sys\\.|os\\._|process\\.|Deno\\.|os\\.)?(?:exit|quit)(?: *\\(? *0? *\\)?)"
            + "|raise SystemExit(?:\\(0?\\))?");

    private IdleProgram() {}

    static boolean is(List<String> words) {
        var program = IdleCommand.name(words.getFirst());
        for (int at = 1; at + 1 < words.size(); at++) {
            var option = words.get(at);
            boolean code = BY_OPTION.entrySet().stream()
                    .anyMatch(known -> program.matches(known.getKey())
                            && known.getValue().matcher(option).matches());
            if (code) return saysOnly(words.get(at + 1));
            if (!option.startsWith("-")) return false;
        }
        return false;
    }

    private static boolean saysOnly(String code) {
        return code.lines()
                .flatMap(line -> List.of(line.split(";")).stream())
                .map(String::strip)
                .allMatch(statement -> STATEMENT.matcher(statement).matches());
    }
}
