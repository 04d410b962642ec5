package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says before an engine is asked. */
class ReproduceCommandTest {
    @TempDir
    Path folder;

    private RunOnAHub hub;

    @BeforeEach
    void open() throws Exception {
        hub = new RunOnAHub(folder, Map.of("softservice.yaml", "softservice: v1\n"));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private Shell.Did type(String... words) {
        return new Shell(folder).type(words);
    }

    private void isRefused(Shell.Did did, String line) {
        assertThat(did.err()).isEqualTo("softservice: " + line + "\n");
        assertThat(did.exit()).isEqualTo(2);
        assertThat(did.out()).isEmpty();
    }

    @Test
    void aRunIsNamedByItsPageOrByItsRepositoryAndNumber() {
        for (var words : new String[][] {
            {"reproduce", hub.page()},
            {"reproduce", hub.page() + "/?x#log"},
            {"reproduce", "--hub", hub.url() + "/", "samples/sleeper#12"},
        }) {
            var did = type(words);
            assertThat(did.err()).startsWith("softservice: no container engine answers");
            assertThat(did.exit()).isEqualTo(3);
            assertThat(did.out())
                    .contains(
                            "run 12 failed at accept: test 'it is as quiet as asked' failed: expected quiet",
                            "which uses no other distro, parameters as there",
                            "images are built here");
        }
        isRefused(
                type("reproduce", "twelve"),
                "'twelve' names no run: give the address of its page, https://HUB/OWNER/NAME/runs/N, or OWNER/NAME#N");
        isRefused(
                type("reproduce", "samples/sleeper#12"),
                "'samples/sleeper#12' is a name on a hub, and no hub is known here: give one (--hub URL), or the"
                        + " address of the run's page");
        isRefused(
                type("reproduce", hub.url() + "/samples/other/runs/12"),
                "run 12 of " + hub.url() + " is not of samples/other, but of samples/sleeper");
        isRefused(
                type("reproduce", hub.url() + "/samples/sleeper/runs/13"),
                hub.url() + ": no run of that number; or it is private: set SOFTSERVICE_TOKEN to a token of yours");
    }

    @Test
    void whatDidNotFailIsNotMadeAgain() {
        hub.run.put("verdict", "passed");
        isRefused(
                type("reproduce", hub.page()),
                "run 12 passed: there is nothing to reproduce; 'softservice test' tests a folder");
        hub.run.put("verdict", "");
        isRefused(type("reproduce", hub.page()), "run 12 has no verdict yet: wait for it");
        hub.run.put("verdict", "errored");
        isRefused(
                type("reproduce", hub.page()),
                "run 12 is errored, which says nothing of the distro: run it again on its page, and reproduce that"
                        + " one if it fails");
        hub.run.put("verdict", "failed").put("step", "").put("reason", "reaches level 4, and its target asks for 6");
        isRefused(
                type("reproduce", hub.page()),
                "run 12 failed in no step that could be taken again: reaches level 4, and its target asks for 6");
        hub.run.put("step", "accept").put("unreleased", true);
        isRefused(
                type("reproduce", hub.page()),
                "run 12 tries a change of another distro that is in no release: reproduce a run of that change's own"
                        + " pull request");
    }

    @Test
    void aRunThatIsTooOldSaysSoAndNothingIsLeft() {
        hub.swept = true;
        var did = type("reproduce", hub.page());
        assertThat(did.exit()).isEqualTo(2);
        assertThat(did.err())
                .contains("run 12 is too old: its tree is not kept any more; run it again, and reproduce that one");
    }

    @Test
    void aPrivateRunAsksForAToken() {
        hub.token = Optional.of("sst_secret");
        isRefused(
                type("reproduce", hub.page()),
                hub.url() + ": no run 12; or it is private: set SOFTSERVICE_TOKEN to a token of yours");
        isRefused(
                new Shell(folder).with("SOFTSERVICE_TOKEN", "sst_other").type("reproduce", hub.page()),
                hub.url() + ": no run 12; or the owner of the token in SOFTSERVICE_TOKEN may not see it");
        assertThat(new Shell(folder)
                        .with("SOFTSERVICE_TOKEN", "sst_secret")
                        .type("reproduce", hub.page())
                        .err())
                .startsWith("softservice: no container engine answers");
        isRefused(
                new Shell(folder)
                        .with("SOFTSERVICE_TOKEN", "sst_secret")
                        .type("reproduce", "http://hub.example.org/samples/sleeper/runs/12"),
                "http://hub.example.org is reached over plain HTTP, where anybody on the way can read the token: use"
                        + " https");
    }

    @Test
    void aShellIsOnlyForAServiceThatThereIs() throws Exception {
        isRefused(
                type("reproduce", "--shell", "web", hub.page()),
                "--shell web: the run has no such service; it has bed");
        isRefused(
                type("reproduce", "--shell", "bed", hub.page()),
                "--shell needs the program docker or podman, and neither is in PATH: install one, or leave --shell"
                        + " out");
        isRefused(
                type("reproduce", "--shell", "bed", "--keep", hub.page()),
                "--keep and --shell: give one; a shell is left, and then all of it goes");
        var client = Files.createDirectory(folder.resolve("bin")).resolve("podman");
        Files.createFile(client);
        assertThat(client.toFile().setExecutable(true)).isTrue();
        assertThat(new Shell(folder)
                        .with("PATH", "/nowhere:" + client.getParent())
                        .type("reproduce", "--shell", "bed", hub.page())
                        .err())
                .startsWith("softservice: no container engine answers");
        hub.run.put("step", "build");
        isRefused(
                type("reproduce", "--shell", "bed", hub.page()),
                "--shell bed: the run failed before anything was started; leave --shell out");
    }
}
