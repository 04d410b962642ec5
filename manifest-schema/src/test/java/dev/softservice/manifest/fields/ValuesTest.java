package dev.softservice.manifest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.ShellWords;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.manifest.read.ManifestSchema;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.semver4j.Semver;
import org.semver4j.range.RangeListFactory;

class ValuesTest {
    @Test
    void durationsAreThoseOfCompose() {
        assertThat(Units.duration("1m30s")).contains(Duration.ofSeconds(90));
        assertThat(Units.duration("500ms")).contains(Duration.ofMillis(500));
        assertThat(Units.duration("1.5h")).contains(Duration.ofMinutes(90));
        assertThat(Units.duration("250us")).contains(Duration.ofNanos(250_000));
        assertThat(List.of("", "5", "s", "-1s", "1 s", "1d", "1e3s", "1s1"))
                .allSatisfy(text -> assertThat(Units.duration(text)).as(text).isEmpty());
    }

    @Test
    void sizesArePowersOf1024() {
        assertThat(Units.bytes("512M")).hasValue(512L << 20);
        assertThat(Units.bytes("1.5g")).hasValue(3L << 29);
        assertThat(Units.bytes("64kb")).hasValue(64L << 10);
        assertThat(Units.bytes("2048")).hasValue(2048);
        assertThat(Units.bytes("1GiB")).hasValue(1L << 30);
        assertThat(Units.bytes("999999999999t")).hasValue(Long.MAX_VALUE);
        assertThat(List.of("", "M", "-1", "1p", "1 2", "0x10", "1e3"))
                .allSatisfy(text -> assertThat(Units.bytes(text)).as(text).isEmpty());
    }

    @Test
    void wordsAreSplitAsAShellSplitsThem() {
        assertThat(ShellWords.split("a  'b c' \"d \\\" e\" f\\ g ''"))
                .contains(List.of("a", "b c", "d \" e", "f g", ""));
        assertThat(ShellWords.split("  ")).contains(List.of());
        assertThat(ShellWords.split("a 'b")).isEmpty();
        assertThat(ShellWords.split("\"a")).isEmpty();
        assertThat(ShellWords.split("a$b;c|d `e`")).contains(List.of("a$b;c|d", "`e`"));
    }

    @Test
    void suggestionsAreNearAndOnlyNear() {
        var known = Set.of("environment", "env_file", "expose", "restart");

        assertThat(Suggestion.didYouMean("enviroment", known)).contains("`environment`");
        assertThat(Suggestion.didYouMean("Restart", known)).contains("`restart`");
        assertThat(Suggestion.didYouMean("epxose", known)).contains("`expose`");
        assertThat(Suggestion.didYouMean("volumes", known)).isEmpty();
        assertThat(Suggestion.distance("ab", "ba")).isEqualTo(1);
    }

    @Test
    void everyRangeThatIsAcceptedCanBeEvaluated() {
        for (var range : List.of(
                "^15.0",
                "~2.3",
                ">=1.2 <2",
                "1.x",
                "*",
                "1.2 - 1.4",
                "^1 || ^2",
                "=1.2.3",
                "v1.2.3",
                "1.2.3-rc.1",
                ">1")) {
            var reading = new ManifestReader()
                    .read(InMemoryFiles.manifest(
                            "softservice: v1\nname: ranges\nversion: \"1.0\"\nuses: {a: {distro: b/cc, version: \""
                                    + range + "\"}}\n"));
            assertThat(reading.errors()).as(range).isEmpty();
            assertThat(RangeListFactory.create(range).isSatisfiedBy(Semver.parse("99.0.0")))
                    .as(range)
                    .isEqualTo(Set.of("*", ">1").contains(range));
        }
        for (var range : List.of(
                "", "latest", "^", ">=", "1.2.3.4", "^1 |", "|| ^1", "^1 ^", "1 -", "git", "<>1", "^1.2 $(id)")) {
            var reading = new ManifestReader()
                    .read(InMemoryFiles.manifest(
                            "softservice: v1\nname: ranges\nversion: \"1.0\"\nuses: {a: {distro: b/cc, version: \""
                                    + range + "\"}}\n"));
            assertThat(reading.errors()).as(range).map(Problem::rule).containsExactly("bad-value");
        }
    }

    @Test
    void templatesResolveOnceAndInOneGrammar() {
        var reading = new ManifestReader()
                .read(InMemoryFiles.manifest("""
                    softservice: v1
                    name: templates
                    version: "1.0"
                    compose: c.yaml
                    parameters: {a: {type: string}}
                    """)
                        .with(
                                "c.yaml",
                                "services: {web: {image: x, environment: {V: '$A ${A:-x} ${B:-y} $$A $ 5$"
                                        + " ${parameters.a}'}}}"));
        var value = reading.manifest()
                .orElseThrow()
                .services()
                .get("web")
                .environment()
                .get("V");

        assertThat(value.resolve(name -> "<" + name + " ${parameters.a}>"))
                .isEqualTo("<parameters.a ${parameters.a}> <parameters.a ${parameters.a}> y $A $ 5$ <parameters.a"
                        + " ${parameters.a}>");
    }

    @Test
    void theSchemaIsServedAsText() {
        assertThat(ManifestSchema.text()).startsWith("{").contains("https://json-schema.org/draft/2020-12/schema");
    }
}
