package dev.softservice.server.account;

/** Whoever acts: {@code role} is the account's, or the token's where that is lower. Id 0 is nobody in particular (anonymous, or the hub itself). */
public record Account(long id, String name, Role role) {
    public static final Account ANONYMOUS = new Account(0, "anonymous", Role.ANONYMOUS);
    /** Acts for the hub: releases, carries, mirrors. */
    public static final Account HUB = new Account(0, "hub", Role.ADMIN);
}
