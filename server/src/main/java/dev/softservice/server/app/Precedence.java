package dev.softservice.server.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Has the kernel serve this process before the engine and the containers of runs when all want the processors at once: people who look at a page wait for it, those who run 50 builds do
 * not notice. Linux shares processor time between sessions ({@code sched(7)}, the autogroup feature), so this goes for the session that the hub was started in, until it ends. It takes root, and a
 * session: under systemd services are weighed by their units instead.
 */
public record Precedence(Path group, Optional<String> before) implements AutoCloseable {
    private static final Path GROUP = Path.of("/proc/self/autogroup");
    private static final Pattern NICE = Pattern.compile("nice (-?\\d+)");
    /** Ten steps are about nine times the weight. */
    private static final String MORE = "-10";

    private static final String USUAL = "0";

    public static Precedence take() {
        return take(GROUP);
    }

    /** Left as it is where somebody has set it already, and where it can't be set. */
    static Precedence take(Path group) {
        try {
            var nice = NICE.matcher(Files.readString(group));
            if (!nice.find() || !nice.group(1).equals(USUAL)) return new Precedence(group, Optional.empty());
            Files.writeString(group, MORE);
            return new Precedence(group, Optional.of(USUAL));
        } catch (IOException notHereOrNotOurs) {
            return new Precedence(group, Optional.empty());
        }
    }

    @Override
    public void close() {
        before.ifPresent(nice -> {
            try {
                Files.writeString(group, nice);
            } catch (IOException e) {
                // The session ends with its last process.
            }
        });
    }
}
