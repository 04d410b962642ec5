package dev.softservice.webhooks;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code owner/name} of a repository at a forge, as the forge spells it; GitLab's owner may hold further slashes. */
public record RemoteName(String owner, String name) {
    /** Bitbucket Data Center's personal projects, where its users' forks are, begin with a tilde. */
    private static final Pattern GROUP = Pattern.compile("~?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    /** GitHub's begin with a dot (a well-known one is {@code .github}) or a dash as well. */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9_.-]{1,100}");

    public RemoteName {
        if (!valid(owner, name)) {
            throw new IllegalArgumentException("not the name of a repository at a forge");
        }
    }

    /** Reads {@code owner/name} or {@code group/subgroup/name}; empty where it is none. */
    public static Optional<RemoteName> of(String fullName) {
        int slash = fullName.lastIndexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String owner = fullName.substring(0, slash);
        String name = fullName.substring(slash + 1);
        return valid(owner, name) ? Optional.of(new RemoteName(owner, name)) : Optional.empty();
    }

    private static boolean valid(String owner, String name) {
        String[] groups = owner.split("/", -1);
        if (groups.length > 20) {
            return false;
        }
        for (String group : groups) {
            if (!GROUP.matcher(group).matches()) {
                return false;
            }
        }
        return NAME.matcher(name).matches();
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
