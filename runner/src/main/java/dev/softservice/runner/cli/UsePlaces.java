package dev.softservice.runner.cli;

import dev.softservice.manifest.composition.Resolver;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Puts what is wrong with a composition to the use in this manifest that leads there. */
final class UsePlaces {
    static final String RULE = "unresolved-use";

    private UsePlaces() {}

    static List<Problem> of(Path folder, List<Resolver.Trouble> troubles) throws IOException {
        var lines = Files.readAllLines(folder.resolve(Manifest.FILE_NAME));
        return troubles.stream().map(trouble -> problem(lines, trouble)).toList();
    }

    private static Problem problem(List<String> lines, Resolver.Trouble trouble) {
        var key = Pattern.compile("(?<![\\w.-])" + Pattern.quote(trouble.use()) + "[\"']?\\s*:");
        int uses = 0;
        while (uses < lines.size() - 1 && !lines.get(uses).matches("uses\\s*:.*")) uses++;
        for (int at = uses; at < lines.size() && (at == uses || !lines.get(at).matches("[A-Za-z].*")); at++) {
            var found = key.matcher(lines.get(at));
            if (found.find(at == uses ? Math.min(5, lines.get(at).length()) : 0))
                return at(at + 1, found.start() + 1, trouble.text());
        }
        return at(uses + 1, 1, trouble.text());
    }

    private static Problem at(int line, int column, String reason) {
        return new Problem(Problem.Severity.ERROR, Manifest.FILE_NAME, line, column, RULE, reason);
    }
}
