package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.OwnFiles;
import dev.softservice.runner.engine.Volumes;
import dev.softservice.runner.plan.PlannedTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An environment with the names that one of its distros has for hosts: {@code db} of a used distro is not {@code db} of the distro that uses it. */
record SeenFrom(Environment environment, Map<String, String> names) implements Environment {
    @Override
    public InetSocketAddress address(String host, int port) throws IOException, InterruptedException {
        return environment.address(names.getOrDefault(host, host), port);
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
        return environment.exec(container, command, timeout);
    }

    @Override
    public Finished run(PlannedTest.Run test, Narrator narrator) throws InterruptedException {
        return environment.run(test, narrator);
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
