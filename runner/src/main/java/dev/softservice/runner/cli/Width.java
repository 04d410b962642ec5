package dev.softservice.runner.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** How wide the terminal is: COLUMNS, else what {@code stty} says of it, else 80. */
final class Width {
    private static final int USUAL = 80;

    private Width() {}

    static int of(World world) {
        var columns = world.variable("COLUMNS");
        if (columns.matches("[1-9]\\d{0,3}")) return Integer.parseInt(columns);
        if (!world.streams().terminal()) return USUAL;
        try {
            var stty = new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var size = new String(stty.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).strip().split(" ");
            if (!stty.waitFor(1, TimeUnit.SECONDS)) stty.destroyForcibly();
            return size.length == 2 && size[1].matches("[1-9]\\d{0,3}") ? Integer.parseInt(size[1]) : USUAL;
        } catch (IOException noStty) {
            return USUAL;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
