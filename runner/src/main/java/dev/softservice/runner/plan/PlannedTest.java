package dev.softservice.runner.plan;

import dev.softservice.manifest.model.JsonScalar;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** An acceptance test with every {@code ${…}} filled in. {@code within}: tried again until it passes or this much time is over. */
public sealed interface PlannedTest {
    String name();

    record Http(String name, Request request, Expectation expect, Duration within) implements PlannedTest {}

    record Request(String method, String url, Map<String, String> headers, Optional<String> body, boolean follow) {}

    /** Every part that is present must hold. {@code json}: by JSON Pointer. */
    record Expectation(
            OptionalInt status,
            List<String> contains,
            List<String> matches,
            Map<String, JsonScalar> json,
            Map<String, String> headers) {}

    record Tcp(String name, String host, int port, Duration within) implements PlannedTest {}

    /** {@code container}: by its name in the environment. */
    record Exec(String name, String container, List<String> command, ExecExpectation expect, Duration within)
            implements PlannedTest {}

    record ExecExpectation(int exit, List<String> contains, List<String> matches) {}

    /** A container of its own. {@code results}: an absolute folder or glob in it; empty: the exit code alone is the test. */
    record Run(String name, ContainerPlan container, Optional<String> results, Duration timeout)
            implements PlannedTest {}
}
