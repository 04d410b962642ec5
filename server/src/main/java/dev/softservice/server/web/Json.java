package dev.softservice.server.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A JSON object that a client sent, read with hard limits, and the hub's way of writing JSON. */
public final class Json {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxStringLength(128 << 10)
            .maxNumberLength(32)
            .maxTokenCount(10_000)
            .maxNameLength(256)
            .build();

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(LIMITS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
            .addModule(new SimpleModule("hub")
                    .addSerializer(new Plain<Instant>(Instant.class, (value, out) -> out.writeString(value.toString())))
                    .addSerializer(new Plain<OptionalInt>(
                            OptionalInt.class, (value, out) -> writeNumber(out, value.isPresent(), value.orElse(0))))
                    .addSerializer(new Plain<OptionalLong>(
                            OptionalLong.class, (value, out) -> writeNumber(out, value.isPresent(), value.orElse(0))))
                    .addSerializer(
                            new Plain<Optional<?>>(Optional.class, (value, out) -> out.writePOJO(value.orElse(null)))))
            .build();

    /** Reads one value, and leaves it to the caller to see what comes behind it. */
    private static final ObjectReader ONE = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ObjectNode object;

    private Json(ObjectNode object) {
        this.object = object;
    }

    /** Reads a body that has to be one JSON object with no fields but {@code fields}. */
    static Json object(byte[] body, String... fields) {
        JsonNode node;
        try (var parser = MAPPER.createParser(body)) {
            node = ONE.readTree(parser);
            if (parser.nextToken() != null)
                throw unacceptable(parser.currentTokenLocation(), "there is something behind the object");
        } catch (JsonProcessingException e) {
            throw unacceptable(e.getLocation(), firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw Refusal.invalid("the body is not JSON in UTF-8");
        }
        if (!(node instanceof ObjectNode object)) throw Refusal.invalid("the body must be a JSON object");
        return of(object, fields);
    }

    private static Json of(ObjectNode object, String... fields) {
        var unknown = new TreeSet<String>();
        object.fieldNames().forEachRemaining(unknown::add);
        Arrays.asList(fields).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw Refusal.invalid(
                    "unknown field " + Text.quoted(unknown.first()) + "; known here: " + String.join(", ", fields));
        }
        return new Json(object);
    }

    /** A required single line of 1 to {@code max} characters. */
    public String line(String field, int max) {
        return optionalLine(field, max)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> Refusal.invalid("field " + field + " is missing"));
    }

    /** Whether the field is there with a value. */
    public boolean has(String field) {
        var value = object.get(field);
        return value != null && !value.isNull();
    }

    public Optional<String> optionalLine(String field, int max) {
        return string(field).map(text -> Text.line("field " + field, text, max));
    }

    /** Text of several lines, empty where the field is absent. */
    public String text(String field, int max) {
        return string(field)
                .map(text -> Text.lines("field " + field, text, max))
                .orElse("");
    }

    /** Whether the field is {@code true}; empty where it is absent. */
    public Optional<Boolean> flag(String field) {
        var value = object.get(field);
        if (value == null || value.isNull()) return Optional.empty();
        if (!value.isBoolean()) throw Refusal.invalid("field " + field + " must be true or false");
        return Optional.of(value.booleanValue());
    }

    /** A whole number within bounds; absent: {@code otherwise}. */
    public long number(String field, long least, long most, long otherwise) {
        var value = object.get(field);
        if (value == null || value.isNull()) return otherwise;
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw Refusal.invalid("field " + field + " must be a whole number from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** True or false; absent: {@code otherwise}. */
    public boolean flag(String field, boolean otherwise) {
        return flag(field).orElse(otherwise);
    }

    /** At most {@code most} single lines of 1 to {@code max} characters; empty where the field is absent. */
    public List<String> lines(String field, int most, int max) {
        var value = object.get(field);
        if (value == null || value.isNull()) return List.of();
        if (!value.isArray()
                || value.size() > most
                || !value.valueStream()
                        .allMatch(item -> item.isTextual() && !item.textValue().isBlank())) {
            throw Refusal.invalid("field " + field + " must be a list of at most " + most + " strings");
        }
        return value.valueStream()
                .map(item -> Text.line("field " + field, item.textValue(), max))
                .toList();
    }

    /** At most {@code most} objects that may hold {@code fields} and nothing else; empty where the field is absent. */
    public List<Json> objects(String field, int most, String... fields) {
        var value = object.get(field);
        if (value == null || value.isNull()) return List.of();
        if (!value.isArray() || value.size() > most || !value.valueStream().allMatch(JsonNode::isObject)) {
            throw Refusal.invalid("field " + field + " must be a list of at most " + most + " objects");
        }
        return value.valueStream().map(item -> of((ObjectNode) item, fields)).toList();
    }

    private Optional<String> string(String field) {
        var value = object.get(field);
        if (value == null || value.isNull()) return Optional.empty();
        if (!value.isTextual()) throw Refusal.invalid("field " + field + " must be a string");
        return Optional.of(value.textValue());
    }

    private static Refusal unacceptable(@Nullable JsonLocation place, String why) {
        var where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return Refusal.invalid("the body is not acceptable JSON" + where + ": " + why);
    }

    /** The parser's first line, without what it tells of itself. */
    private static String firstLine(String message) {
        var line = message.lines().findFirst().orElse("unreadable");
        return Text.shortened(
                line.replaceAll(",? \\(?(from|bound as) `[^`]*`\\)?", "").replaceAll("com\\.fasterxml[\\w.$]*", ""),
                200);
    }

    private static void writeNumber(JsonGenerator out, boolean present, long value) throws IOException {
        if (present) out.writeNumber(value);
        else out.writeNull();
    }

    private interface Writing<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private static final class Plain<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Writing<T> writing;

        Plain(Class<?> type, Writing<T> writing) {
            super(type, false);
            this.writing = writing;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            writing.write(value, out);
        }
    }
}
