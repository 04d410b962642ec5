package dev.softservice.server.web.page;

import dev.softservice.runner.evidence.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder with what people install the command from, as {@code mvn -Ppackage verify} made and signed it. The hub passes the files on
 * and changes nothing in them. The folder is read at each request, so that an operator can put a newer version there.
 */
final class Downloads {
    static final String SUMS = "SHA256SUMS";
    static final String SIGNATURE = "SHA256SUMS.sig";
    static final String KEY = "softservice.pub";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]{0,127})");
    private static final long LARGEST_LIST = 64 << 10;

    private final Path folder;

    /** @param sha256 in hex, as the signed list has it */
    record Program(String name, String sha256, long bytes) {}

    Downloads(Path folder) {
        this.folder = folder;
    }

    /** The programs that the signed list names and that are there. */
    List<Program> programs() {
        var programs = new ArrayList<Program>();
        for (var line : read(SUMS).orElse("").lines().toList()) {
            var found = LINE.matcher(line);
            if (!found.matches()) continue;
            long bytes = folder.resolve(found.group(2)).toFile().length();
            if (bytes > 0) programs.add(new Program(found.group(2), found.group(1), bytes));
        }
        return List.copyOf(programs);
    }

    /** The key that signed the list. */
    Optional<VerifyingKey> key() {
        return read(KEY).flatMap(VerifyingKey::parse);
    }

    /** The list, its signature or the key's file; empty where it is missing or cannot be read. */
    Optional<String> read(String name) {
        var file = folder.resolve(name);
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST_LIST
                    ? Optional.of(Files.readString(file))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    Path file(Program program) {
        return folder.resolve(program.name());
    }
}
