package dev.softservice.server.account;

/** What an account may do on the hub; each role includes those before it. Whoever brings no token is {@link #ANONYMOUS}: may read. */
public enum Role {
    ANONYMOUS,
    READER,
    CONTRIBUTOR,
    MAINTAINER,
    ADMIN;

    public boolean atLeast(Role needed) {
        return compareTo(needed) >= 0;
    }
}
