package dev.softservice.server.git;

import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub's git endpoint with one repository, whose main has one commit, and the clone that it was pushed from. */
abstract class OnAGitServer {
    private final GitLimits limits;

    @TempDir
    Path folder;

    GitServer server;
    Git work;
    /** The commit that main has. */
    ObjectId first;

    OnAGitServer() {
        this(GitLimits.of(100L << 20));
    }

    OnAGitServer(GitLimits limits) {
        this.limits = limits;
    }

    @BeforeEach
    final void starts() {
        server = new GitServer(folder, limits);
        work = Git.init(folder.resolve("work"));
        first = ObjectId.fromString(work.write("README.md", "# Wiki\n").commit("first"));
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/main");
    }

    @AfterEach
    final void stops() {
        server.close();
    }
}
