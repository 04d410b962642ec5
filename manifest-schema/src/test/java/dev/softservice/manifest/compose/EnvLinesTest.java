package dev.softservice.manifest.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.compose.EnvFile.Line;
import dev.softservice.manifest.fields.Notes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of settings, as Compose reads them. */
class EnvLinesTest {
    private final Notes notes = new Notes();

    private List<Line> read(String text) {
        return new EnvLines("web.env", text, notes).read();
    }

    private Optional<String> value(String line) {
        assertThat(read(line)).as(line).hasSize(1);
        return read(line).getFirst().value();
    }

    @Test
    void namesValuesAndCommentsAreToldApart() {
        assertThat(value("A=1")).contains("1");
        assertThat(value("A = 1 ")).contains("1");
        assertThat(value("A: 1")).contains("1");
        assertThat(value("export A=1")).contains("1");
        assertThat(value("A=1 # one")).contains("1");
        assertThat(value("COLOUR=#ff0000")).contains("#ff0000");
        assertThat(value("A= # nothing")).contains("");
        assertThat(value("A=")).contains("");
        assertThat(value("A")).as("taken from the environment").isEmpty();
        assertThat(value("A=b=c")).contains("b=c");
        assertThat(read("# a comment\n\n   # another\n")).isEmpty();
        assertThat(notes.inFileOrder()).isEmpty();
    }

    @Test
    void quotesHoldSeveralLines() {
        assertThat(value("A='one\ntwo'")).contains("one\ntwo");
        var lines = read("A=\"one\ntwo\"\nB=3");
        assertThat(lines).extracting(Line::name).containsExactly("A", "B");
        assertThat(lines.getFirst().value()).contains("one\ntwo");
        assertThat(lines.getLast().mark().line()).isEqualTo(3);
    }

    @Test
    void doubleQuotesHaveEscapesAndSingleQuotesHaveNone() {
        assertThat(value("A=\"a\\n\\t\\\"b\\\\\"")).contains("a\n\t\"b\\");
        assertThat(value("A='a\\n'")).contains("a\\n");
        assertThat(value("A=\"\\$HOME\"")).as("a dollar that stays one").contains("$$HOME");
        assertThat(read("A='$HOME'").getFirst().literal()).isTrue();
        assertThat(read("A=\"$HOME\"").getFirst().literal()).isFalse();
    }

    @Test
    void aQuoteThatNeverEndsIsAPartOfTheValue() {
        var lines = read("A='one\nB=2");
        assertThat(lines).extracting(Line::name).containsExactly("A", "B");
        assertThat(lines.getFirst().value()).contains("'one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=1\r\nB=2", "A=1\rB=2", "\uFEFFA=1\nB=2"})
    void lineEndsAndByteOrderMarksAreNoPartOfAnything(String text) {
        assertThat(read(text))
                .extracting(Line::name, line -> line.value().orElseThrow())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("A", "1"), org.assertj.core.groups.Tuple.tuple("B", "2"));
    }

    @Test
    void whatIsNoLineIsAProblemAtItsPlace() {
        assertThat(read("A=1\n  1 = 2\n-x\nB=2")).extracting(Line::name).containsExactly("A", "B");
        assertThat(notes.inFileOrder())
                .extracting(problem ->
                        problem.path() + ":" + problem.line() + ":" + problem.column() + " " + problem.rule())
                .containsExactly("web.env:2:3 bad-value", "web.env:3:1 bad-value");
    }

    @Test
    void rawFilesAreTakenAsTheyStand() {
        var lines = new EnvLines("web.env", "A='1' # one\nB = 2\n C=$X\nD\n=1", notes).readRaw();
        assertThat(lines.getFirst().value()).contains("'1' # one");
        assertThat(lines).allMatch(Line::literal);
        assertThat(lines).extracting(Line::name).contains("A", "C", "D");
        assertThat(notes.inFileOrder()).extracting(problem -> problem.line()).contains(5);
    }
}
