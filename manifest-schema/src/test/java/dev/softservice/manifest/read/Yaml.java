package dev.softservice.manifest.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.NodeParser;
import dev.softservice.manifest.yaml.SourceFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** YAML as JSON, with the reader's own idea of types. */
final class Yaml {
    static final ObjectMapper JSON = new ObjectMapper();

    private Yaml() {}

    static JsonNode json(String yaml) {
        var root = NodeParser.parse(
                SourceFile.compose("test.yaml"),
                yaml.getBytes(StandardCharsets.UTF_8),
                (mark, fault, reason, remedy) -> {
                    throw new IllegalArgumentException(mark + " " + reason);
                });
        return json(root.orElseThrow());
    }

    private static JsonNode json(Node node) {
        var make = JsonNodeFactory.instance;
        return switch (node) {
            case MapNode map -> {
                var object = make.objectNode();
                map.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
                yield object;
            }
            case ListNode list -> {
                var array = make.arrayNode();
                list.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case ScalarNode scalar ->
                switch (scalar.type()) {
                    case TEXT, OLD_NUMBER -> make.textNode(scalar.text());
                    case INTEGER -> make.numberNode(new BigInteger(scalar.text()));
                    case DECIMAL -> make.numberNode(new BigDecimal(scalar.text()));
                    case BOOLEAN -> make.booleanNode(scalar.text().equalsIgnoreCase("true"));
                    case NULL -> make.nullNode();
                };
        };
    }
}
