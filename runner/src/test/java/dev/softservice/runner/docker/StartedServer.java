package dev.softservice.runner.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server that a test has started, with what it says going into a file. */
record StartedServer(String name, Process process, Path log) {
    private static final long PATIENCE = 30_000_000_000L;

    interface Condition {
        boolean holds() throws IOException;
    }

    void await(Condition ready) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < until && process.isAlive()) {
            if (ready.holds()) return;
            Thread.sleep(50);
        }
        throw new AssertionError(name + " did not start: " + Files.readString(log));
    }
}
