package dev.softservice.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written reads back as the same nodes, whatever stands in their texts. */
class YamlWriterTest {
    private static final SourceFile FILE = SourceFile.manifest("test.yaml");

    private static Node read(String yaml) {
        return NodeParser.parse(FILE, yaml.getBytes(StandardCharsets.UTF_8), (mark, _, reason, _) -> {
                    throw new AssertionError(mark + " " + reason + " in:\n" + yaml);
                })
                .orElseThrow();
    }

    private static String written(Node node) {
        return YamlWriter.write(node, _ -> List.of());
    }

    /** Values, types and order, without places. */
    private static String shape(Node node) {
        return switch (node) {
            case ScalarNode scalar when scalar.isNull() -> "nothing";
            case ScalarNode scalar -> scalar.type() + " " + scalar.text().length() + ":" + scalar.text();
            case ListNode list ->
                list.items().stream().map(YamlWriterTest::shape).collect(Collectors.joining(", ", "[", "]"));
            case MapNode map ->
                map.entries().entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + shape(entry.getValue().value()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static void holds(String yaml) {
        var node = read(yaml);
        assertThat(shape(read(written(node)))).as(yaml).isEqualTo(shape(node));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1",
                "a: [1, 2, [3, {b: c}]]",
                "a: {}\nb: []\nc: ''\nd: null",
                "a:\n- b: 1\n  c: 2\n- - d\n  - e\n- {}\n- []",
                "a: |\n  two\n  lines\nb: 'it''s'\nc: \"tab\\tand \\\\ and \\\" \\u0007\"",
                "a: yes\nb: 'yes'\nc: 1.50\nd: '1.50'\ne: ~\nf: '~'\ng: 0x1F\nh: '0x1F'",
                "'key with: colon': 1\n'- dash': 2\n'#': 3\n'': 4\n'true': 5",
                "a: 'ends with:'\n"
                        + "b: ': begins'\n"
                        + "c: '# no comment'\n"
                        + "d: 'a #b'\n"
                        + "e: '*x'\n"
                        + "f: '&x'\n"
                        + "g: '!x'\n"
                        + "h: '%x'\n"
                        + "i: '@x'"
            })
    void everyFormReadsBackAsItWas(String yaml) {
        holds(yaml);
    }

    @Test
    void anyTextReadsBackAsItWas() {
        var random = new Random(7);
        var odd = "\"\\'#:-?{}[]&*!|>%@` \t\n$~=.0123456789eEnNyYtrufalse/\u0007\u0085\u2028\uFEFFäß漢";
        for (int i = 0; i < 2_000; i++) {
            var text = random.ints(random.nextInt(12), 0, odd.length())
                    .mapToObj(at -> odd.substring(at, at + 1))
                    .collect(Collectors.joining());
            var yaml = "key: " + YamlWriter.text(text) + "\n" + YamlWriter.text("x" + text) + ": value\n";
            var map = (MapNode) read(yaml);
            assertThat(((ScalarNode) map.get("key").orElseThrow()).text())
                    .as(yaml)
                    .isEqualTo(text);
            assertThat(((ScalarNode) map.get("key").orElseThrow()).type())
                    .as(yaml)
                    .isEqualTo(Node.ScalarType.TEXT);
            assertThat(map.entries()).as(yaml).containsKey("x" + text);
        }
    }

    @Test
    void plainWordsHaveNoQuotes() {
        assertThat(written(read("image: 'debian:bookworm-slim'\npath: './data'\nname: 'web'")))
                .isEqualTo("image: debian:bookworm-slim\npath: ./data\nname: web\n");
    }

    @Test
    void commentsStandAboveTheirKeysOnce() {
        var node = (MapNode) read("services:\n  web:\n    image: x\n  db:\n    image: z\n");
        var services = (MapNode) node.get("services").orElseThrow();
        Entry db = services.entries().get("db");
        assertThat(YamlWriter.write(
                        node, mark -> mark.equals(db.keyMark()) ? List.of("# the data", "# of all") : List.of()))
                .isEqualTo("""
                    services:
                      web:
                        image: x
                      # the data
                      # of all
                      db:
                        image: z
                    """);
    }
}
