package dev.softservice.runner.junit;

import java.util.List;
import java.util.Map;
import org.testcontainers.lifecycle.Startable;

/** A distro for who already has Testcontainers: started and stopped as a container is, in {@code @Container} fields or by hand. */
public final class DistroContainer implements Startable {
    private final ThrowawayDistro distro;
    private boolean started;

    /** @param distro a folder; or {@code owner/name} or a Git URL, then its highest release or, with {@code @1.2.3} behind it, that one */
    public DistroContainer(String distro) {
        this.distro = ThrowawayDistro.of(distro);
    }

    public DistroContainer withParameter(String name, String value) {
        distro.with(name, value);
        return this;
    }

    /** Where {@code owner/name} is looked up. */
    public DistroContainer withHub(String url) {
        distro.onHub(url);
        return this;
    }

    /** Starting twice is starting once. */
    @Override
    public synchronized void start() {
        if (started) return;
        distro.start();
        started = true;
    }

    @Override
    public synchronized void stop() {
        started = false;
        distro.close();
    }

    /** The address of its first provided endpoint, as reached from here. */
    public String getHost() {
        return distro.address().getAddress().getHostAddress();
    }

    public int getPort() {
        return distro.address().getPort();
    }

    public String getHost(String endpoint) {
        return distro.endpoint(endpoint).getAddress().getHostAddress();
    }

    public int getPort(String endpoint) {
        return distro.endpoint(endpoint).getPort();
    }

    public Map<String, String> getOutputs() {
        return distro.outputs();
    }

    /** The last lines that a service has printed. */
    public List<String> getLogs(String service) {
        return distro.logs(service);
    }

    /** For what has no counterpart in a container. */
    public ThrowawayDistro distro() {
        return distro;
    }
}
