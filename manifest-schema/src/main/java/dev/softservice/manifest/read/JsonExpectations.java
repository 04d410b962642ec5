package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.model.ExpectedJson;
import dev.softservice.manifest.model.ExpectedJson.Fixed;
import dev.softservice.manifest.model.ExpectedJson.Written;
import dev.softservice.manifest.model.JsonScalar;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code json: {/pointer: value}}: each value keeps the type that it has in YAML. */
final class JsonExpectations {
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^~/]|~[01])*)*");
    private static final int LONGEST_POINTER = 500;
    private static final int LONGEST_NUMBER = 100;

    private final Context context;

    JsonExpectations(Context context) {
        this.context = context;
    }

    Map<String, ExpectedJson> read(Fields expect) {
        Map<String, ExpectedJson> json = new LinkedHashMap<>();
        expect.entries("json").forEach((pointer, entry) -> {
            if (pointer.length() > LONGEST_POINTER || !POINTER.matcher(pointer).matches())
                context.values.bad(entry.keyMark(), "json", pointer, "a JSON Pointer such as /items/0/name");
            value(entry.value(), pointer).ifPresent(value -> json.put(pointer, value));
        });
        return Collections.unmodifiableMap(json);
    }

    private Optional<ExpectedJson> value(Node node, String pointer) {
        if (!(node instanceof ScalarNode scalar)) {
            context.values.wrong(node, pointer, "text, a number, true, false or null");
            return Optional.empty();
        }
        return switch (scalar.type()) {
            case NULL -> Optional.of(new Fixed(new JsonScalar.Nothing()));
            case BOOLEAN ->
                Optional.of(new Fixed(new JsonScalar.Truth(scalar.text().equalsIgnoreCase("true"))));
            case INTEGER, DECIMAL -> {
                var number = number(scalar.text());
                if (number.isEmpty()) context.values.bad(scalar.mark(), pointer, scalar.text(), "a number as in JSON");
                yield number.map(Fixed::new);
            }
            case TEXT, OLD_NUMBER -> context.values.template(scalar, pointer).map(Written::new);
        };
    }

    private static Optional<JsonScalar> number(String text) {
        var low = text.toLowerCase(Locale.ROOT);
        if (low.length() > LONGEST_NUMBER) return Optional.empty();
        try {
            return Optional.of(new JsonScalar.Number(
                    low.startsWith("0x")
                            ? new BigDecimal(new BigInteger(low.substring(2), 16))
                            : low.startsWith("0o")
                                    ? new BigDecimal(new BigInteger(low.substring(2), 8))
                                    : new BigDecimal(low)));
        } catch (NumberFormatException notOfJson) {
            return Optional.empty();
        }
    }
}
