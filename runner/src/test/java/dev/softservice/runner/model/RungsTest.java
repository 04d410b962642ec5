package dev.softservice.runner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.evidence.RungsJson;
import dev.softservice.runner.model.RungOutcome.Checked;
import dev.softservice.runner.model.RungOutcome.Failed;
import dev.softservice.runner.model.RungOutcome.Held;
import dev.softservice.runner.model.RungOutcome.NotApplicable;
import dev.softservice.runner.model.RungOutcome.NotRun;
import dev.softservice.runner.model.RungOutcome.Reason;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RungsTest {
    private static final Held HELD = new Held(new Checked(1, 2, 3, 1, 4096, 1.5));
    private static final Rungs NO_DATA = Rungs.ofLevel(4)
            .with(Rung.RESILIENT, HELD)
            .with(Rung.UPGRADES, new NotApplicable(Reason.NO_DATA))
            .with(Rung.RESTORES, new NotApplicable(Reason.NO_DATA));

    @Test
    void theLevelIsTheHighestHeldRungBelowWhichNothingIsMissing() {
        assertThat(Rungs.NONE.level()).isZero();
        assertThat(NO_DATA.level()).isEqualTo(5);
        assertThat(NO_DATA.with(Rung.RESTORES, HELD).level())
                .as("a rung below that is not applicable is no gap")
                .isEqualTo(7);
        assertThat(NO_DATA.with(Rung.UPGRADES, new Failed())
                        .with(Rung.RESTORES, HELD)
                        .level())
                .isEqualTo(5);
        assertThat(NO_DATA.with(Rung.ACCEPTED, new NotRun()).level()).isEqualTo(3);
    }

    @Test
    void aLevelIsReachedWhereEachRungUpToItIsHeldOrNotApplicable() {
        assertThat(NO_DATA.reach(7)).isTrue();
        assertThat(NO_DATA.with(Rung.RESTORES, new NotRun()).reach(7)).isFalse();
        assertThat(NO_DATA.with(Rung.RESTORES, new NotRun()).reach(6)).isTrue();
        assertThat(NO_DATA.with(Rung.UPGRADES, new Failed()).reach(6)).isFalse();
        assertThat(Rungs.NONE.reach(0)).isTrue();
    }

    @Test
    void levelAndWhatIsNotApplicableAreSaidTogether() {
        assertThat(NO_DATA.text())
                .isEqualTo("level 5 (resilient); upgrades, restores: not applicable, it keeps no data");
        assertThat(NO_DATA.with(Rung.UPGRADES, new NotApplicable(Reason.NO_STABLE))
                        .with(Rung.RESTORES, HELD)
                        .text())
                .isEqualTo("level 7 (restores); upgrades: not applicable, there is no stable release yet");
        assertThat(Rungs.ofLevel(4).text()).isEqualTo("level 4 (accepted)");
        assertThat(Rungs.NONE.text()).isEqualTo("no level reached");
        assertThat(HELD.checked().text()).isEqualTo("1 service, 2 tests, 3 data checks, 1 volume of 4 KiB, 1.5 s");
        assertThat(Checked.NOT_RECORDED.text()).isEqualTo("what was checked was not recorded yet");
    }

    @Test
    void outcomesComeBackFromTheirJson() throws IOException {
        var all = NO_DATA.with(Rung.BUILDS, HELD)
                .with(Rung.UPGRADES, new Failed())
                .with(Rung.RESTORES, new NotRun());
        assertThat(RungsJson.read(RungsJson.write(all))).isEqualTo(all);
        assertThat(RungsJson.write(NO_DATA).get(5).toString())
                .isEqualTo("{\"rung\":6,\"name\":\"upgrades\",\"outcome\":\"not-applicable\",\"reason\":\"no-data\"}");
        assertThat(RungsJson.write(NO_DATA).get(4).toString())
                .isEqualTo("{\"rung\":5,\"name\":\"resilient\",\"outcome\":\"held\",\"checked\":{\"services\":1,"
                        + "\"tests\":2,\"checks\":3,\"volumes\":1,\"bytes\":4096,\"seconds\":1.5}}");
    }

    @Test
    void whatALaterVersionWroteIsReadAsFarAsItIsKnown() throws IOException {
        var later = new JsonMapper().readTree("""
            [{"rung": 6, "name": "upgrades", "outcome": "not-applicable", "reason": "moon-phase"},
             {"rung": 9, "name": "flies", "outcome": "held"}]\
            """);
        assertThat(RungsJson.read(later)).isEqualTo(Rungs.NONE.with(Rung.UPGRADES, new NotApplicable(Reason.UNKNOWN)));
        var strange = new JsonMapper().readTree("[{\"rung\": 6, \"outcome\": \"splendid\"}]");
        assertThatThrownBy(() -> RungsJson.read(strange)).isInstanceOf(IllegalArgumentException.class);
    }
}
