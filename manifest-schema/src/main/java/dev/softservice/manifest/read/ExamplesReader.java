package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Rule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads {@code examples}: values other than the defaults that a run tries. */
final class ExamplesReader {
    private final Context context;
    private final Map<String, Parameter> parameters;

    ExamplesReader(Context context, Map<String, Parameter> parameters) {
        this.context = context;
        this.parameters = parameters;
    }

    /** Empty: the manifest does not say. */
    Optional<Map<String, String>> read(Fields manifest) {
        if (!manifest.has("examples")) return Optional.empty();
        Map<String, String> examples = new LinkedHashMap<>();
        manifest.entries("examples").forEach((name, entry) -> {
            if (!parameters.containsKey(name)) {
                var near = Suggestion.didYouMean(name, parameters.keySet());
                context.error(
                        entry.keyMark(),
                        Rule.UNKNOWN_PARAMETER,
                        "`examples` names the parameter " + Quote.quote(name) + ", which is not declared"
                                + (near.isEmpty() ? "; declared are " + Quote.listed(parameters.keySet()) : near));
                return;
            }
            var parameter = Objects.requireNonNull(parameters.get(name));
            var value = new ParametersReader(context).fitting(entry.value(), parameter.type(), parameter.choices());
            if (value.isPresent() && value.equals(parameter.defaultValue()))
                context.error(
                        entry.value().mark(),
                        Rule.BAD_VALUE,
                        "`examples` gives " + Quote.quote(name)
                                + " its default, which every run takes; write another value, or leave it out");
            else value.ifPresent(text -> examples.put(name, text));
        });
        return Optional.of(Collections.unmodifiableMap(examples));
    }
}
