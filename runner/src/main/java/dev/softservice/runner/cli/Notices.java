package dev.softservice.runner.cli;

import dev.softservice.runner.install.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Tells somebody who is not there what {@code track} did, by a command or by mail. What was told is kept beside the installations, so
 * that a timer does not tell the same every quarter of an hour.
 */
final class Notices {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>,;:\"()@]{1,64}@[A-Za-z0-9.-]{1,255}");
    private static final long SECONDS = 60;

    private final World world;
    private final Ways ways;
    private final Path folder;

    /** What a notice is about; {@code FOLLOWS}: what was told before is over. */
    enum What {
        UPGRADED,
        HEALED,
        FAILED,
        WAITING,
        FOLLOWS;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * How to tell.
     *
     * @param command a command of the shell, which reads the sentence on its standard input
     * @param mail    an address
     */
    record Ways(Optional<String> command, Optional<String> mail) {
        Ways {
            mail.filter(address -> !ADDRESS.matcher(address).matches()).ifPresent(address -> {
                throw new BadInput("--mail " + address + ": is not an address such as ops@example.org");
            });
        }

        boolean any() {
            return command.isPresent() || mail.isPresent();
        }
    }

    Notices(World world, Ways ways, StateFolder state) {
        this.world = world;
        this.ways = ways;
        this.folder = state.root().resolve("told");
    }

    /** Returns why somebody could not be told; what could not be told is tried again the next time. */
    Optional<String> tell(String name, What what, String sentence) throws InterruptedException {
        if (!ways.any()) return Optional.empty();
        var file = folder.resolve(name);
        var before = told(file);
        boolean isOver = what == What.FOLLOWS;
        if (isOver ? before.isEmpty() : before.equals(sentence)) return Optional.empty();
        var failure = ways.command().flatMap(command -> run(List.of("sh", "-c", command), name, what, sentence));
        if (failure.isEmpty())
            failure = ways.mail()
                    .flatMap(address ->
                            run(List.of(sendmail(), "-t", "-i"), name, what, mail(address, name, what, sentence)));
        if (Thread.interrupted()) throw new InterruptedException();
        if (failure.isEmpty()) remember(file, isOver || what == What.UPGRADED || what == What.HEALED ? "" : sentence);
        return failure;
    }

    private static String told(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** {@code trouble}: what lasts; nothing where there is none. */
    private static void remember(Path file, String trouble) {
        try {
            if (trouble.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, trouble);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private Optional<String> run(List<String> command, String name, What what, String text) {
        try {
            var builder = new ProcessBuilder(command)
                    .directory(world.folder().toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(world.environment());
            builder.environment().putAll(Map.of("SOFTSERVICE_NAME", name, "SOFTSERVICE_WHAT", what.word()));
            var process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException notRead) {
                // A command that needs no more than the variables may end before it has read a word.
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return Optional.of(command.getFirst() + " did not end within " + SECONDS + " s");
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(command.getFirst() + " ended with " + process.exitValue());
        } catch (IOException missing) {
            return Optional.of(command.getFirst() + " cannot be started");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Where every mail program of Unix puts it, unless another one comes first in the PATH. */
    private String sendmail() {
        for (var place : world.variable("PATH").split(":")) {
            var candidate = Path.of(place, "sendmail");
            if (!place.isEmpty() && Files.isExecutable(candidate)) return candidate.toString();
        }
        return "/usr/sbin/sendmail";
    }

    private static String mail(String address, String name, What what, String sentence) {
        return "To: " + address + "\nSubject: softservice: " + name + ": " + what.word()
                + "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
                + "\nAuto-Submitted: auto-generated\n\n" + Screen.clean(sentence) + "\n";
    }
}
