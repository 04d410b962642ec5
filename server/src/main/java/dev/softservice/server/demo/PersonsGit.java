package dev.softservice.server.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stock {@code git} client in one person's hands: own name and token, nobody's settings but its own. */
final class PersonsGit {
    private final Path home;
    private final String person;
    private final String token;

    /** @param home a folder for what git wants to keep for its user */
    PersonsGit(Path home, String person, String token) {
        this.home = home;
        this.person = person;
        this.token = token;
    }

    /** What a command said: standard output and what came from the other side ({@code remote: …}). */
    record Said(String out, String err) {}

    Said run(Path folder, String... arguments) throws InterruptedException {
        return run(folder, List.of(arguments));
    }

    /** @throws Unmet with git's own words where it does not exit with 0 */
    Said run(Path folder, List<String> arguments) throws InterruptedException {
        var command = new ArrayList<String>();
        command.add("git");
        command.addAll(arguments);
        try {
            var finished = Command.run(command, folder, environment());
            Unmet.unless(
                    finished.exit() == 0,
                    "git " + arguments.getFirst() + " exited with " + finished.exit() + ": "
                            + Plain.line(finished.err() + finished.out(), 400));
            return new Said(finished.out().strip(), finished.err());
        } catch (IOException missing) {
            throw new Unmet("git cannot be started: " + missing.getMessage() + "; install git 2.34 or newer");
        }
    }

    /** The token travels in the environment: command lines are visible to everybody on a machine. */
    private Map<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        variables.put("HOME", home.toString());
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_CONFIG_SYSTEM", "/dev/null");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("LC_ALL", "C.UTF-8");
        for (var who : List.of("AUTHOR", "COMMITTER")) {
            variables.put("GIT_" + who + "_NAME", person);
            variables.put("GIT_" + who + "_EMAIL", person + "@example.org");
        }
        variables.put("GIT_CONFIG_COUNT", "3");
        variables.put("GIT_CONFIG_KEY_0", "http.extraHeader");
        variables.put("GIT_CONFIG_VALUE_0", "Authorization: Bearer " + token);
        variables.put("GIT_CONFIG_KEY_1", "init.defaultBranch");
        variables.put("GIT_CONFIG_VALUE_1", "main");
        variables.put("GIT_CONFIG_KEY_2", "http.proxy");
        variables.put("GIT_CONFIG_VALUE_2", "");
        return variables;
    }
}
