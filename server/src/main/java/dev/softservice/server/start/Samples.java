package dev.softservice.server.start;

import dev.softservice.manifest.files.WholeDistro;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;

/** The sample distros that ship with the program and are {@link WholeDistro whole}, read when somebody asks for them first: a hub starts without. */
public final class Samples {
    /** Whose they are on every hub: they name each other so. */
    static final String OWNER = "samples";

    private static final String FOLDER = "samples/";

    private final Path program;
    private List<Sample> all = List.of();

    /** Those in this build. */
    public Samples() {
        this(program());
    }

    /** {@code program}: the jar or the folder of classes that has them. */
    Samples(Path program) {
        this.program = program;
    }

    private static Path program() {
        try {
            return Path.of(Samples.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException everyPlaceIsAnAddress) {
            throw new IllegalStateException(everyPlaceIsAnAddress);
        }
    }

    /** Those that are made of nothing else first. */
    synchronized List<Sample> all() {
        if (all.isEmpty()) all = shipped();
        return all;
    }

    private List<Sample> shipped() {
        try {
            var files = Files.isDirectory(program) ? inFolder(program.resolve(FOLDER)) : inJar(program);
            var whole = new ArrayList<Sample>();
            for (var sample : files.entrySet())
                if (Sample.isWhole(sample.getValue())) whole.add(Sample.of(sample.getKey(), sample.getValue()));
            return whole.stream()
                    .sorted(Comparator.comparing(
                                    (Sample sample) -> sample.parts().size())
                            .thenComparing(Sample::name))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("the samples of this build", broken);
        }
    }

    Sample require(String name) {
        return all().stream()
                .filter(sample -> sample.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("no sample " + name + " comes with this program"));
    }

    /** By the sample's name, then by path. */
    private static SortedMap<String, SortedMap<String, byte[]>> inFolder(Path folder) throws IOException {
        var found = new TreeMap<String, SortedMap<String, byte[]>>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList())
                put(found, folder.relativize(file).toString(), Files.readAllBytes(file));
        }
        return found;
    }

    private static SortedMap<String, SortedMap<String, byte[]>> inJar(Path program) throws IOException {
        var found = new TreeMap<String, SortedMap<String, byte[]>>();
        try (var jar = new JarFile(program.toFile())) {
            for (var entry : jar.stream()
                    .filter(entry -> entry.getName().startsWith(FOLDER) && !entry.isDirectory())
                    .toList()) {
                try (var content = jar.getInputStream(entry)) {
                    put(found, entry.getName().substring(FOLDER.length()), content.readAllBytes());
                }
            }
        }
        return found;
    }

    private static void put(SortedMap<String, SortedMap<String, byte[]>> found, String path, byte[] content) {
        int slash = path.indexOf('/');
        if (slash > 0)
            found.computeIfAbsent(path.substring(0, slash), _ -> new TreeMap<>())
                    .put(path.substring(slash + 1), content);
    }
}
