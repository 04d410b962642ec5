package dev.softservice.manifest.model;

import java.util.OptionalInt;

/**
 * What the author wrote under {@code version}: {@code "2.3"} is a line whose patch numbers the platform gives (2.3.0,
 * 2.3.1 …); {@code "2.3.1"} is exactly that release, once.
 */
public record VersionLine(int major, int minor, OptionalInt patch) {
    @Override
    public String toString() {
        return major + "." + minor + (patch.isPresent() ? "." + patch.getAsInt() : "");
    }
}
