package dev.softservice.server.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The stock programs that the story is played with. */
final class Prerequisites {
    private static final Pattern VERSION = Pattern.compile("git version (\\d+)\\.(\\d+)");

    private Prerequisites() {}

    /** One line saying what to install; empty where everything is there. */
    static Optional<String> missing(Path folder) throws InterruptedException {
        var git = said(List.of("git", "--version"), folder);
        if (git.isEmpty())
            return Optional.of("git is not installed: install git 2.34 or newer (on Debian: apt-get install git)");
        var version = VERSION.matcher(git.get());
        if (!version.find() || number(version.group(1)) * 1000 + number(version.group(2)) < 2034) {
            return Optional.of(git.get().strip()
                    + " is too old to verify signatures made with SSH keys: install git 2.34 or newer");
        }
        if (said(List.of("ssh-keygen", "-?"), folder).isEmpty()) {
            return Optional.of(
                    "ssh-keygen, which git verifies signatures with, is not installed: install OpenSSH's client (on"
                            + " Debian: apt-get install openssh-client)");
        }
        return Optional.empty();
    }

    private static Optional<String> said(List<String> command, Path folder) throws InterruptedException {
        try {
            return Optional.of(Command.run(command, folder, Map.of()).out());
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
