package dev.softservice.server.git;

import dev.softservice.server.git.Comparison.Change;
import dev.softservice.server.git.Comparison.FileChange;
import dev.softservice.server.repo.RepositoryName;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.ObjectId;

/** Finds a line of one commit again in another commit. */
public final class LineFollower {
    private static final int MOST_BYTES = 1 << 20;
    private static final Comparison.Limits NAMES = new Comparison.Limits(1_000, 0, 0, 0, MOST_BYTES);

    /** {@code line} from 1. */
    public record At(String path, int line) {}

    private final GitReader reader;
    private final GitDiff diff;

    public LineFollower(GitStore store) {
        this.reader = new GitReader(store);
        this.diff = new GitDiff(store);
    }

    /** What the line says; empty where there is no such line of text. */
    public Optional<String> text(RepositoryName name, ObjectId commit, At at) {
        return blob(name, commit, at.path())
                .map(blob -> new RawText(blob.bytes()))
                .filter(text -> at.line() <= text.size())
                .map(text -> text.getString(at.line() - 1));
    }

    /** Where the line is in {@code to}; empty where it was changed or removed on the way. A renamed file is followed. */
    public Optional<At> follow(RepositoryName name, ObjectId from, ObjectId to, At at) {
        if (from.equals(to)) return Optional.of(at);
        var before = blob(name, from, at.path());
        if (before.isEmpty()) return Optional.empty();
        var path = blob(name, to, at.path()).isPresent() ? Optional.of(at.path()) : renamed(name, from, to, at.path());
        return path.flatMap(there -> blob(name, to, there)
                .flatMap(after -> moved(before.get(), after, at.line()).map(line -> new At(there, line))));
    }

    private Optional<GitReader.Blob> blob(RepositoryName name, ObjectId commit, String path) {
        return reader.file(name, commit, path, MOST_BYTES).filter(blob -> !blob.binary() && !blob.truncated());
    }

    private Optional<String> renamed(RepositoryName name, ObjectId from, ObjectId to, String path) {
        return diff.compare(name, Optional.of(from), to, NAMES).files().stream()
                .filter(file ->
                        file.change() == Change.RENAMED && file.oldPath().equals(path))
                .map(FileChange::newPath)
                .findFirst();
    }

    private static Optional<Integer> moved(GitReader.Blob before, GitReader.Blob after, int line) {
        if (Arrays.equals(before.bytes(), after.bytes())) return Optional.of(line);
        int index = line - 1;
        int shift = 0;
        for (var edit : GitDiff.histogram()
                .diff(RawTextComparator.DEFAULT, new RawText(before.bytes()), new RawText(after.bytes()))) {
            if (index < edit.getBeginA()) break;
            if (index < edit.getEndA()) return Optional.empty();
            shift = edit.getEndB() - edit.getEndA();
        }
        return Optional.of(line + shift);
    }
}
