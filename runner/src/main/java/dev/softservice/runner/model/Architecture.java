package dev.softservice.runner.model;

import java.util.Optional;
import java.util.regex.Pattern;

/** A kind of processor by its name in the OCI image specification: {@code amd64}, {@code arm64}. */
public record Architecture(String name) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,30}");

    public Architecture {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException("architecture: [a-z0-9_], at most 30 characters");
    }

    /** As an engine says it, which may be by the kernel's name ({@code x86_64}, {@code aarch64}); empty: it says nothing of use. */
    public static Optional<Architecture> ofEngine(String said) {
        var name = switch (said) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> said;
        };
        return NAME.matcher(name).matches() ? Optional.of(new Architecture(name)) : Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
