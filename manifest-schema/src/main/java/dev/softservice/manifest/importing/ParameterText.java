package dev.softservice.manifest.importing;

import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.yaml.YamlWriter;
import java.util.Optional;

/** A parameter as `init` writes it. */
record ParameterText(String type, Optional<String> defaultValue, Optional<String> example, String description) {
    private static final int LONGEST = 200;

    static ParameterText text(String value, String description) {
        return new ParameterText("string", Optional.of(value), Optional.empty(), description);
    }

    static ParameterText port(String value, String description) {
        return new ParameterText("port", Optional.of(value), Optional.empty(), description);
    }

    static ParameterText required(String example, String description) {
        return new ParameterText("string", Optional.empty(), Optional.of(example), description);
    }

    static ParameterText secret(Optional<String> value, Optional<String> example, String description) {
        return new ParameterText("secret", value, example, description);
    }

    /** Always quoted: in a flow mapping more characters have a meaning. */
    static String quoted(String text) {
        var written = YamlWriter.text(text);
        return written.startsWith("\"") ? written : "\"" + written + "\"";
    }

    /** {@code {type: string, default: "…"}}; a dollar of the value is one. */
    String written() {
        var out = new StringBuilder("{type: ").append(type);
        defaultValue.ifPresent(value -> out.append(", default: ").append(scalar(value)));
        example.ifPresent(value -> out.append(", example: ").append(scalar(value)));
        if (!description.isBlank()) out.append(", description: ").append(quoted(Quote.clean(description, LONGEST)));
        return out.append('}').toString();
    }

    private String scalar(String value) {
        return type.equals("port") ? value : quoted(value.replace("$", "$$"));
    }
}
