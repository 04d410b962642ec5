package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Reading;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code examples}: the values that a run tries beside the defaults. */
class ExamplesReaderTest {
    private static Reading read(String examples) {
        return SampleManifest.read("""
            parameters:
              title: {type: string, default: Hello}
              size:  {type: choice, choices: [small, large], default: small}
              one:   {type: choice, choices: [only], default: only}
              mail:  {type: boolean, default: true}
              port:  {type: port, default: 65535}
              count: {type: integer, default: 3}
              key:   {type: secret}
            services: {web: {image: debian}}
            tests: [{name: answers, tcp: {host: web, port: 80}}]
            """ + examples);
    }

    private static Manifest manifest(String examples) {
        var reading = read(examples);
        return reading.manifest()
                .orElseThrow(() -> new AssertionError(reading.errors().toString()));
    }

    private static String only(String examples) {
        return SampleManifest.only(read(examples));
    }

    @Test
    void withoutAWordTheTypesGiveOtherValuesWhereTheyHaveAny() {
        assertThat(manifest("").others())
                .containsExactlyInAnyOrderEntriesOf(Map.of("size", "large", "mail", "false", "port", "65534"));
    }

    @Test
    void whatTheAuthorSaysIsTriedAndNothingElse() {
        assertThat(manifest("examples: {title: Our notes, mail: false, count: 4}\n")
                        .others())
                .containsExactly(Map.entry("title", "Our notes"), Map.entry("mail", "false"), Map.entry("count", "4"));
        assertThat(manifest("examples: {}\n").others()).isEmpty();
    }

    @Test
    void theyAreValuesOfParametersThatAreThereAndNotTheirDefaults() {
        assertThat(only("examples: {titel: Our notes}\n"))
                .contains("softservice.yaml:17:12")
                .contains("[unknown-parameter]")
                .contains("did you mean `title`?");
        assertThat(only("examples: {size: huge}\n")).contains("17:18").contains("huge");
        assertThat(only("examples: {mail: maybe}\n")).contains("17:18");
        assertThat(only("examples: {count: 3}\n"))
                .contains("[bad-value]")
                .contains("its default, which every run takes; write another value, or leave it out");
        assertThat(only("examples: [title]\n")).contains("[wrong-type]");
    }
}
