package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.manifest.model.Reading;
import org.junit.jupiter.api.Test;

/** {@code data.scratch} and {@code data.dropped}: volumes that need not be kept, and those that are given up. */
class GivenUpVolumesTest {
    private static Reading read(String data) {
        return SampleManifest.read("""
            services: {web: {image: debian, volumes: ["rows:/rows", "cache:/cache"]}}
            volumes: {rows: {}, cache: {}}
            tests: [{name: answers, tcp: {host: web, port: 80}}]
            data:
            """ + data.indent(2));
    }

    private static String only(String data) {
        return SampleManifest.only(read(data));
    }

    @Test
    void bothAreReadInTheOrderOfTheFile() {
        var data = read("scratch: [cache, cache]\n"
                        + "dropped: [{name: old, reason: made anew}, {name: db-rows, reason: gone}]")
                .manifest()
                .orElseThrow()
                .data();
        assertThat(data.scratch()).containsExactly("cache");
        assertThat(data.dropped()).containsExactly(new Dropped("old", "made anew"), new Dropped("db-rows", "gone"));
    }

    @Test
    void aScratchVolumeHasToBeDeclared() {
        assertThat(only("scratch: [cashe]"))
                .contains("softservice.yaml:11:13")
                .contains("unknown-volume")
                .contains("did you mean `cache`?");
    }

    @Test
    void whatIsDroppedNeedsAReasonAndIsNoLongerDeclared() {
        assertThat(only("dropped: [{name: old}]")).contains("missing-key").contains("reason");
        assertThat(only("dropped: [{name: old, reason: \" \"}]")).contains("bad-value");
        assertThat(only("dropped: [{name: rows, reason: moved}]"))
                .contains("name-taken")
                .contains("which this version still declares");
        assertThat(only("dropped: [old]")).contains("wrong-type");
    }
}
