package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not git, each with a program of a page: they clone, fetch, push, propose, and see why a push is refused. */
final class OtherClientsTest {
    /** Debian's own, for which Debian's packages are. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String ISOMORPHIC_GIT = "isomorphic-git@1.44.11";

    @TempDir
    Path folder;

    private GitServer server;
    private Git work;

    @BeforeEach
    void starts() {
        server = new GitServer(folder);
        work = Git.init(folder.resolve("work"));
        for (int i = 0; i < 3; i++) {
            work.write("page", "page " + i + "\n").commit("commit " + i);
        }
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/main");
    }

    @AfterEach
    void stops() {
        server.close();
    }

    @Test
    void libgit2ClonesFetchesAndPushes() throws Exception {
        python("pygit2", "python3-pygit2");
        works(List.of(PYTHON, program("libgit2.py")));
    }

    @Test
    void dulwichClonesFetchesAndPushes() throws Exception {
        python("dulwich", "python3-dulwich");
        works(List.of(PYTHON, program("dulwich_client.py")));
    }

    @Test
    void isomorphicGitClonesFetchesAndPushes() throws Exception {
        if (!succeeds("npm --version")) {
            Packages.install("nodejs", "npm");
        }
        var installed = new Git(folder)
                .process(List.of(
                        "npm",
                        "install",
                        "--prefix",
                        folder.toString(),
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        ISOMORPHIC_GIT));
        Needs.that(
                installed.ok(),
                "npm and its registry are needed: apt-get install nodejs npm (" + installed.output() + ")");
        works(List.of("node", program("isomorphic.mjs")));
    }

    private void python(String module, String debianPackage) throws IOException, InterruptedException {
        if (!succeeds(PYTHON + " -c 'import " + module + "'")) {
            Packages.install("python3", debianPackage);
        }
        Needs.that(
                succeeds(PYTHON + " -c 'import " + module + "'"),
                module + " is needed: apt-get install " + debianPackage);
    }

    private boolean succeeds(String command) {
        return new Git(folder).process(List.of("sh", "-c", command)).ok();
    }

    private String program(String name) throws IOException {
        var program = folder.resolve(name);
        try (var source = OtherClientsTest.class.getResourceAsStream(name)) {
            Files.copy(java.util.Objects.requireNonNull(source, name), program);
        }
        return program.toString();
    }

    private void works(List<String> program) throws IOException {
        var clone = folder.resolve("clone");
        var main = work.run("rev-parse", "HEAD");
        run(program, "clone", clone.toString());
        assertThat(Files.readString(clone.resolve("page"))).isEqualTo("page 2\n");
        assertThat(new Git(clone).run("rev-parse", "refs/remotes/origin/main")).isEqualTo(main);

        var next = work.write("page", "page 3\n").commit("next");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/next");
        run(program, "fetch", clone.toString());
        assertThat(new Git(clone).run("rev-parse", "refs/remotes/origin/next")).isEqualTo(next);

        run(program, "push", clone.toString(), "refs/heads/topic");
        var pushed = server.store.resolve(GitServer.NAME, "refs/heads/topic").map(ObjectId::name);
        assertThat(pushed).hasValue(new Git(clone).run("rev-parse", "refs/heads/main"));
        assertThat(new Git(server.bare()).run("show", "topic:page")).isEqualTo("by another client");
        run(program, "push", clone.toString(), "refs/for/main");
        assertThat(server.consequences.proposals)
                .singleElement()
                .satisfies(proposal -> assertThat(proposal.head().name()).isEqualTo(pushed.orElseThrow()));
        assertThat(run(program, "push", clone.toString(), "refs/heads/main"))
                .contains("main changes by pull request only");
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/main").map(ObjectId::name))
                .hasValue(main);
        new Git(server.bare()).run("fsck", "--strict");
    }

    private String run(List<String> program, String... arguments) {
        var command = new ArrayList<>(program);
        command.addAll(List.of(server.url(), "contributor"));
        command.addAll(List.of(arguments));
        var outcome = new Git(folder).process(command);
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        return outcome.output();
    }
}
