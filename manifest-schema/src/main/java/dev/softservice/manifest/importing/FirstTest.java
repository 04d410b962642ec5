package dev.softservice.manifest.importing;

import dev.softservice.manifest.model.IdleCommand;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Template;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A first test for services that no port leads to: what a healthcheck asks. Where there is none, only the author knows what the services have to do, and a test
 * that can't fail would say that something holds.
 */
final class FirstTest {
    private FirstTest() {}

    /** The section {@code tests}, or a comment in its place. */
    static String of(Manifest manifest) {
        return manifest.services().entrySet().stream()
                .flatMap(entry -> command(entry.getValue())
                        .map(command -> "\ntests:\n  - name: " + entry.getKey() + " answers\n    exec: {service: "
                                + entry.getKey() + ", command: " + command + ", within: 60s}\n")
                        .stream())
                .findFirst()
                .orElseGet(() -> manifest.services().keySet().stream()
                        .findFirst()
                        .map(service ->
                                "\n# Say what has to hold; without a test nothing is released:\n# tests:\n#   - name: "
                                        + service + " does its work\n#     exec: {service: " + service
                                        + ", command: [PROGRAM, ARGUMENT], within: 60s}\n")
                        .orElse(""));
    }

    private static Optional<String> command(Service service) {
        return service.healthcheck()
                .filter(check -> !check.equals(Service.Healthcheck.DISABLED)
                        && !check.test().isEmpty())
                .map(check -> check.test().stream().map(Template::source).toList())
                .map(words ->
                        service.healthcheck().orElseThrow().shell() ? List.of("sh", "-c", words.getFirst()) : words)
                .filter(words -> IdleCommand.byExitCode(words).isEmpty())
                .map(words -> words.stream().map(ParameterText::quoted).collect(Collectors.joining(", ", "[", "]")));
    }
}
