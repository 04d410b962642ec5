package dev.softservice.manifest.importing;

import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Of all that reading warns of: what a test can't show to be missing or to be read in a way of its own, and a person may have to decide. */
final class WorthTelling {
    private static final Map<String, Told.Kind> KINDS = Map.of(
            Rule.BIND_BECOMES_VOLUME.id(), Told.Kind.OTHERWISE,
            Rule.SERVICE_PROFILE.id(), Told.Kind.LEFT_OUT,
            Rule.NO_REPLICAS.id(), Told.Kind.LEFT_OUT,
            Rule.OPTIONAL_DEPENDENCY.id(), Told.Kind.LEFT_OUT,
            Rule.UNQUOTED_VALUE.id(), Told.Kind.OTHERWISE,
            Rule.IGNORED_VALUE.id(), Told.Kind.OTHERWISE,
            Rule.SHELL_WORDS.id(), Told.Kind.OTHERWISE,
            Rule.OTHER_HOST_NAME.id(), Told.Kind.OTHERWISE);

    private WorthTelling() {}

    static List<ComposeChange> of(List<Problem> problems) {
        return problems.stream()
                .flatMap(problem -> Stream.ofNullable(KINDS.get(problem.rule()))
                        .map(kind -> new ComposeChange(place(problem), kind, problem.text())))
                .toList();
    }

    static Mark place(Problem problem) {
        return new Mark(SourceFile.compose(problem.path()), problem.line(), problem.column());
    }
}
