package dev.softservice.manifest.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One acceptance test. {@code within}: tried again until it passes or this much time is over; zero: tried once. */
public sealed interface AcceptanceTest {
    String name();

    /** {@code method} is GET, POST, PUT, DELETE or HEAD; the URL's host is a service or use name. */
    record Http(
            String name,
            String method,
            Template url,
            Map<String, Template> headers,
            Optional<Template> body,
            boolean follow,
            HttpExpectation expect,
            Duration within)
            implements AcceptanceTest {}

    /** Every part that is present must hold; {@code json} maps a JSON Pointer (RFC 6901) to the value expected there. */
    record HttpExpectation(
            OptionalInt status,
            List<Template> contains,
            List<Template> matches,
            Map<String, ExpectedJson> json,
            Map<String, Template> headers) {}

    record Tcp(String name, Template host, int port, Duration within) implements AcceptanceTest {}

    /** The service is this distro's, a use (its first endpoint's), or {@code <use>-<service>}. */
    record Exec(String name, String service, List<Template> command, ExecExpectation expect, Duration within)
            implements AcceptanceTest {}

    record ExecExpectation(int exit, List<Template> contains, List<Template> matches) {}

    /**
     * A container of its own: green only if the command exits 0 and every report under {@code results} is green and holds at least
     * one test; without {@code results} the exit code alone is one test. {@code results}: an absolute folder or glob in the container.
     */
    record Run(
            String name,
            Service.ImageSource image,
            Optional<List<Template>> command,
            Map<String, Template> environment,
            Optional<String> results,
            Duration timeout)
            implements AcceptanceTest {}
}
