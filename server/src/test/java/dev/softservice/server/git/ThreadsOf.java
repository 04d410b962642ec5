package dev.softservice.server.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What another Java process is doing at this moment. */
final class ThreadsOf {
    private ThreadsOf() {}

    /** Every thread, also the virtual ones, with its stack and the locks that it holds or waits for, as the JDK writes it (JSON). */
    static String process(long pid) {
        try {
            var folder = Files.createTempDirectory("threads");
            var file = folder.resolve("threads.json");
            var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            var command = new ProcessBuilder(
                            jcmd, Long.toString(pid), "Thread.dump_to_file", "-format=json", file.toString())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return command.waitFor() == 0 && Files.exists(file) ? Files.readString(file) : "no dump: " + said;
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }
}
