package dev.softservice.runner.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault that the definition, the reports or the plan show is red for its own reason, each harmless change green; and the page names them all. */
class MutantsTest {
    private static ModelEngine model;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws IOException {
        model = new ModelEngine();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static Stream<Mutant> decidedWithoutContainers() {
        return Catalogue.of(Mutant.Trial.MODEL);
    }

    @ParameterizedTest
    @MethodSource("decidedWithoutContainers")
    void comesToWhatItMust(Mutant mutant) {
        var trials = new MutantTrials(folder);
        var result = trials.on(model.of(new MutantTrials(folder.resolve("reports")).candidate(mutant)), mutant);
        assertThat(result.as()).as(result.word() + ", " + result.words()).isTrue();
    }

    @Test
    void everyChangeFitsTheSampleAndEveryNameStandsOnce() {
        assertThat(Catalogue.all()).extracting(Mutant::name, Mutant::kind).doesNotHaveDuplicates();
        for (var mutant : Catalogue.all())
            assertThat(new MutantTrials(folder.resolve(mutant.kind().name())).candidate(mutant))
                    .isDirectory();
    }

    @Test
    void thePageNamesEachOfThemWithWhatMustComeOfIt() throws IOException {
        var rows = TrustPage.rows();
        assertThat(rows).hasSameSizeAs(Catalogue.all());
        assertThat(rows)
                .zipSatisfy(Catalogue.all(), (row, mutant) -> assertThat(row).startsWith(TrustPage.head(mutant)));
        assertThat(rows).as("what the last whole run found").noneMatch(TrustPage::isWrong);
    }

    @Test
    void thereAreFaultsOfEveryKindAndOnEveryRung() {
        var faults = Catalogue.all().stream().filter(Mutant::red).toList();
        assertThat(faults).hasSizeGreaterThanOrEqualTo(100);
        assertThat(Catalogue.all()).hasSizeGreaterThanOrEqualTo(faults.size() + 25);
        assertThat(Catalogue.all().stream().map(Mutant::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Kind.values()));
        assertThat(faults.stream()
                        .map(Mutant::expected)
                        .map(Expected.Red.class::cast)
                        .map(Expected.Red::rung)
                        .collect(Collectors.toSet()))
                .as("of all that a run shows by itself")
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Rung.CARRIES)));
    }
}
