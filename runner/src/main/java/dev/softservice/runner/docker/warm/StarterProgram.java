package dev.softservice.runner.docker.warm;

import dev.softservice.runner.files.Bundled;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The program of a {@link Starter}. It needs nothing of the image that it runs in, neither a shell nor a library. Its source is
 * {@code src/main/starter/starter.c}; {@code build.sh} beside it builds the files that are read here.
 */
final class StarterProgram {
    /** The engine's words for the kinds of machines that there is a program for. */
    static final Set<String> MACHINES = Set.of("x86_64", "aarch64");

    private StarterProgram() {}

    /** Returns an executable file (ELF), or empty where there is none for such a machine. */
    public static Optional<byte[]> on(@Nullable String machine) {
        return Optional.ofNullable(machine)
                .filter(MACHINES::contains)
                .map(name -> Bundled.bytes(StarterProgram.class, "starter-" + name));
    }
}
