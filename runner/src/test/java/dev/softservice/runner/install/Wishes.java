package dev.softservice.runner.install;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What users ask for who accept nothing beforehand and choose no address to bind to. */
final class Wishes {
    private Wishes() {}

    static Installer.Wish of(ReleaseShelf shelf) {
        return of(shelf, Map.of());
    }

    /** With the shelf's own key. */
    static Installer.Wish of(ReleaseShelf shelf, Map<String, String> settings) {
        return of(shelf, Optional.empty(), settings);
    }

    static Installer.Wish named(String name, ReleaseShelf shelf, Map<String, String> settings) {
        return of(shelf, Optional.of(name), settings);
    }

    private static Installer.Wish of(ReleaseShelf shelf, Optional<String> name, Map<String, String> settings) {
        return new Installer.Wish(shelf.source(), name, settings, Optional.empty(), Optional.of(shelf.keyFile), false);
    }

    /** @param key empty: the one that the hub shows */
    static Installer.Wish of(Source source, Optional<Path> key) {
        return new Installer.Wish(source, Optional.empty(), Map.of(), Optional.empty(), key, false);
    }
}
