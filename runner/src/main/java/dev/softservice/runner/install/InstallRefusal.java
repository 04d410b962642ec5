package dev.softservice.runner.install;

import java.util.Objects;

/**
 * Says why something was not done. The message is one line with place and remedy. What ran before was not touched, or
 * runs again.
 */
public final class InstallRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose turn it is. */
    public enum Kind {
        /** The user gave something that can't be used. */
        BAD_INPUT,
        /** What the hub offers can't be believed. */
        UNTRUSTED,
        /** The release came up badly here. */
        FAILED,
        /** The hub could not be asked. */
        UNREACHABLE,
        /** This machine could not do it now: its disk is full, its engine busy, a mirror down. It says nothing of the release. */
        PLATFORM
    }

    private final Kind kind;

    public InstallRefusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static InstallRefusal input(String message) {
        return new InstallRefusal(Kind.BAD_INPUT, message);
    }

    static InstallRefusal untrusted(String message) {
        return new InstallRefusal(Kind.UNTRUSTED, message);
    }

    static InstallRefusal failed(String message) {
        return new InstallRefusal(Kind.FAILED, message);
    }

    static InstallRefusal unreachable(String message) {
        return new InstallRefusal(Kind.UNREACHABLE, message);
    }

    static InstallRefusal platform(String message) {
        return new InstallRefusal(Kind.PLATFORM, message);
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
