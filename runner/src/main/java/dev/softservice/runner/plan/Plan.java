package dev.softservice.runner.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A distro ready to be brought up and tested.
 *
 * @param suites    the tests of every distro in the composition, used before using, the distro's own last
 * @param data      of every distro in the composition, in the same order
 * @param endpoints what it provides, by name
 * @param promises  the endpoints of every distro in the composition, as the environment's members reach them
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
        Map<String, String> outputs,
        Set<String> secrets,
        List<String> notes) {

    /** Whether there is anything that could be lost: a volume, or commands that make or save data. */
    public boolean keepsData() {
        return !environment.volumes().isEmpty()
                || data.stream()
                        .anyMatch(one -> one.seed().isPresent() || one.saving().isPresent());
    }

    /** The same, held only to the tests that an installation is held to. */
    public Plan live() {
        return testing((suite, test) -> suite.live().contains(test.name()));
    }

    /** The same without the tests that bring a program of their own, which installations do not have. */
    public Plan withoutPrograms() {
        return testing((_, test) -> !(test instanceof PlannedTest.Run));
    }

    private Plan testing(BiPredicate<Suite, PlannedTest> wanted) {
        return with(
                environment,
                suites.stream()
                        .map(suite -> suite.only(test -> wanted.test(suite, test)))
                        .toList());
    }

    /** The same in another environment. */
    public Plan with(EnvironmentPlan other) {
        return with(other, suites);
    }

    /** The same in another environment, with other tests. */
    public Plan with(EnvironmentPlan other, List<Suite> tests) {
        return new Plan(other, tests, data, endpoints, promises, outputs, secrets, notes);
    }

    /**
     * The tests of one distro.
     *
     * @param name  what reports group them by
     * @param names how these tests call hosts, where that is not what the network calls them
     * @param live  the names of those that an installation is held to
     */
    public record Suite(String name, Map<String, String> names, List<PlannedTest> tests, Set<String> live) {
        public Suite(String name, Map<String, String> names, List<PlannedTest> tests) {
            this(name, names, tests, Set.of());
        }

        /** With those of its tests alone that {@code wanted} is true of. */
        public Suite only(Predicate<PlannedTest> wanted) {
            return new Suite(name, names, tests.stream().filter(wanted).toList(), live);
        }
    }

    /**
     * An endpoint that users or other distros are promised.
     *
     * @param name      as its manifest has it
     * @param http      whether it is promised to speak HTTP, by its name or by an output
     * @param published whether an installation publishes it
     */
    public record Promise(String name, Endpoint at, boolean http, boolean published) {}

    /** Where to reach it: the service's name and port in a run, the published address once installed. */
    public record Endpoint(String host, int port) {}
}
