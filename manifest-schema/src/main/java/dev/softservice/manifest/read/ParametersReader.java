package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Parameter.Type;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code parameters}: names, types, and defaults that fit them. */
public final class ParametersReader {
    public static final String NAME = "[a-z][a-z0-9-]{0,63}";
    private static final int MOST = 200;
    private static final List<String> TYPES = Stream.of(Type.values())
            .map(type -> type.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Context context;

    ParametersReader(Context context) {
        this.context = context;
    }

    Map<String, Parameter> read(Fields manifest) {
        var entries = manifest.entries("parameters");
        if (entries.size() > MOST) {
            context.error(
                    manifest.markOf("parameters"),
                    Rule.OUT_OF_RANGE,
                    "`parameters` has " + entries.size() + " entries",
                    "at most " + MOST + " are accepted");
            return Map.of();
        }
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            if (!name.matches(NAME)) {
                context.error(
                        entry.keyMark(),
                        Rule.BAD_NAME,
                        "the parameter name " + Quote.quote(name)
                                + " must be up to 64 lower-case letters, digits and dashes, a letter first");
            }
            parameters.put(
                    name,
                    Fields.of(entry.value(), name, context)
                            .map(fields -> parameter(fields, entry.keyMark()))
                            .orElse(new Parameter(Type.STRING, Optional.empty(), "", List.of())));
        });
        return Collections.unmodifiableMap(parameters);
    }

    private Parameter parameter(Fields fields, Mark mark) {
        fields.require("type");
        var type = fields.choice("type", TYPES).map(text -> Type.valueOf(text.toUpperCase(Locale.ROOT)));
        var given = fields.node("default");
        var example = fields.node("example");
        var description = fields.text("description").orElse("");
        var choices = fields.items("choices").stream()
                .flatMap(item -> context.values.plain(item, "choices").stream())
                .toList();
        fields.done();
        if (type.isEmpty()) return new Parameter(Type.STRING, Optional.empty(), description, choices);
        if (type.get() == Type.CHOICE && choices.isEmpty()) {
            context.error(mark, Rule.MISSING_KEY, "a choice needs `choices`, such as [small, large]");
        } else if (type.get() != Type.CHOICE && fields.has("choices")) {
            context.error(
                    fields.markOf("choices"),
                    Rule.ONE_OF,
                    "only a parameter of type choice has `choices`",
                    "change the type, or remove them");
        } else if (choices.stream().distinct().count() < choices.size()) {
            context.error(
                    fields.markOf("choices"), Rule.NAME_TAKEN, "`choices` names one value twice", "keep one of them");
        }
        var value = given.isPresent()
                ? given.flatMap(node -> fitting(node, type.get(), choices))
                : byType(type.get(), choices, mark);
        if (example.isPresent() && value.isPresent())
            context.error(
                    fields.markOf("example"),
                    Rule.ONE_OF,
                    "a parameter with a default needs no `example`, since tests take the default",
                    "remove one of them");
        var shown = example.flatMap(node -> fitting(node, type.get(), choices));
        return new Parameter(type.get(), value, description, choices, shown);
    }

    /** The value as text, where it is one of the type. */
    Optional<String> fitting(Node node, Type type, List<String> choices) {
        return switch (type) {
            case STRING, SECRET -> context.values.plain(node, "default");
            case PORT ->
                context.values.port(node, "default").stream()
                        .mapToObj(Integer::toString)
                        .findFirst();
            case BOOLEAN -> context.values.bool(node, "default").map(value -> value.toString());
            case INTEGER ->
                context.values.integer(node, "default", Integer.MIN_VALUE, Integer.MAX_VALUE).stream()
                        .mapToObj(Integer::toString)
                        .findFirst();
            case CHOICE -> context.values.choice(node, "default", choices);
        };
    }

    /** What stands for a default that the author left out. */
    private Optional<String> byType(Type type, List<String> choices, Mark mark) {
        return switch (type) {
            case STRING, SECRET, INTEGER -> Optional.empty();
            case BOOLEAN -> Optional.of("false");
            case CHOICE -> choices.stream().findFirst();
            case PORT -> {
                context.error(mark, Rule.MISSING_KEY, "a port needs `default`, such as 8080");
                yield Optional.empty();
            }
        };
    }
}
