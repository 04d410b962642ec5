package dev.softservice.manifest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.read.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionNewsTest {
    private static final String MANIFEST = """
        softservice: v1
        name: sample
        title: Sample
        summary: Made by a test.
        version: "1.0"
        license: Apache-2.0
        parameters:
          site: {type: string, default: Wiki}
          port: {type: port, default: 8080}
          size: {type: choice, choices: [small, large], default: small}
          pass: {type: secret}
        uses:
          database: {distro: samples/postgresql, version: ^15.0}
        services:
          web:
            image: debian:12
            environment: {A: "${parameters.site} ${parameters.size} ${parameters.pass}"}
            volumes: ["rows:/rows", "cache:/cache"]
        volumes: {rows: {}, cache: {}}
        provides:
          http: {service: web, port: 80, publish: "${parameters.port}"}
        permissions: {internet: false}
        tests:
          - name: port
            tcp: {host: web, port: 80, within: 5s}
        data:
          backup: {service: web, command: [backup]}
          restore: {service: web, command: [restore]}
        """;

    private static List<VersionNews.Item> between(String before, String after) {
        return VersionNews.between(read(before), read(after));
    }

    private static Manifest read(String text) {
        var reading = new ManifestReader().read(InMemoryFiles.manifest(text));
        return reading.manifest()
                .orElseThrow(() -> new AssertionError(reading.errors().toString()));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        DATA        | true  | gives up the volume cache, and does not say why                     | , "cache:/cache"            | `                           | , cache: {}} | }
        DATA        | false | keeps data in a new volume, more                                    | "rows:/rows"                | "rows:/rows", "more:/more"  | {rows: {},   | {rows: {}, more: {},
        PERMISSIONS | true  | asks to reach the internet                                          | internet: false             | internet: true              | `            | `
        PORTS       | true  | publishes http on port 9090, and no longer on 8080                  | default: 8080               | default: 9090               | `            | `
        PORTS       | true  | no longer publishes http                                            | , publish: "${parameters.port}" | `                       | {A: "        | {B: "${parameters.port}", A: "
        PARAMETERS  | true  | needs a value for the parameter site                                | {type: string, default: Wiki} | {type: string}            | `            | `
        PARAMETERS  | true  | lets nobody choose large for the parameter size                     | [small, large]              | [small, tiny]               | `            | `
        PARAMETERS  | true  | wants another kind of value for the parameter site: integer         | {type: string, default: Wiki} | {type: integer, default: 7} | `          | `
        PARAMETERS  | false | takes "Docs" for the parameter site where nobody says another value, and no longer "Wiki" | default: Wiki | default: Docs       | `            | `
        PARTS       | false | makes the service web from debian:13, where it was debian:12        | debian:12                   | debian:13                   | `            | `
        PARTS       | false | takes database ^16.0, where it was ^15.0                            | ^15.0                       | ^16.0                       | `            | `
        PARTS       | true  | takes samples/mariadb as its part database, where it was samples/postgresql | samples/postgresql  | samples/mariadb             | `            | `
        """)
    void says(
            VersionNews.Kind kind, boolean first, String says, String from, String to, String alsoFrom, String alsoTo) {
        var after = MANIFEST.replace(from, to.equals("`") ? "" : to);
        if (!alsoFrom.equals("`")) after = after.replace(alsoFrom, alsoTo);
        assertThat(between(MANIFEST, after)).contains(new VersionNews.Item(kind, first, says));
    }

    @Test
    void givesTheReasonWhyAVolumeIsGivenUp() {
        var after = MANIFEST.replace(", \"cache:/cache\"", "")
                .replace(", cache: {}}", "}")
                .replace("data:\n", "data:\n  dropped: [{name: cache, reason: it is made anew}]\n");
        assertThat(between(MANIFEST, after))
                .containsExactly(new VersionNews.Item(
                        VersionNews.Kind.DATA, true, "gives up the volume cache: it is made anew"));
    }

    @Test
    void tellsOfParametersThatComeAndGo() {
        var more = MANIFEST.replace("  site: {", "  more: {type: string, default: x}\n  site: {");
        assertThat(between(MANIFEST, more))
                .containsExactly(new VersionNews.Item(VersionNews.Kind.PARAMETERS, false, "has a new parameter, more"));
        assertThat(between(more, MANIFEST))
                .containsExactly(
                        new VersionNews.Item(VersionNews.Kind.PARAMETERS, true, "has no parameter more any more"));
    }

    @Test
    void saysNothingWhereNothingIsNew() {
        assertThat(between(MANIFEST, MANIFEST.replace("Made by a test", "Made better")))
                .isEmpty();
    }

    @Test
    void tellsFirstWhatAUserHasToKnow() {
        var after = MANIFEST.replace("debian:12", "debian:13").replace("internet: false", "internet: true");
        assertThat(between(MANIFEST, after))
                .extracting(VersionNews.Item::kind)
                .containsExactly(VersionNews.Kind.PERMISSIONS, VersionNews.Kind.PARTS);
    }

    @Test
    void keepsDefaultsOfSecretsToItself() {
        var after = MANIFEST.replace("{type: secret}", "{type: secret, default: hidden}");
        assertThat(between(MANIFEST, after)).isEmpty();
    }
}
