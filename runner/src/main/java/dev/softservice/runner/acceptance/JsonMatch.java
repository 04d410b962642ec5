package dev.softservice.runner.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.softservice.manifest.model.JsonScalar;
import dev.softservice.runner.model.Difference;
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
    static Optional<Fault> fault(String body, Map<String, JsonScalar> expected) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Optional.of(
                    Fault.of("expected JSON, got " + Probed.excerpt(body) + " (" + e.getOriginalMessage() + ")"));
        }
        if (root.isMissingNode()) return Optional.of(Fault.of("expected JSON, got nothing"));
        for (var expectation : expected.entrySet()) {
            JsonNode found;
            try {
                found = root.at(expectation.getKey());
            } catch (IllegalArgumentException e) {
                return Optional.of(Fault.of(expectation.getKey() + " is no JSON Pointer: it starts with /"));
            }
            var what = expectation.getKey().isEmpty() ? "the JSON" : expectation.getKey();
            var expectedText = expectation.getValue().shown();
            var place = "expected " + what + " to be " + expectedText;
            if (found.isMissingNode()) return Optional.of(Fault.of(place + ", the JSON has nothing there"));
            var scalar = scalar(found);
            if (scalar.isEmpty())
                return Optional.of(Fault.of(
                        place + ", it is " + (found.isArray() ? "the list " : "the object ")
                                + Probed.excerpt(found.toString()),
                        new Difference(what, expectedText, found.toPrettyString())));
            var came = scalar.get().shown();
            if (!scalar.get().equals(expectation.getValue()))
                return Optional.of(
                        Fault.of(place + ", it is " + Probed.cut(came), new Difference(what, expectedText, came)));
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
