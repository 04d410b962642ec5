package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.OwnFiles;
import dev.softservice.runner.engine.Volumes;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.PlannedTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An environment as one attempt of a test sees it: with the names that its distro has for hosts ({@code db} of a used distro is not {@code db} of the distro that uses
 * it), and noting what is talked to.
 *
 * @param names  how the test calls hosts, where that is not what the network calls them
 * @param talked gets what it talks to, by the network's names, the first one first
 */
record SeenFrom(Environment environment, Map<String, String> names, Collection<String> talked) implements Environment {
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[^A-Za-z0-9_.-]+");

    @Override
    public InetSocketAddress address(String host, int port) throws IOException, InterruptedException {
        var name = names.getOrDefault(host, host);
        talked.add(name);
        return environment.address(name, port);
    }

    @Override
    public Optional<InetSocketAddress> published(String host, int port) throws IOException, InterruptedException {
        return environment.published(names.getOrDefault(host, host), port);
    }

    @Override
    public Provisioned up(Narrator narrator) throws InterruptedException {
        return environment.up(narrator);
    }

    @Override
    public Executed exec(String container, List<String> command, Duration timeout) throws InterruptedException {
        talked.add(container);
        return environment.exec(container, command, timeout);
    }

    @Override
    public Finished run(PlannedTest.Run test, Narrator narrator) throws InterruptedException {
        named(test.container()).forEach(talked::add);
        return environment.run(test, narrator);
    }

    /** Where a test in a container of its own connects to is not seen from here: what its command and its variables name is what it was told of. */
    private static Stream<String> named(ContainerPlan container) {
        var process = container.process();
        return Stream.of(
                        process.entrypoint().stream().flatMap(List::stream),
                        process.command().stream().flatMap(List::stream),
                        process.environment().values().stream())
                .flatMap(texts -> texts)
                .flatMap(BETWEEN_NAMES::splitAsStream)
                .filter(word -> !word.isEmpty())
                .map(word -> container.connections().names().getOrDefault(word, word));
    }

    @Override
    public List<Incident> fallen() {
        return environment.fallen();
    }

    @Override
    public boolean accepts(String host, int port) throws InterruptedException {
        return environment.accepts(names.getOrDefault(host, host), port);
    }

    @Override
    public List<Incident> incidents() throws InterruptedException {
        return environment.incidents();
    }

    @Override
    public List<Incident> lastIncidents() throws InterruptedException {
        return environment.lastIncidents();
    }

    @Override
    public List<Incident> lateIncidents() throws InterruptedException {
        return environment.lateIncidents();
    }

    @Override
    public List<String> held() throws InterruptedException {
        return environment.held();
    }

    @Override
    public Provisioned kill(String container) throws InterruptedException {
        return environment.kill(container);
    }

    @Override
    public Provisioned cutPower() throws InterruptedException {
        return environment.cutPower();
    }

    @Override
    public List<OwnFiles> ownFiles() throws InterruptedException {
        return environment.ownFiles();
    }

    @Override
    public List<String> said(String container) throws InterruptedException {
        return environment.said(container);
    }

    @Override
    public void down() throws InterruptedException {
        environment.down();
    }

    @Override
    public void destroy() throws InterruptedException {
        environment.destroy();
    }

    @Override
    public Volumes volumes() {
        return environment.volumes();
    }

    @Override
    public void close() {
        environment.close();
    }
}
