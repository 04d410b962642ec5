package dev.softservice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.cli.TerminalLook;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TidyingTest {
    private final Tidying tidying = new Tidying(
            new Teller(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC(), TerminalLook.PLAIN));
    private final ArrayList<String> undone = new ArrayList<>();

    @Test
    void undoesTheLatestFirstAndGoesOnWhereOneFails() {
        tidying.later("the engine", () -> undone.add("engine"));
        tidying.later("the hub", () -> {
            throw new IOException("port\nstuck");
        });
        tidying.later("the installation", () -> undone.add("installation"));
        assertThat(tidying.now()).containsExactly("the hub: port stuck");
        assertThat(undone).containsExactly("installation", "engine");
        assertThat(tidying.now()).as("a second time there is nothing to do").isEmpty();
    }

    @Test
    void undoesThoughTheThreadWasInterrupted() {
        tidying.later("what waits", () -> {
            Thread.sleep(1);
            undone.add("waited");
        });
        Thread.currentThread().interrupt();
        assertThat(tidying.now()).isEmpty();
        assertThat(undone).containsExactly("waited");
    }
}
