package dev.softservice.manifest.composition;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Reading;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where releases come from: the hub's own repositories, or any Git URL. */
public interface ReleaseSource {
    /** One release; {@code version} as in its tag, less the {@code v}; ids are 40 hex digits. */
    record Available(String version, String tag, String commit, String tree) {}

    /** A release's files and what reading its manifest gave. */
    record Loaded(RepositoryFiles files, Reading reading) {}

    /** Why this source will not look there, one line for who wrote the manifest; empty: it will. */
    default Optional<String> refusal(DistroAddress distro) throws IOException {
        return Optional.empty();
    }

    /** All releases, in any order; empty where the repository has none. An {@link IOException}'s message is one line saying why it can't be told. */
    List<Available> releases(DistroAddress distro) throws IOException;

    Loaded load(DistroAddress distro, Available release) throws IOException;
}
