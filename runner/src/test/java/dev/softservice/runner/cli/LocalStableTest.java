package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.Stock;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.model.Rungs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding what to upgrade from, in real repositories. */
class LocalStableTest {
    @TempDir
    Path folder;

    @BeforeEach
    void repository() throws Exception {
        Files.createDirectories(here());
        git("init", "-q", "-b", "main");
        commit("softservice.yaml", "stable's");
        Files.writeString(here().resolve("run.sh"), "echo\n");
        assertThat(here().resolve("run.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(here().resolve("link"), Path.of("run.sh"));
        git("add", ".");
        git("commit", "-q", "-m", "more");
    }

    private Path here() {
        return folder.resolve("clone");
    }

    private Path target() {
        return folder.resolve("stable");
    }

    private void commit(String file, String content) throws Exception {
        var path = here().resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        git("add", ".");
        git("commit", "-q", "-m", content);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        return new Stock(here()).git(arguments);
    }

    @Test
    void aCloneWithoutAStableBranchHasNone() throws Exception {
        assertThat(new LocalStable(here()).find("", target())).isEmpty();
        assertThat(new LocalStable(folder).find("", target()))
                .as("no repository at all")
                .isEmpty();
        assertThat(target()).doesNotExist();
    }

    @Test
    void whatTheHubHasWinsOverALocalBranchAndIsWrittenOutAsItIs() throws Exception {
        git("update-ref", "refs/remotes/origin/stable", "HEAD");
        git("tag", "v1.0.9");
        git("tag", "v1.0.10");
        git("tag", "vague");
        commit("softservice.yaml", "mine");
        git("branch", "stable");

        var stable = new LocalStable(here()).find("", target()).orElseThrow();
        assertThat(stable.tag()).isEqualTo("v1.0.10");
        assertThat(stable.commit()).isEqualTo(git("rev-parse", "origin/stable"));
        assertThat(stable.tree()).isEqualTo(git("rev-parse", "origin/stable^{tree}"));
        assertThat(stable.uses()).isEmpty();
        assertThat(stable.source().folder().resolve("softservice.yaml")).hasContent("stable's");
        assertThat(stable.source().folder().resolve("run.sh")).isExecutable();
        assertThat(stable.source().folder().resolve("link")).isSymbolicLink();
        assertThat(git("status", "--porcelain"))
                .as("the clone itself is left alone")
                .isEmpty();
    }

    @Test
    void noProgramIsRunThatTheFoldersConfigurationNames() throws Exception {
        commit(".gitattributes", "*.sh filter=evil\n");
        git("branch", "stable");
        git("config", "filter.evil.smudge", "touch '" + folder.resolve("smudged") + "'; cat");
        git("config", "core.fsmonitor", "touch '" + folder.resolve("monitored") + "'; false");
        git("config", "core.hooksPath", folder.resolve("hooks").toString());

        var stable = new LocalStable(here()).find("", target()).orElseThrow();
        assertThat(stable.source().folder().resolve("run.sh")).hasContent("echo");
        assertThat(folder.resolve("smudged")).doesNotExist();
        assertThat(folder.resolve("monitored")).doesNotExist();
    }

    @Test
    void anObjectThatIsMissingIsNotFetchedByTheProgramThatTheFolderNames() throws Exception {
        var ran = folder.resolve("fetched");
        Files.writeString(here().resolve(".git/refs/heads/stable"), "1".repeat(40) + "\n");
        git("config", "core.repositoryformatversion", "1");
        git("config", "extensions.partialClone", "origin");
        git("config", "remote.origin.promisor", "true");
        git("config", "remote.origin.url", folder.resolve("none").toString());
        git("config", "remote.origin.uploadpack", "touch '" + ran + "'; false");
        git("config", "protocol.file.allow", "always");

        assertThat(new LocalStable(here()).find("", target())).isEmpty();
        assertThat(ran).doesNotExist();
        new Stock(here()).run(new byte[0], "git", "rev-parse", "--verify", "--quiet", "stable^{commit}");
        assertThat(ran).as("git itself does run it").exists();
    }

    public static void main(String[] folders) throws Exception {
        System.out.println(new LocalStable(Path.of(folders[0]))
                .find("", Path.of(folders[1]))
                .isPresent());
    }

    @Test
    void aHookOfAnotherRepositoryDoesNotLeadItAway() throws Exception {
        git("branch", "stable");
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        new Stock(elsewhere).git("init", "-q");
        var process = OtherProcess.start(
                Map.of(
                        "GIT_DIR",
                        elsewhere.resolve(".git").toString(),
                        "GIT_WORK_TREE",
                        elsewhere.toString(),
                        "GIT_INDEX_FILE",
                        "none"),
                LocalStableTest.class,
                here().toString(),
                target().toString());
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("true\n");
    }

    @Test
    void aWorktreeAndACloneThatBorrowsItsObjectsHaveItToo() throws Exception {
        git("branch", "stable");
        git("worktree", "add", "-q", folder.resolve("beside").toString(), "-b", "mine");
        git(
                "clone",
                "-q",
                "--shared",
                "--branch",
                "stable",
                here().toString(),
                folder.resolve("shared").toString());
        for (var name : List.of("beside", "shared")) {
            var stable = new LocalStable(folder.resolve(name))
                    .find("", folder.resolve("of-" + name))
                    .orElseThrow();
            assertThat(stable.source().folder().resolve("softservice.yaml")).hasContent("stable's");
        }
    }

    @Test
    void aNamedRevisionIsTakenOrRefused() throws Exception {
        commit("softservice.yaml", "newer");
        assertThat(new LocalStable(here()).find("HEAD~1", target()).orElseThrow())
                .extracting(dev.softservice.runner.model.Stable::tag)
                .isEqualTo("HEAD~1");
        assertThatThrownBy(() -> new LocalStable(here()).find("v9", target()))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("--stable v9: is no revision here");
        assertThatThrownBy(() -> new LocalStable(here()).find("--help", target()))
                .isInstanceOf(BadInput.class);
    }

    @Test
    void whatItWasTestedWithStandsInItsEvidence() throws Exception {
        git("branch", "stable");
        var subject = new Subject(git("rev-parse", "HEAD"), git("rev-parse", "HEAD^{tree}"));
        var used = new Evidence.Used(
                "database",
                "https://hub.example/samples/postgresql",
                "v15.0.2",
                new Subject("d".repeat(40), "e".repeat(40)));
        var noon = Instant.parse("2026-11-22T12:00:00Z");
        var evidence = new Evidence(
                subject,
                List.of(),
                new Evidence.Outcome(Evidence.Result.PASSED, List.of(), List.of(), List.of()),
                new Evidence.Composition(List.of(used), Map.of()),
                new Evidence.Run("1", "1", Rungs.ofLevel(7), noon, noon),
                Optional.empty());
        Files.write(folder.resolve("envelope"), evidence.toEnvelope(SigningKey.generate()));
        git(
                "notes",
                "--ref=verification",
                "add",
                "-F",
                folder.resolve("envelope").toString(),
                "stable");

        assertThat(new LocalStable(here()).find("", target()).orElseThrow().uses())
                .isEqualTo(evidence.composition().pins())
                .hasSize(1);
    }

    @Test
    void aDistroMayBeAFolderOfItsRepository() throws Exception {
        commit("distros/wiki/softservice.yaml", "the wiki's");
        git("branch", "stable");
        commit("distros/other/softservice.yaml", "not yet there");

        var stable = new LocalStable(here().resolve("distros/wiki"))
                .find("", target())
                .orElseThrow();
        assertThat(stable.source().folder()).isDirectoryContaining(file -> file.endsWith("softservice.yaml"));
        assertThat(stable.source().folder().resolve("softservice.yaml")).hasContent("the wiki's");
        assertThat(new LocalStable(here().resolve("distros/other")).find("", folder.resolve("none")))
                .as("stable does not have it")
                .isEmpty();
    }
}
