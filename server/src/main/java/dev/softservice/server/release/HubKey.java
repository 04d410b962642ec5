package dev.softservice.server.release;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** The SSH key that this hub signs releases with, and the name that it signs under. */
public final class HubKey {
    private final SigningKey key;
    private final String principal;

    private HubKey(SigningKey key, String principal) {
        this.key = key;
        this.principal = principal;
    }

    /** Reads the key, or makes it, whole or not at all, where there is none. */
    public static HubKey open(Path file, String hubId) {
        try {
            if (!Files.exists(file)) {
                var half = file.resolveSibling(file.getFileName() + ".new");
                Files.deleteIfExists(half);
                SigningKey.generate().save(half);
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
                try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                    folder.force(true);
                }
            }
            return new HubKey(SigningKey.load(file), "hub-" + hubId + "@softservice");
        } catch (IOException failed) {
            throw new UncheckedIOException("the hub's signing key: " + failed.getMessage(), failed);
        }
    }

    SigningKey key() {
        return key;
    }

    ReleaseTag.Tagger tagger(Instant at) {
        return new ReleaseTag.Tagger("Softservice hub", principal, at);
    }

    /** The hub's own name, which its releases name as the hub that made them. */
    String principal() {
        return principal;
    }

    AllowedSigners allowedSigners() {
        return AllowedSigners.hub(principal, key.verifyingKey());
    }

    String fingerprint() {
        return key.verifyingKey().fingerprint();
    }
}
