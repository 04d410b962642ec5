package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.softservice.runner.model.TestResult.State;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reports made from tests that are known, so that what is read can be compared; the same cut short; and the same damaged. */
class ReportFuzzTest {
    private static final long SEED = 20_261_125L;
    private static final int ROUNDS = 800;
    private static final List<String> WORDS = List.of(
            "adds",
            "ünïcode",
            "a b",
            "1 < 2",
            "x & y",
            "\"quoted\"",
            "it's",
            "]]>",
            "<b>",
            "--",
            "😀",
            "ok",
            "not-ok",
            "1..4",
            "tab\there",
            "é".repeat(300),
            "%n{0}",
            "\\back\\");

    private record Known(String name, State state) {}

    private final List<Known> known = new ArrayList<>();
    private Random random = new Random(SEED);

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\t", "&#9;");
    }

    private String name() {
        return "t" + known.size() + " " + word();
    }

    private void suite(StringBuilder xml, int depth) {
        xml.append("<testsuite name=\"").append(escaped(word())).append("\">");
        if (random.nextInt(4) == 0)
            xml.append("<properties><property name=\"a\" value=\"")
                    .append(escaped(word()))
                    .append("\"/></properties>");
        for (int i = random.nextInt(4); i > 0; i--) {
            if (depth < 3 && random.nextInt(4) == 0) suite(xml, depth + 1);
            else testcase(xml);
            if (random.nextInt(5) == 0)
                xml.append("<!-- ").append("comment <testcase name='no'/>").append(" -->\n");
        }
        if (random.nextInt(4) == 0)
            xml.append("<system-out>").append(escaped(word())).append("</system-out>");
        xml.append("</testsuite>");
    }

    private void testcase(StringBuilder xml) {
        var name = name();
        var state = State.values()[random.nextInt(3)];
        xml.append("<testcase classname=\"c\" name=\"")
                .append(escaped(name))
                .append("\" time=\"")
                .append(List.of("0.5", "-1", "NaN", "1e999", "1,000.5", "").get(random.nextInt(6)))
                .append("\">");
        if (state == State.FAILED)
            xml.append(
                    random.nextBoolean()
                            ? "<failure message=\"" + escaped(word()) + "\"/>"
                            : "<error><![CDATA[" + word().replace("]]>", "") + "]]></error>");
        if (state == State.SKIPPED) xml.append("<skipped/>");
        if (random.nextInt(3) == 0)
            xml.append("<system-out>").append(escaped(word())).append("</system-out>");
        xml.append("</testcase>\n");
        known.add(new Known(name, state));
    }

    private String junit(int round) {
        random = new Random(SEED + round);
        known.clear();
        var xml = new StringBuilder();
        xml.append("<testsuites>");
        for (int suites = random.nextInt(3); suites >= 0; suites--) suite(xml, 0);
        return xml.append("</testsuites>").toString();
    }

    /** TAP has no escapes for what ends a line or begins a directive but {@code \#} and {@code \\}. */
    private String tap(int round) {
        random = new Random(SEED + round);
        known.clear();
        var body = new StringBuilder();
        int count = random.nextInt(6);
        for (int test = 1; test <= count; test++) {
            var name = name().replace("\\", "").replace("#", "");
            var state = State.values()[random.nextInt(3)];
            body.append(state == State.FAILED ? "not ok " : "ok ")
                    .append(test)
                    .append(" - ")
                    .append(name)
                    .append(state == State.SKIPPED ? " # SKIP because\n" : "\n");
            if (random.nextInt(3) == 0)
                body.append("  ---\n  message: '")
                        .append(word().replace("'", ""))
                        .append("'\n  ...\n");
            known.add(new Known(name.strip(), state));
        }
        return "TAP version 14\n1.." + count + "\n" + body;
    }

    private static TestReport read(String text, Charset charset) {
        return TestReport.read("report", text.getBytes(charset));
    }

    private void compare(TestReport report, String text, int round) {
        assertThat(report.faults()).as("round %d: %s", round, text).isEmpty();
        assertThat(report.cases().stream()
                        .map(one -> new Known(one.name(), one.state()))
                        .toList())
                .as("round %d: %s", round, text)
                .isEqualTo(known);
    }

    @Test
    void whatIsWrittenAsJUnitXmlIsRead() {
        for (int round = 0; round < ROUNDS; round++) {
            var xml = junit(round);
            compare(read(xml, StandardCharsets.UTF_8), xml, round);
            if (round % 4 == 0)
                compare(read("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + xml, StandardCharsets.UTF_16), xml, round);
        }
    }

    @Test
    void whatIsWrittenAsTapIsRead() {
        for (int round = 0; round < ROUNDS; round++) {
            var tap = tap(round);
            compare(read(tap, StandardCharsets.UTF_8), tap, round);
        }
    }

    @Test
    void aReportThatIsCutShortIsNeverGreen() {
        for (int round = 0; round < ROUNDS; round++) {
            var xml = junit(round);
            assertThat(read(xml.substring(0, random.nextInt(xml.length())), StandardCharsets.UTF_8)
                            .faults())
                    .as("round %d: %s", round, xml)
                    .isNotEmpty();
            var tap = tap(round);
            int lines = (int) tap.lines().count();
            var kept = tap.lines().limit(random.nextInt(lines)).toList();
            boolean lost =
                    kept.stream().filter(line -> line.matches("(not )?ok .*")).count() < known.size();
            if (lost)
                assertThat(read(String.join("\n", kept), StandardCharsets.UTF_8).faults())
                        .as("round %d: %s", round, kept)
                        .isNotEmpty();
        }
    }

    @Test
    void whateverIsDamagedIsReadOrRefusedInOneLineEach() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < 4 * ROUNDS; round++) {
                var bytes = (round % 2 == 0 ? junit(round) : tap(round)).getBytes(StandardCharsets.UTF_8);
                for (int change = random.nextInt(5); change >= 0; change--) {
                    int at = random.nextInt(bytes.length);
                    switch (random.nextInt(3)) {
                        case 0 -> bytes[at] = (byte) random.nextInt(256);
                        case 1 -> bytes[at] = (byte) "<>&/'\"\n #{}-!\0".charAt(random.nextInt(14));
                        default -> bytes = spliced(bytes, at);
                    }
                }
                var report = TestReport.read("report", bytes);
                var shown = new String(bytes, StandardCharsets.UTF_8);
                for (var fault : report.faults())
                    assertThat(fault)
                            .as("round %d: %s", round, shown)
                            .isNotBlank()
                            .hasLineCount(1)
                            .hasSizeLessThan(1_500);
                for (var one : report.cases()) {
                    assertThat(one.message()).as("round %d: %s", round, shown).doesNotContain("\n");
                    assertThat(one.seconds()).isBetween(0.0, 1e7);
                }
            }
        });
    }

    /** A part of it stands twice. */
    private byte[] spliced(byte[] bytes, int at) {
        int length = random.nextInt(Math.min(200, bytes.length - at) + 1);
        var longer = new byte[bytes.length + length];
        System.arraycopy(bytes, 0, longer, 0, at + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
    }
}
