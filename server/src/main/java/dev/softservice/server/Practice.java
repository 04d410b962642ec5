package dev.softservice.server;

import java.util.List;
import java.util.Map;

/**
 * Runs the commands that people run most, one after the other in one process, while Java writes down what they load
 * ({@code -XX:AOTCacheOutput}). The package and the launcher start it; how the commands end is of no interest.
 */
final class Practice {
    private Practice() {}

    /** @param arguments a folder that may be written to */
    public static void main(String[] arguments) {
        var distro = arguments[0] + "/practice";
        for (var words : List.of(
                new String[] {"--version"},
                new String[] {"--help"},
                new String[] {"init", distro},
                new String[] {"validate", distro},
                new String[] {"graph", distro},
                new String[] {"status"},
                new String[] {"track", "--once"})) {
            Main.commandLine(Map.of(), words).execute(words);
        }
        System.exit(0);
    }
}
