package dev.softservice.server.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process that was killed leaves in a repository: lock files, which keep a ref, the packed refs or the configuration from ever being
 * written again, and half-written objects. One process owns the folder, so at its start whatever is locked is left over.
 */
final class LeftOvers {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOvers.class);

    /** No part of a ref's name ends in .lock, so none is taken for one. The rest are names that JGit gives what it has not finished. */
    private static final Pattern LEFT = Pattern.compile(
            ".*\\.lock(?:[.-]?[0-9a-f-]{8,})?|noz.*\\.tmp|incoming_.*\\.(?:pack|idx)|gc_.*_tmp|tmp_(?:pack|idx|obj|rev)_.*|\\.tmp-.*");

    private LeftOvers() {}

    /** Looks where such files are made: beside the refs and the configuration, and in the folders of objects, not below them. */
    static void sweep(Path repository) throws IOException {
        try (var refs = Files.walk(repository.resolve("refs"))) {
            remove(refs.filter(Files::isRegularFile).toList());
        }
        for (var folder :
                List.of("", "objects", "objects/pack", "objects/info", "objects/info/commit-graphs", "info", "logs")) {
            var inside = repository.resolve(folder);
            if (Files.isDirectory(inside)) {
                try (var files = Files.list(inside)) {
                    remove(files.filter(Files::isRegularFile).toList());
                }
            }
        }
    }

    private static void remove(List<Path> files) throws IOException {
        for (var file : files) {
            if (LEFT.matcher(file.getFileName().toString()).matches() && Files.deleteIfExists(file)) {
                LOG.warn("{} was left over by a hub that did not end properly: removed", file);
            }
        }
    }
}
