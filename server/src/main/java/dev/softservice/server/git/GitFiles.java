package dev.softservice.server.git;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;

/**
 * The files of a push that git itself acts on where it checks them out: {@code .gitmodules}, whose addresses may make it run something or
 * leave the repository, and {@code .gitattributes}. The rules are those of git fsck.
 */
final class GitFiles {
    private static final int LARGEST_MODULES = 1 << 20;
    private static final int LARGEST_ATTRIBUTES = 100 << 20;
    private static final int LONGEST_ATTRIBUTES_LINE = 2048;

    private static final Pattern ALLOWED = Pattern.compile(
            "(?:https?|ssh|git)://[^/\\p{Cntrl}-][^\\p{Cntrl}]*|\\.{1,2}/[^\\p{Cntrl}]*|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^\\p{Cntrl}:-][^\\p{Cntrl}]*");

    /** A line with the header of a section, and nothing else but a comment. */
    private static final Pattern HEADER =
            Pattern.compile("\\s*\\[[^\\]\"]*+(?:\"(?:\\\\.|[^\"\\\\])*+\")?+\\s*+]\\s*+(?:[#;].*)?", Pattern.DOTALL);

    /** A relative address that climbs out and goes on with a colon or slash replaces the host. */
    private static final Pattern CLIMBS = Pattern.compile("(?:\\.{1,2}/+)+[:/].*|(?:\\.{1,2}/)*\\.{1,2}//.*");

    private GitFiles() {}

    static Optional<String> problem(
            Repository repository, Collection<ObjectId> modules, Collection<ObjectId> attributes) throws IOException {
        for (var id : modules) {
            var problem = modulesProblem(repository, id);
            if (problem.isPresent()) {
                return problem.map(text -> ".gitmodules: " + text);
            }
        }
        for (var id : attributes) {
            var problem = attributesProblem(repository, id);
            if (problem.isPresent()) {
                return problem.map(text -> ".gitattributes: " + text);
            }
        }
        return Optional.empty();
    }

    /** The file; a reason in words where there is none. */
    private record Opened(Optional<ObjectLoader> file, String problem) {}

    private static Opened open(Repository repository, ObjectId id, int largest) throws IOException {
        try {
            var loader = repository.open(id);
            if (loader.getType() != Constants.OBJ_BLOB) {
                return new Opened(Optional.empty(), "is not a file");
            }
            return loader.getSize() > largest
                    ? new Opened(Optional.empty(), "is larger than %,d bytes".formatted(largest))
                    : new Opened(Optional.of(loader), "");
        } catch (MissingObjectException missing) {
            return new Opened(Optional.empty(), "the push lacks the object " + id.name());
        }
    }

    private static Optional<String> modulesProblem(Repository repository, ObjectId blob) throws IOException {
        var opened = open(repository, blob, LARGEST_MODULES);
        if (opened.file().isEmpty()) {
            return Optional.of(opened.problem());
        }
        try {
            var written = new String(opened.file().get().getCachedBytes(LARGEST_MODULES), StandardCharsets.UTF_8);
            if (Arrays.stream(written.split("\n")).anyMatch(GitFiles::hidesBehindHeader)) {
                return Optional.of("something stands behind a [header] on its line; write it on a line of its own");
            }
            var modules = new Config();
            modules.fromText(written);
            for (var section : modules.getSections()) {
                if (section.startsWith("submodule.")) {
                    return Optional.of("write [submodule \"" + printable(section.substring("submodule.".length()))
                            + "\"], not [" + printable(section) + "]");
                }
            }
            for (var name : modules.getSubsections("submodule")) {
                var problem = moduleProblem(modules, name);
                if (problem.isPresent()) {
                    return problem.map(text -> text.formatted(printable(name)));
                }
            }
            return Optional.empty();
        } catch (ConfigInvalidException malformed) {
            return Optional.of("cannot be read: " + malformed.getMessage());
        }
    }

    /** Git reads on behind a section's header; JGit passes over the rest of its line, and nothing would look at what stands there. */
    private static boolean hidesBehindHeader(String line) {
        return line.stripLeading().startsWith("[") && !HEADER.matcher(line).matches();
    }

    private static Optional<String> moduleProblem(Config modules, String name) {
        if (name.isEmpty()
                || Pattern.compile("(^|[/\\\\])\\.\\.([/\\\\]|$)").matcher(name).find()) {
            return Optional.of("the name '%s' is not allowed; choose one without ..");
        }
        for (var url : modules.getStringList("submodule", name, "url")) {
            if (!isAllowed(url)) {
                return Optional.of("the address of '%s' is not allowed; use https://, ssh:// or a relative path");
            }
        }
        for (var path : modules.getStringList("submodule", name, "path")) {
            if (path != null && path.chars().anyMatch(Character::isISOControl)) {
                return Optional.of("the path of '%s' holds a control character; rename it");
            }
            if (path != null && path.startsWith("-")) {
                return Optional.of("the path of '%s' begins with a dash; rename it");
            }
        }
        for (var update : modules.getStringList("submodule", name, "update")) {
            if (update != null && update.startsWith("!")) {
                return Optional.of("update of '%s' would run a command; leave it out");
            }
        }
        return Optional.empty();
    }

    private static boolean isAllowed(String url) {
        if (url == null
                || !ALLOWED.matcher(url).matches()
                || CLIMBS.matcher(url).matches()) {
            return false;
        }
        try {
            return URLDecoder.decode(url.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .chars()
                    .noneMatch(Character::isISOControl);
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }

    private static Optional<String> attributesProblem(Repository repository, ObjectId blob) throws IOException {
        var opened = open(repository, blob, LARGEST_ATTRIBUTES);
        if (opened.file().isEmpty()) {
            return Optional.of(opened.problem());
        }
        try (var bytes = new java.io.BufferedInputStream(opened.file().get().openStream())) {
            int length = 0;
            for (int read = bytes.read(); read >= 0; read = bytes.read()) {
                length = read == '\n' ? 0 : length + 1;
                if (length >= LONGEST_ATTRIBUTES_LINE) {
                    return Optional.of("a line is longer than %,d bytes".formatted(LONGEST_ATTRIBUTES_LINE - 1));
                }
            }
        }
        return Optional.empty();
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?").replace("%", "%%");
    }
}
