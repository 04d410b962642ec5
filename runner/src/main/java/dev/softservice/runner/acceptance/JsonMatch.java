package dev.softservice.runner.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.softservice.manifest.model.JsonScalar;
import java.util.Map;
import java.util.Optional;

/** Compares a body with the JSON values that a test expects, by type. */
final class JsonMatch {
    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonMatch() {}

    /** A sentence about the first expectation that does not hold. */
    static Optional<String> fault(String body, Map<String, JsonScalar> expected) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Optional.of("expected JSON, got " + Probed.excerpt(body) + " (" + e.getOriginalMessage() + ")");
        }
        if (root.isMissingNode()) return Optional.of("expected JSON, got nothing");
        for (var expectation : expected.entrySet()) {
            JsonNode found;
            try {
                found = root.at(expectation.getKey());
            } catch (IllegalArgumentException e) {
                return Optional.of(expectation.getKey() + " is no JSON Pointer: it starts with /");
            }
            var place = "expected " + (expectation.getKey().isEmpty() ? "the JSON" : expectation.getKey()) + " to be "
                    + expectation.getValue().shown();
            if (found.isMissingNode()) return Optional.of(place + ", the JSON has nothing there");
            var scalar = scalar(found);
            if (scalar.isEmpty())
                return Optional.of(place + ", it is " + (found.isArray() ? "the list " : "the object ")
                        + Probed.excerpt(found.toString()));
            if (!scalar.get().equals(expectation.getValue()))
                return Optional.of(place + ", it is " + Probed.cut(scalar.get().shown()));
        }
        return Optional.empty();
    }

    private static Optional<JsonScalar> scalar(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> Optional.of(new JsonScalar.Text(node.textValue()));
            case NUMBER -> Optional.of(new JsonScalar.Number(node.decimalValue()));
            case BOOLEAN -> Optional.of(new JsonScalar.Truth(node.booleanValue()));
            case NULL -> Optional.of(new JsonScalar.Nothing());
            case ARRAY, OBJECT, BINARY, MISSING, POJO -> Optional.empty();
        };
    }
}
