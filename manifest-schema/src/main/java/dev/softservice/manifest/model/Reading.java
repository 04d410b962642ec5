package dev.softservice.manifest.model;

import java.util.List;
import java.util.Optional;

/** The result of reading: the manifest, unless a problem is an error, and all problems in the order of the file. */
public record Reading(Optional<Manifest> manifest, List<Problem> problems) {
    public List<Problem> errors() {
        return problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
    }
}
