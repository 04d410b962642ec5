package dev.softservice.runner.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A distro ready to be brought up and tested.
 *
 * @param suites    the tests of every distro in the composition, used before using, the distro's own last
 * @param data      of every distro in the composition, in the same order
 * @param endpoints what it provides, by name
 * @param promises  the endpoints of every distro in the composition, as the environment's members reach them
 * @param restless  the containers of services that say {@code restarts: expected}, by name
 * @param outputs   by name, resolved; for an installation these are the addresses to open
 * @param secrets   texts that no log may show
 * @param notes     one sentence each: what was planned otherwise than the manifest asks
 */
public record Plan(
        EnvironmentPlan environment,
        List<Suite> suites,
        List<DataPlan> data,
        Map<String, Endpoint> endpoints,
        List<Promise> promises,
        Set<String> restless,
        Map<String, String> outputs,
        Set<String> secrets,
        List<String> notes) {

    /** Whether there is anything that could be lost: a volume, or commands that make or save data. */
    public boolean keepsData() {
        return !environment.volumes().isEmpty()
                || data.stream()
                        .anyMatch(one -> one.seed().isPresent() || one.saving().isPresent());
    }

    /**
     * The tests of one distro.
     *
     * @param name  what reports group them by
     * @param names how these tests call hosts, where that is not what the network calls them
     */
    public record Suite(String name, Map<String, String> names, List<PlannedTest> tests) {}

    /** An endpoint that users or other distros are promised; {@code name}: as its manifest has it. */
    public record Promise(String name, Endpoint at) {}

    /** Where to reach it: the service's name and port in a run, the published address once installed. */
    public record Endpoint(String host, int port) {}
}
