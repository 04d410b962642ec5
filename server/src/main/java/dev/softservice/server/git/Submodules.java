package dev.softservice.server.git;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.BlobBasedConfig;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Repository;

/** Addresses in {@code .gitmodules} that make a client run something or leave the repository. JGit has looked at names and paths already. */
final class Submodules {
    private static final Pattern ALLOWED = Pattern.compile(
            "(?:https?|ssh|git)://[^/\\p{Cntrl}-][^\\p{Cntrl}]*|\\.{1,2}/[^\\p{Cntrl}]*|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^\\p{Cntrl}:-][^\\p{Cntrl}]*");

    private Submodules() {}

    static Optional<String> problem(Repository repository, ObjectChecker checker) throws IOException {
        for (var entry : checker.getGitsubmodules()) {
            var problem = problem(repository, entry.getBlobId());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(Repository repository, AnyObjectId blob) throws IOException {
        try {
            var modules = new BlobBasedConfig(null, repository, blob);
            for (var name : modules.getSubsections("submodule")) {
                var url = modules.getString("submodule", name, "url");
                if (url != null && !ALLOWED.matcher(url).matches()) {
                    return Optional.of(
                            ".gitmodules: the address of '%s' is not allowed; use https://, ssh:// or a relative path"
                                    .formatted(printable(name)));
                }
                var path = modules.getString("submodule", name, "path");
                if (path != null && path.chars().anyMatch(Character::isISOControl)) {
                    return Optional.of(".gitmodules: the path of '%s' holds a control character; rename it"
                            .formatted(printable(name)));
                }
            }
            return Optional.empty();
        } catch (ConfigInvalidException malformed) {
            return Optional.of(".gitmodules cannot be read: " + malformed.getMessage());
        }
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
