package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Upgrader;
import dev.softservice.runner.model.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyOutcomeOfAnUpgradeHasAWordOfItsOwn() throws IOException {
        var old = new Version(2, 3, 0);
        var young = new Version(2, 3, 1);
        assertThat(JSON.readTree(OutcomeJson.upgraded(new Upgrader.UpToDate("wiki", old))))
                .isEqualTo(
                        JSON.readTree(
                                "{\"format\":\"softservice-upgrade/v1\",\"name\":\"wiki\",\"outcome\":\"up-to-date\",\"version\":\"2.3.0\"}"));
        assertThat(JSON.readTree(OutcomeJson.upgraded(new Upgrader.Upgraded("wiki", old, young))))
                .isEqualTo(
                        JSON.readTree(
                                "{\"format\":\"softservice-upgrade/v1\",\"name\":\"wiki\",\"outcome\":\"upgraded\",\"from\":\"2.3.0\",\"version\":\"2.3.1\"}"));
        var passed = new Upgrader.Passed(
                "wiki",
                old,
                new InstallState.Failure(
                        young, "a".repeat(40), "web is not healthy", Instant.EPOCH, java.util.Optional.empty()));
        assertThat(JSON.readTree(OutcomeJson.upgraded(passed)))
                .isEqualTo(JSON.readTree(
                        "{\"format\":\"softservice-upgrade/v1\",\"name\":\"wiki\",\"outcome\":\"passed-over\",\"version\":\"2.3.0\",\"passedOver\":\"2.3.1\",\"reason\":\"web"
                            + " is not healthy\"}"));
    }

    @Test
    void aLookHoldsEveryInstallationFailedOnesToo() throws IOException {
        var looks = new OutcomeJson.Looks();
        looks.add(new Upgrader.UpToDate("wiki", new Version(1, 0, 0)));
        looks.add("shop", "the hub does not answer");
        var json = JSON.readTree(looks.text());
        assertThat(json.at("/installations/0/outcome").asText()).isEqualTo("up-to-date");
        assertThat(json.at("/installations/1/reason").asText()).isEqualTo("the hub does not answer");
    }

    @Test
    void aLogLineIsOneLineWhateverItHolds() throws IOException {
        var text = OutcomeJson.line(
                new LogLine(Instant.EPOCH, "web", LogLine.Stream.ERR, "a \"quote\" and \u001b[31mred"));
        assertThat(text.strip()).doesNotContain("\n", "\u001b");
        assertThat(JSON.readTree(text).at("/stream").asText()).isEqualTo("err");
    }

    @Test
    void initSaysWhichFileItWrote(@TempDir Path folder) throws IOException {
        var did = new Shell(folder).type("init", "--json", "wiki");
        assertThat(JSON.readTree(did.out()).at("/file").asText())
                .isEqualTo(folder.resolve("wiki/softservice.yaml").toString());
    }

    @Test
    void whatNeverEndsHasNoDocument(@TempDir Path folder) {
        var did = new Shell(folder).type("track", "--json");
        assertThat(did.exit()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(did.err()).contains("--json: goes with --once");
    }

    @Test
    void everyCommandThatTellsSomethingHasIt() {
        var without = new TreeSet<String>();
        Cli.commandLine().getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().findOption("--json") == null) without.add(name);
        });
        // The last one ends when its user has seen enough of the run that it brought up again.
        assertThat(without).isEqualTo(Set.of("completion", "keys", "reproduce", "runner"));
    }
}
