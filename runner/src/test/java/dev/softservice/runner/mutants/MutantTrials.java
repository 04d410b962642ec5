package dev.softservice.runner.mutants;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Judges mutants: writes the stable release and the candidate, climbs from the one to the other, and compares with what must come of it. */
final class MutantTrials {
    private static final Path NOTES = Path.of("src", "test", "resources", "mutants", "notes");

    private final Path folder;

    /** @param folder where the versions are written */
    MutantTrials(Path folder) {
        this.folder = folder;
    }

    /**
     * What came of a mutant.
     *
     * @param as    whether it is what must come of it
     * @param words one word for the table, and the reason that decided
     */
    record Result(Mutant mutant, boolean as, String word, String words, double seconds) {}

    /** The version that is judged, written out. */
    Path candidate(Mutant mutant) {
        return version(mutant, "candidate", mutant.candidate());
    }

    Result on(Engine engine, Mutant mutant) {
        return on(engine, mutant, Rung.ALONE);
    }

    /** {@code top}: no rung above it is climbed to. */
    Result on(Engine engine, Mutant mutant, Rung top) {
        long begin = System.nanoTime();
        var id = "m" + UUID.randomUUID().toString().substring(0, 8);
        var stable = new Stable(
                SourceTree.in(version(mutant, "stable", mutant.stable())),
                "v1.0.0",
                "1".repeat(40),
                "2".repeat(40),
                List.of(),
                Set.of());
        var request = new RunRequest(
                        new Footprint(id, "mutants-" + id),
                        SourceTree.in(candidate(mutant)),
                        Map.of(),
                        new Reach(top.number(), Limits.DEFAULT))
                .withStable(stable)
                .withDomain(id);
        var verdict = new Runner(engine, Clock.systemUTC()).run(request, new Recording());
        return result(mutant, verdict, top, (System.nanoTime() - begin) / 1e9);
    }

    private static Result result(Mutant mutant, Verdict verdict, Rung wanted, double seconds) {
        return switch (verdict) {
            case Verdict.Passed passed -> {
                boolean top = passed.report().level() == wanted.number();
                var words = passed.report().rungs().text();
                yield new Result(mutant, !mutant.red() && top, "green", words, seconds);
            }
            case Verdict.Failed failed -> {
                var at = failed.report().rungs().outcomes().entrySet().stream()
                        .filter(rung -> rung.getValue() instanceof RungOutcome.Failed)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(Rung.VALID);
                yield switch (mutant.expected()) {
                    case Expected.Green _ ->
                        new Result(
                                mutant,
                                false,
                                "red",
                                at.title() + ": " + failed.reasons().getFirst(),
                                seconds);
                    case Expected.Red red -> {
                        var told = failed.reasons().stream()
                                .filter(reason -> reason.contains(red.sentence()))
                                .findFirst();
                        boolean right = at == red.rung() && told.isPresent();
                        yield new Result(
                                mutant,
                                right,
                                "red",
                                right ? told.get() : at.title() + ": " + failed.reasons(),
                                seconds);
                    }
                };
            }
            case Verdict.Errored errored -> new Result(mutant, false, "errored", errored.reason(), seconds);
            case Verdict.Cancelled _ -> new Result(mutant, false, "cancelled", "", seconds);
        };
    }

    /** A file of the sample as it stands. */
    static String sample(String file) {
        try {
            return Files.readString(NOTES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path version(Mutant mutant, String which, List<FileChange> changes) {
        var to = folder.resolve(mutant.name().replaceAll("[^a-zA-Z0-9]+", "-")).resolve(which);
        try (var files = Files.walk(NOTES)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = to.resolve(NOTES.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
            for (var change : changes) change.apply(to);
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
