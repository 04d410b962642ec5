package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.runner.install.HubRuns;
import dev.softservice.runner.install.InstallRefusal;
import dev.softservice.runner.install.Source;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a failed run is made again from on another machine. */
class ReproduceApiTest extends OnAHub {
    private JsonNode run(String verdict) throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(
                wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", verdict + "\nno\n"));
        hub.settle();
        return json(hub.get("/api/v1/repos/samples/team-wiki/runs")).get(0);
    }

    private Source source() {
        return Source.parse(hub.address() + "/samples/team-wiki", data());
    }

    @Test
    void saysWhatFailedAndWhatItWasMadeOf() throws Exception {
        var run = run("fails");
        var recorded =
                new HubRuns(source(), Optional.empty()).recorded(run.get("id").asLong());
        assertThat(recorded.verdict()).isEqualTo("failed");
        assertThat(recorded.step()).isEqualTo("accept");
        assertThat(recorded.tree()).isEqualTo(run.get("tree").asText());
        assertThat(recorded.failed()).containsExactly("an editor can save a page");
        assertThat(recorded.stable()).isEmpty();
        assertThat(hub.get("/samples/team-wiki/runs/" + run.get("id")).body())
                .contains("softservice reproduce " + hub.address() + "/samples/team-wiki/runs/" + run.get("id"));
    }

    @Test
    void itsTreeIsFetchedAsItIsAndNoOther() throws Exception {
        var run = run("fails");
        var id = run.get("id").asLong();
        var hubRuns = new HubRuns(source(), Optional.empty());
        var target = data().resolve("made-again");
        hubRuns.checkOut(id, run.get("tree").asText(), data().resolve("objects.git"), target);
        assertThat(Files.readString(target.resolve("verdict.txt"))).isEqualTo("fails\nno\n");
        assertThat(Files.readString(target.resolve("softservice.yaml"))).isEqualTo(HubForTests.manifest("Team wiki"));
        for (var other : new String[] {"0".repeat(40), run.get("commit").asText(), "HEAD", "..%2f"})
            assertThat(hub.get("/api/v1/runs/" + id + "/trees/" + other).statusCode())
                    .as(other)
                    .isEqualTo(404);
        Assertions.assertThatThrownBy(() ->
                        hubRuns.checkOut(id, "0".repeat(40), data().resolve("other.git"), data().resolve("other")))
                .isInstanceOf(InstallRefusal.class)
                .hasMessageContaining("was not made from a tree");
    }

    @Test
    void aGreenRunShowsNoCommand() throws Exception {
        var run = run("passes");
        assertThat(hub.get("/samples/team-wiki/runs/" + run.get("id")).body()).doesNotContain("softservice reproduce");
    }
}
