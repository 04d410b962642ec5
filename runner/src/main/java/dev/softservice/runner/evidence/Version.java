package dev.softservice.runner.evidence;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A release's version: three numbers of at most nine digits. */
public record Version(int major, int minor, int patch) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})");
    private static final Comparator<Version> ORDER = Comparator.comparingInt(Version::major)
            .thenComparingInt(Version::minor)
            .thenComparingInt(Version::patch);

    public Version {
        if (major < 0 || minor < 0 || patch < 0)
            throw new IllegalArgumentException("a version has no negative numbers");
    }

    /** Reads {@code 2.3.0}; empty for anything else. */
    public static Optional<Version> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) return Optional.empty();
        return Optional.of(new Version(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3))));
    }

    /** Reads a release tag's name, {@code v2.3.0}; empty for anything else. */
    public static Optional<Version> ofTag(String name) {
        return name.startsWith("v") ? parse(name.substring(1)) : Optional.empty();
    }

    /** {@code v2.3.0}. */
    public String tag() {
        return "v" + this;
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
