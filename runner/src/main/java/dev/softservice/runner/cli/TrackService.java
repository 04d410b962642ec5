package dev.softservice.runner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A systemd timer that runs {@code track --once}: nothing stays in memory between two looks, and the machine starts it. The system's
 * where root asks, else the user's own.
 */
final class TrackService {
    private static final String NAME = "softservice-track";
    /** What decides where installations, the engine and programs are. */
    private static final List<String> KEPT = List.of(
            "SOFTSERVICE_HOME", "XDG_DATA_HOME", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "HOME", "PATH");

    private final World world;
    private final Path folder;
    private final boolean system;

    /** @param folder where units are; {@code system}: the system's, not a user's own */
    TrackService(World world, Path folder, boolean system) {
        this.world = world;
        this.folder = folder;
        this.system = system;
    }

    static TrackService of(World world) {
        if (world.user().equals("root")) return new TrackService(world, Path.of("/etc/systemd/system"), true);
        var configured = world.variable("XDG_CONFIG_HOME");
        if (configured.startsWith("/")) return new TrackService(world, Path.of(configured, "systemd", "user"), false);
        if (world.variable("HOME").isEmpty())
            throw new BadInput("--install-service: HOME is not set, so there is no place for a user's units");
        return new TrackService(world, Path.of(world.variable("HOME"), ".config", "systemd", "user"), false);
    }

    /**
     * Writes the two units and starts the timer. {@code options}: those of {@code track} that go on.
     *
     * @return what was done, a line each
     */
    List<String> install(List<String> options, String everySeconds) throws InterruptedException {
        var service = folder.resolve(NAME + ".service");
        var timer = folder.resolve(NAME + ".timer");
        var words = new ArrayList<>(List.of(program(), "track", "--once"));
        words.addAll(options);
        try {
            Files.createDirectories(folder);
            Files.writeString(service, service(words));
            Files.writeString(timer, timer(everySeconds));
        } catch (IOException unwritable) {
            throw new BadInput("--install-service: " + folder + " cannot be written to: " + unwritable.getMessage());
        }
        systemctl("daemon-reload");
        systemctl("enable", "--now", NAME + ".timer");
        var said = new ArrayList<>(List.of(
                "wrote " + service + " and " + timer.getFileName(),
                "the timer runs; see it: " + systemctlText() + " list-timers " + NAME + ".timer"));
        if (!system)
            said.add("it runs while you are logged in; for ever, if root says: loginctl enable-linger " + world.user());
        return List.copyOf(said);
    }

    List<String> remove() throws InterruptedException {
        var units = List.of(folder.resolve(NAME + ".timer"), folder.resolve(NAME + ".service"));
        if (units.stream().noneMatch(Files::exists)) throw new BadInput("--remove-service: there is none in " + folder);
        systemctl("disable", "--now", NAME + ".timer");
        try {
            for (var unit : units) Files.deleteIfExists(unit);
        } catch (IOException stays) {
            throw new BadInput("--remove-service: " + folder + " cannot be written to: " + stays.getMessage());
        }
        systemctl("daemon-reload");
        return List.of("removed " + NAME + ".timer and " + NAME + ".service from " + folder);
    }

    private String service(List<String> words) {
        var environment = KEPT.stream()
                .filter(name -> !world.variable(name).isEmpty())
                .map(name -> "Environment=" + quoted(name + "=" + world.variable(name)) + "\n")
                .collect(Collectors.joining());
        return "# Written by softservice track --install-service; --remove-service takes it away.\n"
                + "[Unit]\nDescription=Keeps installed services at their newest stable release\n"
                + "Wants=network-online.target\nAfter=network-online.target docker.service podman.service\n\n"
                + "[Service]\nType=oneshot\n" + environment + "ExecStart="
                + words.stream().map(TrackService::quoted).collect(Collectors.joining(" ")) + "\n";
    }

    private static String timer(String everySeconds) {
        return "# Written by softservice track --install-service; --remove-service takes it away.\n"
                + "[Unit]\nDescription=Looks for stable releases of installed services\n\n"
                + "[Timer]\nOnBootSec=2min\nOnUnitInactiveSec=" + everySeconds + "s\nRandomizedDelaySec=1min\n\n"
                + "[Install]\nWantedBy=timers.target\n";
    }

    /** As systemd.syntax(7) and systemd.service(5) say. */
    static String quoted(String word) {
        return '"'
                + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("%", "%%")
                        .replace("$", "$$")
                        .replace("\n", "\\n")
                + '"';
    }

    /** The program that was started: the package's own, or the launcher of a clone. */
    private String program() {
        return Optional.of(world.variable("SOFTSERVICE_PROGRAM"))
                .filter(path -> !path.isEmpty())
                .or(() -> Optional.of(world.variable("SOFTSERVICE_LAUNCHER")).filter(path -> !path.isEmpty()))
                .orElseThrow(() -> new BadInput(
                        "--install-service: started without the softservice command, so a service could not start it;"
                                + " start it by its launcher"));
    }

    private String systemctlText() {
        return system ? "systemctl" : "systemctl --user";
    }

    private void systemctl(String... words) throws InterruptedException {
        var command = new ArrayList<>(List.of(systemctlText().split(" ")));
        command.addAll(List.of(words));
        var what = String.join(" ", command);
        try {
            // env(1) looks in this world's PATH, not in that of the process.
            command.addFirst("env");
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(world.environment());
            var process = builder.start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0)
                throw new BadInput("--install-service: " + what + " failed: "
                        + Screen.clean(said.lines().findFirst().orElse("it said nothing"))
                        + "; without systemd, let cron run: softservice track --once");
        } catch (IOException missing) {
            throw new BadInput("--install-service: " + what + " cannot be started: " + missing.getMessage());
        }
    }
}
