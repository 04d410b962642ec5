package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Mark;
import java.io.IOException;
import java.util.Optional;

/** What every part of one reading shares. */
final class Context {
    final Notes notes;
    final RepositoryFiles files;
    final Scope scope;
    final Interpolation interpolation;
    final Values values;

    Context(Notes notes, RepositoryFiles files, Scope scope) {
        this.notes = notes;
        this.files = files;
        this.scope = scope;
        this.interpolation = new Interpolation(notes, scope);
        this.values = new Values(notes, interpolation);
    }

    /** The same with other names. */
    Context with(Scope other) {
        return new Context(notes, files, other);
    }

    void error(Mark mark, Rule rule, String text) {
        notes.add(mark, rule, text);
    }

    /** What stands at a normalised path; {@code .} is the repository's root. Unreadable counts as absent. */
    Optional<RepositoryFiles.Kind> kind(String path) {
        if (path.equals(".")) return Optional.of(RepositoryFiles.Kind.FOLDER);
        try {
            return files.kind(path);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
