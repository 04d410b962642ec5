package dev.softservice.manifest.model;

import java.util.List;
import java.util.Optional;

/** What reading gave: a manifest unless there is an error among the problems, and all problems at once, in file order. */
public record Reading(Optional<Manifest> manifest, List<Problem> problems) {
    public List<Problem> errors() {
        return problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
    }
}
