package dev.softservice.server.start;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.WholeDistro;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One distro that ships with the program.
 *
 * @param parts the samples that it is made of, as {@code owner/name}
 * @param files contents by path
 */
record Sample(String name, String title, String summary, List<String> parts, SortedMap<String, byte[]> files) {
    Sample {
        parts = List.copyOf(parts);
        files = Collections.unmodifiableSortedMap(files);
    }

    static Sample of(String name, SortedMap<String, byte[]> files) {
        var manifest = new ManifestReader()
                .read(new InMemory(files))
                .manifest()
                .orElseThrow(() -> new IllegalStateException("the sample " + name + " of this build is not valid"));
        return new Sample(
                name,
                manifest.about().title(),
                manifest.about().summary(),
                manifest.uses().values().stream()
                        .map(use -> use.distro())
                        .sorted()
                        .toList(),
                files);
    }

    static boolean isWhole(SortedMap<String, byte[]> files) throws IOException {
        return WholeDistro.isIn(new InMemory(files));
    }

    private record InMemory(SortedMap<String, byte[]> files) implements RepositoryFiles {
        @Override
        public Optional<Kind> kind(String path) {
            if (files.containsKey(path)) return Optional.of(Kind.FILE);
            var within = path.isEmpty() ? "" : path + "/";
            return files.keySet().stream()
                    .filter(file -> file.startsWith(within))
                    .findFirst()
                    .map(_ -> Kind.FOLDER);
        }

        @Override
        public byte[] read(String path, int limit) throws IOException {
            var content = Objects.requireNonNull(files.get(path), path);
            if (content.length > limit) throw new IOException(path + " is larger than " + limit + " bytes");
            return content;
        }
    }
}
