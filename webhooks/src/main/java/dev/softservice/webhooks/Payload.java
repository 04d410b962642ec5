package dev.softservice.webhooks;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** A JSON object from a forge, read by JSON Pointers; whatever has another shape than asked for is {@link UnreadablePayload}. */
public final class Payload {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(100).build());
    }

    private final JsonNode root;

    private Payload(JsonNode root) {
        this.root = root;
    }

    /** The body as JSON, or as the form field {@code payload}, which is GitHub's other way to send it. */
    public static Payload of(Delivery delivery) throws UnreadablePayload {
        String type = delivery.header("Content-Type").orElse("application/json").toLowerCase(Locale.ROOT);
        return of(type.startsWith("application/x-www-form-urlencoded") ? formField(delivery.body()) : delivery.body());
    }

    public static Payload of(byte[] json) throws UnreadablePayload {
        JsonNode root = tree(json);
        if (!root.isObject()) {
            throw new UnreadablePayload("body: must be a JSON object");
        }
        return new Payload(root);
    }

    /** A JSON array or object. */
    static Payload any(byte[] json) throws UnreadablePayload {
        return new Payload(tree(json));
    }

    /** The items of a JSON array; the empty pointer is the payload itself. */
    Iterable<Payload> items(String pointer) throws UnreadablePayload {
        JsonNode list = root.at(pointer);
        if (!list.isArray()) {
            throw new UnreadablePayload((pointer.isEmpty() ? "body" : "field " + pointer) + ": must be a JSON array");
        }
        return list.valueStream().map(Payload::new).toList();
    }

    private static JsonNode tree(byte[] json) throws UnreadablePayload {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new UnreadablePayload(
                    "body" + (at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr())
                            + ": not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UnreadablePayload("body: not JSON: not UTF-8");
        }
    }

    private static byte[] formField(byte[] form) throws UnreadablePayload {
        for (String field : new String(form, StandardCharsets.UTF_8).split("&")) {
            if (field.startsWith("payload=")) {
                try {
                    return URLDecoder.decode(field.substring("payload=".length()), StandardCharsets.UTF_8)
                            .getBytes(StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    throw new UnreadablePayload("form field payload: not percent-encoded");
                }
            }
        }
        throw new UnreadablePayload("body: a form needs the field payload");
    }

    public boolean has(String pointer) {
        JsonNode node = root.at(pointer);
        return !node.isMissingNode() && !node.isNull();
    }

    public String text(String pointer) throws UnreadablePayload {
        return matching(pointer, "must be a text", _ -> true);
    }

    public Optional<String> optionalText(String pointer) throws UnreadablePayload {
        return has(pointer) ? Optional.of(text(pointer)) : Optional.empty();
    }

    /** Text made fit for one line of a page. */
    public String line(String pointer, int max) throws UnreadablePayload {
        return OneLine.of(text(pointer), max);
    }

    /** Text of several lines, cut at {@code max} characters; empty where the field is absent or null. */
    public String lines(String pointer, int max) throws UnreadablePayload {
        String text = OneLine.lines(optionalText(pointer).orElse(""));
        return text.codePointCount(0, text.length()) <= max
                ? text
                : text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
    }

    /** A commit id; all zeroes where the field is absent or null. */
    public String optionalCommit(String pointer) throws UnreadablePayload {
        return has(pointer) ? commit(pointer) : CommitId.NONE;
    }

    /** 40 or 64 hex digits. */
    public String commit(String pointer) throws UnreadablePayload {
        return matching(pointer, "must be a commit id of 40 or 64 hex digits", CommitId::isOne);
    }

    /** A full ref name, {@code refs/…}. */
    public String ref(String pointer) throws UnreadablePayload {
        return matching(
                pointer,
                "must be a ref name that starts with refs/",
                text -> text.startsWith("refs/") && refShape(text));
    }

    /** A branch name without refs/heads/. */
    public String branch(String pointer) throws UnreadablePayload {
        return matching(pointer, "must be a branch name", Payload::refShape);
    }

    public RemoteName repository(String pointer) throws UnreadablePayload {
        String text = matching(
                pointer, "must be owner/name", name -> RemoteName.of(name).isPresent());
        return RemoteName.of(text).orElseThrow();
    }

    /** A whole number from 1. */
    public int number(String pointer) throws UnreadablePayload {
        JsonNode node = root.at(pointer);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
            throw new UnreadablePayload("field " + pointer + ": must be a whole number from 1");
        }
        return node.intValue();
    }

    /** False where the field is absent or null. */
    public boolean flag(String pointer) throws UnreadablePayload {
        JsonNode node = root.at(pointer);
        if (!has(pointer) || node.isBoolean()) {
            return node.asBoolean(false);
        }
        throw new UnreadablePayload("field " + pointer + ": must be true or false");
    }

    private String matching(String pointer, String rule, Predicate<String> shape) throws UnreadablePayload {
        JsonNode node = root.at(pointer);
        if (!node.isTextual() || !shape.test(node.textValue())) {
            throw new UnreadablePayload("field " + pointer + ": " + rule);
        }
        return node.textValue();
    }

    /** Git's own rules for names (git-check-ref-format), so that nothing odd reaches a file name or a command. */
    private static boolean refShape(String name) {
        return !name.isEmpty()
                && name.length() <= 500
                && !name.startsWith("-")
                && !name.startsWith("/")
                && !name.endsWith("/")
                && !name.endsWith(".")
                && !name.endsWith(".lock")
                && !name.contains("..")
                && !name.contains("//")
                && !name.contains("/.")
                && !name.startsWith(".")
                && !name.contains("@{")
                && name.chars().noneMatch(c -> c <= ' ' || c == 0x7f || "~^:?*[\\".indexOf(c) >= 0)
                && name.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
