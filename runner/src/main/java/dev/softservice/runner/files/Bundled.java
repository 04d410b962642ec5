package dev.softservice.runner.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files that come with the program, beside its classes. */
public final class Bundled {
    private Bundled() {}

    /** The whole of one, in UTF-8. @param name its place seen from {@code owner}, as {@link Class#getResource} takes it */
    public static String text(Class<?> owner, String name) {
        return new String(bytes(owner, name), StandardCharsets.UTF_8);
    }

    /** The whole of one. @param name as for {@link #text} */
    public static byte[] bytes(Class<?> owner, String name) {
        try (var file = owner.getResourceAsStream(name)) {
            if (file == null) throw new IllegalStateException(name + " is missing from this build");
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
