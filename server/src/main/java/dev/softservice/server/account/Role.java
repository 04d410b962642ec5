package dev.softservice.server.account;

/**
 * What somebody may do, each role includes those before it: on the whole hub, in a namespace, or in a repository. A request without a token is
 * {@link #ANONYMOUS}: may read what is public. {@link #OWNER} is given in namespaces and repositories only, {@link #ADMIN} on the hub only.
 */
public enum Role {
    ANONYMOUS,
    READER,
    CONTRIBUTOR,
    MAINTAINER,
    OWNER,
    ADMIN;

    public boolean atLeast(Role needed) {
        return compareTo(needed) >= 0;
    }

    public static Role lower(Role one, Role other) {
        return one.atLeast(other) ? other : one;
    }

    public static Role higher(Role one, Role other) {
        return one.atLeast(other) ? one : other;
    }
}
