package dev.softservice.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Text that may hold {@code ${dotted.name}}; {@code $$} is a dollar. The reader has already refused unknown names and
 * malformed references at the place where they stand, so resolving only fails where a value is not known yet.
 */
public record Template(String source) {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\{([^}]*)})");

    /** The dotted names in order of appearance, repeats included: {@code parameters.site-name}, {@code uses.database.host}. */
    public List<String> references() {
        var names = new ArrayList<String>();
        var matcher = REFERENCE.matcher(source);
        while (matcher.find()) {
            if (matcher.group(1) != null) names.add(matcher.group(1));
        }
        return List.copyOf(names);
    }

    /** The text with every reference replaced by what {@code scope} gives for its dotted name, values never re-read. */
    public String resolve(Function<String, String> scope) {
        return REFERENCE
                .matcher(source)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        match.group(1) == null ? "$" : scope.apply(match.group(1))));
    }
}
