package dev.softservice.server.account;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;

/**
 * An account, with its role at one place: a repository, a namespace or the whole hub. Id 0 stands for nobody in
 * particular (anonymous, or the hub itself).
 */
public record Account(long id, String name, Role role) {
    public static final Account ANONYMOUS = new Account(0, "anonymous", Role.ANONYMOUS);
    /** Acts for the hub: releases, carries, mirrors. */
    public static final Account HUB = new Account(0, "hub", Role.ADMIN);

    /** The same with what they may do in another place. */
    public Account as(Role other) {
        return role == other ? this : new Account(id, name, other);
    }

    /** Whether nobody is known, as opposed to somebody who may do nothing here. */
    public boolean isNobody() {
        return id == 0 && role == Role.ANONYMOUS;
    }

    /** Refuses an account that has less than {@code needed}; {@code deed} completes "only a … may". */
    public void require(Role needed, String deed) {
        if (role.atLeast(needed)) return;
        var rule = "only " + aOrAn(needed) + " may " + deed;
        if (isNobody()) throw Refusal.of(Refusal.Kind.UNAUTHENTICATED, rule + ": bring a token");
        throw Refusal.forbidden(
                rule + ", and " + name + " is " + (role == Role.ANONYMOUS ? "none" : aOrAn(role)) + " here");
    }

    private static String aOrAn(Role role) {
        var word = Constants.word(role);
        return ("ao".indexOf(word.charAt(0)) >= 0 ? "an " : "a ") + word;
    }
}
