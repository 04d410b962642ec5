package dev.softservice.server.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a SIGKILL at this moment would leave of a process's folder, without the kill: the process goes on. */
public final class FrozenCopy {
    private FrozenCopy() {}

    /** Stops the process with SIGSTOP, every thread of it wherever it is, copies the folder and lets it go on. */
    public static void take(long process, Path folder, Path to) throws IOException, InterruptedException {
        did("kill", "-STOP", Long.toString(process));
        awaitStopped(Path.of("/proc", Long.toString(process), "task"));
        did("cp", "-a", folder.toString(), to.toString());
        did("kill", "-CONT", Long.toString(process));
    }

    private static void did(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0)
            throw new IOException(String.join(" ", command) + " failed");
    }

    /** A thread in the middle of a system call stops when that is over. */
    private static void awaitStopped(Path threads) throws IOException, InterruptedException {
        while (true) {
            try (var all = Files.newDirectoryStream(threads)) {
                boolean stopped = true;
                for (var thread : all)
                    stopped &= Files.readString(thread.resolve("stat"))
                            .replaceFirst("(?s).*\\) ", "")
                            .startsWith("T");
                if (stopped) return;
            }
            Thread.sleep(1);
        }
    }
}
