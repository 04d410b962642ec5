package dev.softservice.manifest.files;

import dev.softservice.manifest.model.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A repository as a map from path to content, for tests. */
public final class InMemoryFiles implements RepositoryFiles {
    private final Map<String, byte[]> files = new TreeMap<>();

    public static InMemoryFiles manifest(String text) {
        return new InMemoryFiles().with(Manifest.FILE_NAME, text);
    }

    public InMemoryFiles with(String path, String text) {
        return with(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public InMemoryFiles with(String path, byte[] bytes) {
        files.put(path, bytes);
        return this;
    }

    @Override
    public Optional<Kind> kind(String path) {
        if (files.containsKey(path)) return Optional.of(Kind.FILE);
        return files.keySet().stream().anyMatch(name -> name.startsWith(path + "/"))
                ? Optional.of(Kind.FOLDER)
                : Optional.empty();
    }

    @Override
    public boolean isEmpty(String folder) {
        return files.keySet().stream()
                .filter(name -> name.startsWith(folder + "/"))
                .allMatch(name -> PLACEHOLDERS.contains(name.substring(folder.length() + 1)));
    }

    @Override
    public byte[] read(String path, int limit) throws IOException {
        var bytes = files.get(path);
        if (bytes == null) throw new IOException("no " + path);
        if (bytes.length > limit) throw new IOException(path + " is larger than " + limit + " bytes");
        return bytes.clone();
    }
}
