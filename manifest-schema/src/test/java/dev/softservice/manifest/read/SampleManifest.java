package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Reading;

/** A manifest whose first six lines are right, so that the rest of it starts in line 7. */
final class SampleManifest {
    private static final String HEAD = """
        softservice: v1
        name: sample
        title: Sample
        summary: Made by a test.
        version: "1.0"
        license: Apache-2.0
        """;

    private SampleManifest() {}

    static Reading read(String rest) {
        return new ManifestReader().read(InMemoryFiles.manifest(HEAD + rest));
    }

    /** The one error that there is. */
    static String only(Reading reading) {
        assertThat(reading.errors()).hasSize(1);
        return reading.errors().getFirst().toString();
    }
}
