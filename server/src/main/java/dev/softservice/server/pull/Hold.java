package dev.softservice.server.pull;

import dev.softservice.server.core.Obstacle;

/** Something in the policy of its base that keeps a pull request from landing. {@code reason} is one line that goes on after "it". */
public record Hold(Kind kind, String reason) {
    /** Its author says that it is not ready. */
    static final Hold DRAFT = new Hold(Kind.DRAFT, "is a draft: its author, or a maintainer, says when it is ready");

    public enum Kind {
        DRAFT,
        REQUESTED_CHANGES,
        APPROVALS,
        OWNERS,
        DEPENDS,
        POLICY,
        /** Something that uses what it changes works no more. */
        USERS,
        /** It is not known yet whether what uses it still works. */
        TRIALS
    }

    public Obstacle obstacle() {
        var said = switch (kind) {
            case DRAFT -> Obstacle.Kind.DRAFT;
            case REQUESTED_CHANGES -> Obstacle.Kind.REQUESTED_CHANGES;
            case APPROVALS -> Obstacle.Kind.APPROVALS;
            case OWNERS -> Obstacle.Kind.OWNERS;
            case DEPENDS -> Obstacle.Kind.DEPENDS;
            case POLICY -> Obstacle.Kind.POLICY;
            case USERS -> Obstacle.Kind.USERS;
            case TRIALS -> Obstacle.Kind.TRIALS;
        };
        return Obstacle.of(said, "it " + reason);
    }

    /** A policy that nobody can read is mended, and a draft made ready; neither is set aside. */
    public boolean maySetAside() {
        return kind != Kind.POLICY && kind != Kind.DRAFT;
    }
}
