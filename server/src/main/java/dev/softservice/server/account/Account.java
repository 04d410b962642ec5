package dev.softservice.server.account;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;

/** Whoever acts: {@code role} is the account's, or the token's where that is lower. Id 0 is nobody in particular (anonymous, or the hub itself). */
public record Account(long id, String name, Role role) {
    public static final Account ANONYMOUS = new Account(0, "anonymous", Role.ANONYMOUS);
    /** Acts for the hub: releases, carries, mirrors. */
    public static final Account HUB = new Account(0, "hub", Role.ADMIN);

    /** Refuses whoever has less than {@code needed}; {@code deed} completes "only a … may". */
    public void require(Role needed, String deed) {
        if (role.atLeast(needed)) return;
        var rule = "only a" + (needed == Role.ADMIN ? "n " : " ") + Constants.word(needed) + " may " + deed;
        throw role == Role.ANONYMOUS
                ? Refusal.of(Refusal.Kind.UNAUTHENTICATED, rule + ": bring a token")
                : Refusal.forbidden(rule + ", and " + name + " is a " + Constants.word(role) + " here");
    }
}
