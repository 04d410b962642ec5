package dev.softservice.server.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What owners make of a whole repository: one of these. */
final class LifeOptions {
    @Nullable
    @Option(names = "--rename", paramLabel = "NAME", description = "Its new name; the old one leads there.")
    String rename;

    @Option(names = "--archive", description = "Make it read only.")
    boolean archive;

    @Option(names = "--unarchive", description = "Take it out of the archive.")
    boolean unarchive;

    @Option(names = "--delete", description = "Take it out of sight, and remove it in 7 days.")
    boolean delete;

    @Option(names = "--restore", description = "Take it back before it is removed.")
    boolean restore;

    /** Asks the API, and returns the exit code. */
    interface Call {
        int ask(String method, String path, Map<String, ?> body) throws InterruptedException;
    }

    /** {@code base}: the repository's address in the API. */
    int ask(String base, String name, Call call) throws InterruptedException {
        if (rename != null) return call.ask("POST", base + "/rename", Map.of("name", rename));
        if (archive) return call.ask("POST", base + "/archive", Map.of());
        if (unarchive) return call.ask("DELETE", base + "/archive", Map.of());
        if (restore) return call.ask("POST", base + "/restore", Map.of());
        return call.ask("DELETE", base + "?confirm=" + URLEncoder.encode(name, StandardCharsets.UTF_8), Map.of());
    }
}
