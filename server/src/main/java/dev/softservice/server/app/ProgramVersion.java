package dev.softservice.server.app;

import java.util.Optional;

/** This build's version, from the jar's manifest. */
final class ProgramVersion {
    private ProgramVersion() {}

    static String text() {
        return Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }
}
