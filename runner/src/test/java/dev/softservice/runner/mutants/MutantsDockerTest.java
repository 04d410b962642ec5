package dev.softservice.runner.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults that containers show. A build tries those that take seconds; {@code -Dtrust.whole=true} tries every mutant, those of the model engine
 * too, and writes the tables of {@code docs/trust.md}; {@code -Dtrust.again=true} tries those that the tables lack or that did not come to
 * what they must.
 */
@NeedsEngine
class MutantsDockerTest {
    private static final boolean WHOLE = Boolean.getBoolean("trust.whole");
    private static final boolean AGAIN = Boolean.getBoolean("trust.again");
    private static final int AT_A_TIME = 3;

    @TempDir
    Path folder;

    @Test
    void everyFaultIsRedForItsOwnReasonAndWhatIsHarmlessIsGreen() throws Exception {
        long begin = System.nanoTime();
        var mutants = wanted();
        var results = tried(mutants);
        if (WHOLE)
            TrustPage.write(
                    results,
                    Optional.of("Tried with containers on " + LocalDate.now() + ", in "
                            + Duration.ofNanos(System.nanoTime() - begin).toMinutes() + " minutes on "
                            + Runtime.getRuntime().availableProcessors() + " processors."));
        assertThat(results)
                .filteredOn(result -> !result.as())
                .extracting(result -> result.mutant() + " is " + result.word() + ": " + result.words())
                .isEmpty();
        assertThat(results).hasSize(mutants.size()).isNotEmpty();
    }

    private static List<Mutant> wanted() throws IOException {
        if (WHOLE) return Catalogue.all();
        if (!AGAIN) return Catalogue.of(Mutant.Trial.QUICK_CONTAINERS).toList();
        var rows = TrustPage.rows();
        return Catalogue.all().stream()
                .filter(mutant -> !TrustPage.holds(mutant, rows))
                .toList();
    }

    private List<MutantTrials.Result> tried(List<Mutant> mutants)
            throws InterruptedException, ExecutionException, IOException {
        try (var engine = DockerEngine.connect();
                var several = Executors.newFixedThreadPool(AT_A_TIME)) {
            var coming = new ArrayList<Future<MutantTrials.Result>>();
            for (var mutant : mutants)
                coming.add(several.submit(() -> {
                    var result = new MutantTrials(folder.resolve(mutant.kind().name())).on(engine, mutant, top(mutant));
                    System.out.printf(
                            "[mutant] %s %s (%.1f s): %s: %s%n",
                            result.as() ? "as it must" : "WRONG",
                            result.word(),
                            result.seconds(),
                            mutant,
                            result.words());
                    return result;
                }));
            var results = new ArrayList<MutantTrials.Result>();
            for (var future : coming) {
                results.add(future.get());
                if (AGAIN) TrustPage.write(List.of(results.getLast()), Optional.empty());
            }
            return results;
        }
    }

    /** What is harmless by its reports or its plan was green to the top with the model engine. */
    private static Rung top(Mutant mutant) {
        return mutant.red()
                        || mutant.trial() != Mutant.Trial.MODEL
                        || mutant.candidate().isEmpty()
                ? Rung.ALONE
                : Rung.ACCEPTED;
    }
}
