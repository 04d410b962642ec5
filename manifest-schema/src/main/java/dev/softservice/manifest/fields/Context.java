package dev.softservice.manifest.fields;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Remedy;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import java.io.IOException;
import java.util.Optional;

/** What all readers of one manifest share: problems, files, names, references, values. */
public final class Context {
    public final Notes notes;
    public final RepositoryFiles files;
    public final KnownNames scope;
    public final Interpolation interpolation;
    public final Values values;

    public Context(Notes notes, RepositoryFiles files, KnownNames scope) {
        this.notes = notes;
        this.files = files;
        this.scope = scope;
        this.interpolation = new Interpolation(notes, scope);
        this.values = new Values(notes, interpolation);
    }

    /** The same with other names. */
    public Context with(KnownNames other) {
        return new Context(notes, files, other);
    }

    public void error(Mark mark, Rule rule, String reason) {
        notes.add(mark, rule, reason);
    }

    public void error(Mark mark, Rule rule, String reason, String remedy) {
        notes.add(mark, rule, reason, remedy);
    }

    public void error(Mark mark, Rule rule, String reason, Remedy remedy) {
        notes.add(mark, rule, reason, remedy);
    }

    /** A folder of the repository with nothing in it but what keeps it there. */
    public boolean isEmptyFolder(String path) {
        try {
            return !path.equals(".")
                    && kind(path).equals(Optional.of(RepositoryFiles.Kind.FOLDER))
                    && files.isEmpty(path);
        } catch (IOException e) {
            return false;
        }
    }

    /** What stands at a normalised path; {@code .} is the repository's root. Unreadable counts as absent. */
    public Optional<RepositoryFiles.Kind> kind(String path) {
        if (path.equals(".")) return Optional.of(RepositoryFiles.Kind.FOLDER);
        try {
            return files.kind(path);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
