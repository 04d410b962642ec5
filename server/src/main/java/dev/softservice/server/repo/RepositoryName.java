package dev.softservice.server.repo;

import dev.softservice.server.core.Refusal;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code owner/name}: both lower case, digits and inner dashes, so that a name is safe in a path, a URL and a shell alike. */
public record RepositoryName(String owner, String name) {
    private static final Pattern PART = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?");

    /** First parts of the hub's own addresses. */
    private static final Set<String> RESERVED = Set.of(
            "about",
            "api",
            "assets",
            "audit",
            "download",
            "first",
            "healthz",
            "invitations",
            "join",
            "livez",
            "login",
            "logout",
            "metrics",
            "mirrors",
            "new",
            "profile",
            "queue",
            "readyz",
            "runner",
            "runners",
            "schema",
            "setup",
            "start",
            "storage",
            "users",
            "v2",
            "waiting");

    public RepositoryName {
        checkOwner(owner);
        check("name", name);
    }

    /** {@code owner/name}; refuses what is not of that form. */
    public static RepositoryName read(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) throw Refusal.invalid("a repository is named owner/name, and not " + text);
        return new RepositoryName(text.substring(0, slash), text.substring(slash + 1));
    }

    static void checkOwner(String owner) {
        check("owner", owner);
        if (RESERVED.contains(owner))
            throw Refusal.invalid("repository owner " + owner + " is the hub's own word: choose another");
    }

    static boolean isPart(String text) {
        return PART.matcher(text).matches();
    }

    private static void check(String what, String part) {
        if (!isPart(part)) {
            throw Refusal.invalid("repository " + what + " must be 1 to 39 lower-case letters, digits or inner dashes");
        }
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
