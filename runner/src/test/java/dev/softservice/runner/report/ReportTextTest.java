package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.TestResult.State;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands before a report's first character, and what its characters are. */
class ReportTextTest {
    private static final String XML = "<testsuite><testcase name='zählt'/></testsuite>";
    private static final String TAP = "1..1\nok 1 - zählt\n";

    private static byte[] bytes(String text, String encoding, int... before) {
        var bytes = new ByteArrayOutputStream();
        for (int one : before) bytes.write(one);
        bytes.writeBytes(text.getBytes(Charset.forName(encoding)));
        return bytes.toByteArray();
    }

    private static void isRead(String path, byte[] content) {
        var report = TestReport.read(path, content);
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.cases()).extracting(TestReport.Case::name).containsExactly("zählt");
    }

    @Test
    void aByteOrderMarkOfAnyEncodingIsNoPartOfTheReport() {
        for (var text : List.of(XML, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + XML, TAP)) {
            isRead("r", bytes(text, "UTF-8", 0xef, 0xbb, 0xbf));
            isRead("r", bytes(text, "UTF-8", 0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf));
            isRead("r", bytes(text, "UTF-16BE", 0xfe, 0xff));
            isRead("r", bytes(text, "UTF-16LE", 0xff, 0xfe));
            isRead("r", bytes(text, "UTF-32BE", 0x00, 0x00, 0xfe, 0xff));
            isRead("r", bytes(text, "UTF-32LE", 0xff, 0xfe, 0x00, 0x00));
            isRead("r", bytes(text, "GB18030", 0x84, 0x31, 0x95, 0x33));
            isRead("r", bytes("\u00ef\u00bb\u00bf" + text, "UTF-8"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void wideEncodingsAreKnownWithoutAMark(String encoding) {
        for (var text : List.of(XML, "\n  " + XML, TAP)) isRead("r", bytes(text, encoding));
    }

    @Test
    void blanksBeforeTheFirstElementAreNoPartOfTheReport() {
        for (var before : List.of("\n", "\r\n\t ", "\u00a0", "\u200b", "\0", "\u001b", "\n\ufeff\n"))
            isRead("r.xml", bytes(before + "<?xml version='1.0'?>" + XML, "UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "iso-8859-15", "windows-1252", "latin1", "UTF-8", "utf8"})
    void aDeclaredEncodingIsHonoured(String encoding) {
        isRead("r.xml", bytes("<?xml version='1.0' encoding='" + encoding + "'?>" + XML, encoding));
    }

    @ParameterizedTest
    @CsvSource({"windows-1251,счёт", "Shift_JIS,数える", "EUC-KR,계산", "ISO-8859-2,łódź"})
    void namesAreWhatTheirEncodingSays(String encoding, String name) {
        var xml = "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?><testsuite><testcase name=\"" + name
                + "\"/></testsuite>";
        assertThat(TestReport.read("r.xml", bytes(xml, encoding)).cases())
                .extracting(TestReport.Case::name)
                .containsExactly(name);
    }

    @Test
    void anEncodingThatIsNotReadIsRefusedInOneLine() {
        var unknown = "<?xml version='1.0' encoding='x-klingon'?>" + XML;
        assertThat(TestReport.read("r.xml", bytes(unknown, "UTF-8")).faults())
                .containsExactly("it says that it is in x-klingon, which is not read; let it be written in UTF-8");
        assertThat(TestReport.read("r.xml", bytes("+/v8-" + XML, "US-ASCII")).faults())
                .containsExactly("it is in UTF-7, which is not read; let it be written in UTF-8");
        assertThat(TestReport.read("r.xml", bytes("<?xml version='1.0' encoding='UTF-7'?>" + XML, "UTF-8"))
                        .faults())
                .containsExactly("it says that it is in UTF-7, which is not read; let it be written in UTF-8");
        assertThat(TestReport.read("r.xml", bytes("<?xml version='1.0' encoding='IBM1047'?>" + XML, "UTF-8"))
                        .faults())
                .containsExactly("it says that it is in IBM1047, which is not read; let it be written in UTF-8");
        assertThat(TestReport.read("r.xml", bytes("<?xml version='1.0'?>" + XML, "IBM037"))
                        .faults())
                .containsExactly("it is in EBCDIC, which is not read; let it be written in UTF-8");
    }

    @Test
    void whatSaysThatItIsWideAndIsNotIsReadAndToldSo() {
        var report = TestReport.read("r.xml", bytes("<?xml version='1.0' encoding='utf-16'?>" + XML, "UTF-8"));
        assertThat(report.cases()).extracting(TestReport.Case::name).containsExactly("zählt");
        assertThat(report.notes()).containsExactly("it says that it is in UTF-16 and is not; it was read as UTF-8");
    }

    @Test
    void bytesThatAreNoTextAreToldAndLoseNoTest() {
        var report = TestReport.read("r.xml", bytes(XML, "ISO-8859-1"));
        assertThat(report.cases()).extracting(TestReport.Case::name).containsExactly("z\ufffdhlt");
        assertThat(report.notes()).containsExactly("it holds bytes that are no UTF-8, shown as \ufffd");
    }

    @Test
    void aForeignFormatWithAMarkGetsTheSameRemedy() {
        for (var root : List.of("TestRun", "test-run", "assemblies"))
            for (var path : List.of("r.xml", "r.trx", "r"))
                assertThat(TestReport.read(
                                path, bytes("<?xml version='1.0'?><" + root + "/>", "UTF-8", 0xef, 0xbb, 0xbf)))
                        .isEqualTo(TestReport.read(path, bytes("<" + root + "/>", "UTF-8")))
                        .extracting(report -> report.faults().getFirst())
                        .asString()
                        .startsWith("its root element is <" + root + ">");
    }

    @Test
    void whatAShellSaysInFrontOfTapIsNoXml() {
        var tap = "<stdin>:1: warning: old\n1..1\nok 1 - zählt\n";
        assertThat(TestReport.read("r.TAP", bytes(tap, "UTF-8")).cases())
                .extracting(TestReport.Case::state)
                .containsExactly(State.PASSED);
        isRead("r.tap", bytes(XML, "UTF-8"));
        assertThat(TestReport.read("R.XML", new byte[0]).faults().getFirst()).startsWith("it is not well-formed XML");
    }
}
