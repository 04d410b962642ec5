package dev.softservice.runner.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One change of one file of a distro; applying one that no longer fits the file is an error. */
sealed interface FileChange {
    void apply(Path distro) throws IOException;

    /** {@code from} stands in the file exactly once. */
    record Replace(String file, String from, String to) implements FileChange {
        @Override
        public void apply(Path distro) throws IOException {
            var text = Files.readString(distro.resolve(file));
            int at = text.indexOf(from);
            if (at < 0 || text.indexOf(from, at + 1) >= 0)
                throw new IllegalStateException("not exactly once in " + file + ": " + from);
            Files.writeString(distro.resolve(file), text.replace(from, to));
        }
    }

    /** A new file, or an old one anew. */
    record Write(String file, String content) implements FileChange {
        @Override
        public void apply(Path distro) throws IOException {
            Files.writeString(distro.resolve(file), content);
        }
    }

    record Remove(String file) implements FileChange {
        @Override
        public void apply(Path distro) throws IOException {
            Files.delete(distro.resolve(file));
        }
    }
}
