package dev.softservice.runner.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants. */
final class Catalogue {
    private static final List<Mutant> ALL = Stream.of(
                    DefinitionFaults.all(),
                    ServiceFaults.all(),
                    ReportFaults.all(),
                    DataFaults.kills(),
                    DataFaults.upgrades(),
                    DataFaults.restores(),
                    Harmless.all())
            .flatMap(List::stream)
            .toList();

    private Catalogue() {}

    static List<Mutant> all() {
        return ALL;
    }

    static Stream<Mutant> of(Mutant.Trial trial) {
        return ALL.stream().filter(mutant -> mutant.trial() == trial);
    }
}
