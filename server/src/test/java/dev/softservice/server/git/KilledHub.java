package dev.softservice.server.git;

import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.scenario.OutcomeFileVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** A whole hub in a process of its own, real but for the engine, to be killed. Writes its address to the folder's file "address". */
final class KilledHub {
    static final String TOKEN = "an-admin-token-for-tests";

    private KilledHub() {}

    /** {@code arguments}: the folder, and the origin of a forge that may be mirrored. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var folder = Path.of(arguments[0]);
        var config = ConfigForTests.in(folder.resolve("hub"))
                .adminToken(TOKEN)
                .workers(2)
                .forge(arguments[1])
                .config();
        var hub = Running.start(config, Clock.systemUTC(), _ -> new OutcomeFileVerifier());
        var written = Files.writeString(folder.resolve("address.tmp"), hub.address());
        Files.move(written, folder.resolve("address"), StandardCopyOption.ATOMIC_MOVE);
        new CountDownLatch(1).await();
    }
}
