package dev.softservice.server.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds images that the story needs later by plain {@code docker build}, while processors would idle: what those who are being watched need comes
 * first. The engine keeps the layers, and the distro's own build finds them. Where it fails, that build does all of it.
 */
final class Ahead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);
    /** The smallest share that there is: only what nobody else wants. */
    private static final String SHARE = "2";

    /** Of Dockerfiles, built one after the other. */
    private final List<Path> folders;

    private final List<String> built = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    private Ahead(List<Path> folders) {
        this.folders = folders;
        this.thread = Thread.ofVirtual().name("ahead").unstarted(this::build);
    }

    /** Begins with the wiki's images, the largest first. {@code samples}: the folder of sample distros. */
    static Ahead ofTheWiki(Path samples) {
        var wiki = samples.resolve(Publishing.WIKI);
        return of(List.of(wiki.resolve("web"), wiki.resolve("tests")));
    }

    static Ahead of(List<Path> folders) {
        var ahead = new Ahead(List.copyOf(folders));
        ahead.thread.start();
        return ahead;
    }

    private void build() {
        try {
            for (var folder : folders) {
                // By the engine's own builder, whose layers the hub's builds can find.
                var build = docker(folder, "build", "--quiet", "--force-rm", "--cpu-shares", SHARE, ".");
                if (build.exit() == 0) built.add(build.out().strip());
                else LOG.info("{} is not built ahead: {}", folder, build.err().strip());
            }
        } catch (IOException nobodyHasIt) {
            LOG.info("nothing is built ahead: {}", nobodyHasIt.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            over.countDown();
        }
    }

    private static Command.Finished docker(Path folder, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Command.run(command, folder, Map.of("DOCKER_BUILDKIT", "0"));
    }

    /** Returns once nothing is being built any more: two builds of the same image would take twice as long. */
    void await() throws InterruptedException {
        over.await();
    }

    /** Stops what is being built, and removes the names of what was; what a distro's image is made of stays with it. */
    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
            for (var image : built) docker(Path.of("."), "rmi", image);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
