package dev.softservice.manifest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables as the Compose Specification has them, where they are parameters and where they are not. */
class InterpolationTest {
    private static Reading read(String parameters, String value) {
        var manifest = "softservice: v1\n"
                + "name: shop\n"
                + "version: \"1.0\"\n"
                + "compose: compose.yaml\n"
                + "tests: [{name: t, tcp: {host: app, port: 80}}]\n"
                + "parameters: {other: {type: string, default: o}"
                + parameters
                + "}\n";
        var compose = "services: {app: {image: a, environment: {KEY: '" + value + "'}}}\n";
        return new ManifestReader().read(InMemoryFiles.manifest(manifest).with("compose.yaml", compose));
    }

    private static String value(Reading reading, String v) {
        assertThat(reading.errors()).isEmpty();
        return reading.manifest()
                .orElseThrow()
                .services()
                .get("app")
                .environment()
                .get("KEY")
                .resolve(name -> name.equals("parameters.v") ? v : "o");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
        text             | unset | empty | filled
        ${V:-d}          | d     | d     | x
        ${V-d}           | d     | d     | x
        ${V:+a}          | ""    | ""    | a
        ${V+a}           | ""    | ""    | a
        $$V ${V:-}       | "$V " | "$V " | "$V x"
        ${V:-${OTHER}}   | o     | o     | x
        ${V:-${N:-deep}} | deep  | deep  | x
        ${V:-a${V:-b}c}  | abc   | abc   | x
        ${V:-:-}         | :-    | :-    | x
        ${V:-{}}         | {}    | {}    | x}
        a$${V}           | a${V} | a${V} | a${V}
        ${N:+${V}}       | ""    | ""    | ""
        """, useHeadersInDisplayName = true)
    void aVariableMeansWhatTheSpecificationSays(String text, String unset, String empty, String filled) {
        assertThat(value(read("", text), "")).isEqualTo(unset);
        var declared = read(", v: {type: string, default: \"\"}", text);
        assertThat(value(declared, "")).isEqualTo(empty);
        assertThat(value(declared, "x")).isEqualTo(filled);
    }

    @ParameterizedTest
    @CsvSource({"${V-d}, '', ''", "${V:-d}, '', d", "${V+a}, '', a", "${V:+a}, '', ''", "$V, x, x"})
    void aParameterWithADefaultIsAlwaysSetAndMayBeEmpty(String text, String value, String meaning) {
        assertThat(value(read(", v: {type: string, default: d}", text), value)).isEqualTo(meaning);
    }

    @Test
    void whatMayNotBeEmptyIsToldWithTheAuthorsSentence() {
        var template = read(", v: {type: string}", "${OTHER:+x}${V:?say where}")
                .manifest()
                .orElseThrow()
                .services()
                .get("app")
                .environment()
                .get("KEY");

        assertThat(template.lacking(name -> "x")).isEmpty();
        assertThat(template.lacking(name -> "")).contains(new Template.Lacking("parameters.v", "say where"));
    }

    @Test
    void whereADistroIsPublishedIsNoSettingOfItsServices() {
        var manifest = """
            softservice: v1
            name: shop
            version: "1.0"
            parameters: {port: {type: port, default: 8080}, web-port: {type: port, default: 81}}
            compose: compose.yaml
            provides:
              http: {service: app, port: 3000, publish: "${parameters.port}"}
              web: {service: app, port: 80, publish: "${parameters.web-port}"}
            tests: [{name: t, tcp: {host: app, port: 80}}]
            """;
        var compose = """
            services:
              app:
                image: a
                environment: {PORT: "${PORT:-3000}", URL: "http://localhost:${WEB_PORT:-80}"}
                ports: ["3000:3000", "${WEB_PORT:-80}:80"]
            """;
        var files = InMemoryFiles.manifest(manifest).with("compose.yaml", compose);
        var environment = new ManifestReader()
                .read(files)
                .manifest()
                .orElseThrow()
                .services()
                .get("app")
                .environment();

        assertThat(environment).containsEntry("PORT", new Template("3000"));
        assertThat(environment).containsEntry("URL", new Template("http://localhost:${parameters.web-port}"));
    }

    @Test
    void colonsOfReferencesSplitNothing() {
        assertThat(InterpolatedText.compose("${A:-b:c}:$D:${E:?x:${F:-g}}:$$:h").split(':'))
                .isEqualTo(List.of("${A:-b:c}", "$D", "${E:?x:${F:-g}}", "$$", "h"));
    }

    /** A file of settings beside the Compose file says what a variable is unless it is a parameter. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        ${V}        | beside
        ${V:-d}     | beside
        ${V-d}      | beside
        ${V:?m}     | beside
        ${V:+a}     | a
        ${EMPTY:-d} | d
        ${EMPTY-d}  | ""
        ${EMPTY:+a} | ""
        ${EMPTY+a}  | a
        ${LATER}    | beside and o
        ${LITERAL}  | $V
        ${OTHER}    | o
        """)
    void aSettingBesideTheComposeFileIsAValueUnlessThereIsAParameter(String text, String expected) {
        var compose = "services: {app: {image: a, environment: {KEY: '" + text + "'}}}\n";
        var manifest = "softservice: v1\nname: shop\nversion: \"1.0\"\ncompose: stack/compose.yaml\n"
                + "tests: [{name: t, tcp: {host: app, port: 80}}]\n"
                + "parameters: {other: {type: string, default: o}}\n";
        var reading = new ManifestReader()
                .read(InMemoryFiles.manifest(manifest)
                        .with("stack/compose.yaml", compose)
                        .with(".env", "V=elsewhere\n")
                        .with(
                                "stack/.env",
                                "V=beside\nOTHER=ignored\nEMPTY=\nLATER=${V} and ${OTHER}\nLITERAL='$V'\n"));
        assertThat(value(reading, "")).isEqualTo(expected);
    }

    @Test
    void aReferenceBelongsToOneWordOfACommandWhateverItsDefaultHolds() {
        var compose =
                "services: {app: {image: a, command: 'run ${OTHER:-a \"b} --name=\"${OTHER:-c d}\" ${N:-e f} $$X'}}\n";
        var manifest = "softservice: v1\nname: shop\nversion: \"1.0\"\ncompose: compose.yaml\n"
                + "tests: [{name: t, tcp: {host: app, port: 80}}]\n"
                + "parameters: {other: {type: string, default: \"\"}}\n";
        var reading = new ManifestReader().read(InMemoryFiles.manifest(manifest).with("compose.yaml", compose));
        assertThat(reading.errors()).isEmpty();
        assertThat(reading.manifest()
                        .orElseThrow()
                        .services()
                        .get("app")
                        .command()
                        .orElseThrow())
                .extracting(word -> word.resolve(_ -> ""))
                .containsExactly("run", "a \"b", "--name=c d", "e", "f", "$X");
    }
}
