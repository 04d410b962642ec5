package dev.softservice.manifest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.manifest.read.ManifestReaderTest;
import org.junit.jupiter.api.Test;

class RungTest {
    private static final String WITH_LEVEL = ManifestReaderTest.TEAM_WIKI.replace("level: 6", "level: %d");

    @Test
    void theLadderEndsWithWhatThisVersionCanShow() {
        assertThat(Rung.listed())
                .isEqualTo(
                        "1 valid, 2 builds, 3 provisions, 4 accepted, 5 resilient, 6 upgrades, 7 restores, 8 carries");
        assertThat(Rung.of(0)).isEmpty();
        assertThat(Rung.of(7)).contains(Rung.ALONE);
        assertThat(Rung.of(8)).contains(Rung.TOP);
        assertThat(Rung.of(9)).isEmpty();
    }

    @Test
    void aLevelIsToldByTheNameOfItsRung() {
        assertThat(Rung.titleOf(0)).isEqualTo("nothing");
        assertThat(Rung.titleOf(4)).isEqualTo("accepted");
        assertThatThrownBy(() -> Rung.titleOf(9)).hasMessage("level 9: 0 to 8");
    }

    @Test
    void aReleaseCannotAskForARungThatIsNotBuilt() {
        assertThat(reading(8).errors()).isEmpty();
        assertThat(reading(9).errors())
                .singleElement()
                .hasToString(
                        "softservice.yaml:" + line() + ": error [out-of-range] `level` is 9; it must be from 1 to 8;"
                                + " level 8, carries, is the highest that this version can show");
    }

    private static Reading reading(int level) {
        return new ManifestReader()
                .read(ManifestReaderTest.teamWiki().with(Manifest.FILE_NAME, WITH_LEVEL.formatted(level)));
    }

    private static String line() {
        var lines = WITH_LEVEL.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int at = lines.get(i).indexOf("level: ");
            if (at >= 0) return (i + 1) + ":" + (at + 8);
        }
        throw new AssertionError("no level");
    }
}
