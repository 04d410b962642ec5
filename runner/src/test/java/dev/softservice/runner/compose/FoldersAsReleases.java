package dev.softservice.runner.compose;

import dev.softservice.manifest.composition.DistroAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Releases that are folders of a test. */
public final class FoldersAsReleases implements DistroSource {
    public static final String HUB = "https://hub.example";
    private final Map<String, List<Available>> releases = new HashMap<>();
    private final Map<String, Path> folders = new HashMap<>();

    public FoldersAsReleases release(String name, String version, Path folder) {
        var id = UUID.nameUUIDFromBytes((name + version + folder).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                + "00000000";
        releases.computeIfAbsent(HUB + "/" + name, _ -> new java.util.ArrayList<>())
                .add(new Available(version, "v" + version, id, id));
        folders.put(id, folder);
        return this;
    }

    @Override
    public List<Available> releases(DistroAddress distro) {
        return releases.getOrDefault(distro.url(), List.of());
    }

    @Override
    public Path folder(DistroAddress distro, Available release) {
        return folders.get(release.commit());
    }
}
