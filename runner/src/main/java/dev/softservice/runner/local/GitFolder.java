package dev.softservice.runner.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Git repository around a folder, asked by the stock client. The folder may be a stranger's: its settings name programs that git would start by itself, a
 * file system monitor and what fetches an object that is missing. Neither is started here, nothing is fetched, and nothing is written.
 */
public final class GitFolder {
    /** Where a hook of another repository, or another caller, says that the repository is ({@code git rev-parse --local-env-vars}): here the folder says it. */
    private static final List<String> ELSEWHERE = List.of(
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_COMMON_DIR",
            "GIT_INDEX_FILE",
            "GIT_PREFIX",
            "GIT_NAMESPACE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES");

    private final Path folder;

    public GitFolder(Path folder) {
        this.folder = folder;
    }

    /** What a command that only reads printed, as it is; empty: it said no, or there is no git or no repository. */
    public Optional<String> ask(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-c", "core.fsmonitor=false", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(ELSEWHERE);
        // Of no protocol at all: a setting of the folder cannot overrule the environment.
        builder.environment().put("GIT_ALLOW_PROTOCOL", "");
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        Process git;
        try {
            git = builder.start();
        } catch (IOException noGit) {
            return Optional.empty();
        }
        git.getOutputStream().close();
        var said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return git.waitFor() == 0 ? Optional.of(said) : Optional.empty();
    }
}
