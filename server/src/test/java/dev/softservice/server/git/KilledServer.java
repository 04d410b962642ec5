package dev.softservice.server.git;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A server in a process of its own, to be killed. Writes its port to the folder's file "port". */
final class KilledServer {
    private KilledServer() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var server = new GitServer(folder);
        var written = Files.writeString(folder.resolve("port.tmp"), Integer.toString(server.port));
        Files.move(written, folder.resolve("port"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        new CountDownLatch(1).await();
    }
}
