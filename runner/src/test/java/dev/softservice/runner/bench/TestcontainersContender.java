package dev.softservice.runner.bench;

import java.time.Duration;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Testcontainers as its users write it: each container waits for what its service's log says. */
final class TestcontainersContender implements Contender {
    /** Without its companion, whose image comes from a registry. */
    public static final class Entered implements Entry {
        @Override
        public Optional<Contender> enter(Stage stage) {
            if (!"true".equals(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
                System.out.println(
                        "Testcontainers takes part with TESTCONTAINERS_RYUK_DISABLED=true: its companion's image would"
                                + " have to come from a registry");
                return Optional.empty();
            }
            return Optional.of(new TestcontainersContender(stage));
        }
    }

    private final DockerImageName image;

    private TestcontainersContender(Stage stage) {
        this.image = DockerImageName.parse(stage.image());
    }

    @Override
    public String name() {
        return "Testcontainers";
    }

    @Override
    public Cycle cycle(String id) {
        long begin = System.nanoTime();
        long verdict;
        try (var network = Network.newNetwork();
                var store = new GenericContainer<>(image)
                        .withNetwork(network)
                        .withNetworkAliases("store")
                        .withCommand("redis-server", "--save", "", "--bind", "0.0.0.0")
                        .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
                var web = new GenericContainer<>(image)
                        .withNetwork(network)
                        .withNetworkAliases("web")
                        .withCommand("nginx", "-g", "daemon off;")
                        .waitingFor(Wait.forSuccessfulCommand("curl -fsS http://127.0.0.1/"));
                var test = new GenericContainer<>(image)
                        .withNetwork(network)
                        .withCommand("curl", "-fsS", "http://web/")
                        .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            store.start();
            web.start();
            test.start();
            if (!test.getLogs().contains("nginx")) throw new IllegalStateException("Testcontainers: " + test.getLogs());
            verdict = System.nanoTime() - begin;
        }
        return new Cycle(Duration.ofNanos(verdict), Duration.ofNanos(System.nanoTime() - begin));
    }

    @Override
    public void close() {}
}
