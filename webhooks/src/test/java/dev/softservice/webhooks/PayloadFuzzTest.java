package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Genuine deliveries whose payload is not what the forge documents: an event or a refusal in one line, never an exception. */
class PayloadFuzzTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<JsonNode> ODD = List.of(
            NODES.nullNode(),
            NODES.missingNode(),
            NODES.arrayNode().add("x"),
            NODES.objectNode().put("x", 1),
            NODES.textNode(""),
            NODES.textNode("\u0000\u202e\ud800 ../../x\r\nX: y"),
            NODES.textNode("x".repeat(5_000)),
            NODES.numberNode(-1),
            NODES.numberNode(9_007_199_254_740_993L),
            NODES.numberNode(1e300),
            NODES.booleanNode(true));

    static Stream<Path> payloads() {
        return Payloads.all();
    }

    /** One place in a payload: a field's owner and name. */
    private record Field(ObjectNode owner, String name) {}

    @ParameterizedTest
    @MethodSource("payloads")
    void neverThrowsWhateverASingleFieldHolds(Path payload) throws IOException {
        byte[] whole = Payloads.bytes(payload);
        int places = fields(MAPPER.readTree(whole)).size();
        IntStream.range(0, places).parallel().forEach(place -> neverThrowsWhateverItHolds(payload, whole, place));
    }

    private static void neverThrowsWhateverItHolds(Path payload, byte[] whole, int place) {
        try {
            JsonNode root = MAPPER.readTree(whole);
            Field field = fields(root).get(place);
            for (JsonNode odd : ODD) {
                put(field, odd);
                assertOneLineOrEvent(payload, root);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void neverThrowsWhateverManyFieldsHold(Path payload) throws IOException {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 100; round++) {
            JsonNode root = MAPPER.readTree(payload.toFile());
            List<Field> fields = fields(root);
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                put(fields.get(random.nextInt(fields.size())), ODD.get(random.nextInt(ODD.size())));
            }
            assertOneLineOrEvent(payload, root);
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void neverThrowsWhateverBytesAreDamaged(Path payload) {
        Random random = new Random(42);
        byte[] whole = Payloads.bytes(payload);
        for (int round = 0; round < 100; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int i = 0; i < 3 && damaged.length > 0; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertOneLineOrEvent(payload, damaged);
        }
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() {
        String deep = "[".repeat(100_000);
        Receipt receipt = receive(ForgeKind.GITHUB, "push", ("{\"ref\":" + deep).getBytes(StandardCharsets.UTF_8));
        assertThat(receipt)
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Receipt.Reason.UNREADABLE));
    }

    @Test
    void namesTheFieldThatIsWrong() {
        byte[] push = """
            {"ref":"refs/heads/main","before":"%1$s","after":"not a commit","repository":{"full_name":"a/b"}}\
            """.formatted("0".repeat(40)).getBytes(StandardCharsets.UTF_8);
        assertThat(receive(ForgeKind.GITHUB, "push", push))
                .isEqualTo(new Receipt.Refused(
                        Receipt.Reason.UNREADABLE, "field /after: must be a commit id of 40 or 64 hex digits"));
    }

    @Test
    void refusesAPayloadThatSaysTheSameTwice() {
        Receipt receipt =
                receive(ForgeKind.GITHUB, "ping", "{\"zen\":\"a\",\"zen\":\"b\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(receipt).isInstanceOf(Receipt.Refused.class);
    }

    private static Receipt receive(ForgeKind kind, String event, byte[] body) {
        return Payloads.forge(kind).receive(Payloads.signed(kind, event, body), Payloads.SECRET);
    }

    private static void assertOneLineOrEvent(Path payload, JsonNode root) throws IOException {
        assertOneLineOrEvent(payload, MAPPER.writeValueAsBytes(root));
    }

    private static void assertOneLineOrEvent(Path payload, byte[] body) {
        switch (receive(Payloads.kind(payload), Payloads.event(payload), body)) {
            case Receipt.Accepted accepted -> {
                String event = accepted.event().toString();
                assertThat(event).hasSizeLessThan(24_000).doesNotContain("\r", "\u0000", "\u202e");
                assertThat(event.replaceAll("(?s)text=.*?], head=", ""))
                        .as("but for the text")
                        .hasSizeLessThan(4_000)
                        .doesNotContain("\n");
            }
            case Receipt.Refused refused -> {
                assertThat(refused.reason()).isEqualTo(Receipt.Reason.UNREADABLE);
                assertThat(refused.text()).isNotBlank().hasSizeLessThan(300).doesNotContain("\n", "\r", "\u0000");
            }
        }
    }

    private static void put(Field field, JsonNode value) {
        if (value.isMissingNode()) {
            field.owner().remove(field.name());
        } else {
            field.owner().set(field.name(), value);
        }
    }

    private static List<Field> fields(JsonNode node) {
        List<Field> found = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> found.add(new Field(object, name)));
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(child -> found.addAll(fields(child)));
        }
        return found;
    }
}
