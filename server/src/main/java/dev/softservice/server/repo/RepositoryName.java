package dev.softservice.server.repo;

import dev.softservice.server.core.Refusal;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code owner/name}: both lower case, digits and inner dashes, so that a name is safe in a path, a URL and a shell alike. */
public record RepositoryName(String owner, String name) {
    private static final Pattern PART = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?");

    /** First parts of the hub's own addresses. */
    private static final Set<String> RESERVED = Set.of("api", "assets", "schema", "v2");

    public RepositoryName {
        check("owner", owner);
        if (RESERVED.contains(owner))
            throw Refusal.invalid("repository owner " + owner + " is the hub's own word: choose another");
        check("name", name);
    }

    private static void check(String what, String part) {
        if (!PART.matcher(part).matches()) {
            throw Refusal.invalid("repository " + what + " must be 1 to 39 lower-case letters, digits or inner dashes");
        }
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
