package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import java.net.URI;
import java.util.Optional;

/** The pull request at a forge that one of the hub's stands for, by its number and page there. */
public record Elsewhere(int number, URI page) {
    /** What is known of repositories that mirror one on a forge: there branches move, and here they follow. */
    public interface Known {
        /** The clone URL that a repository mirrors, by the repository's id; empty where it mirrors none. */
        Optional<String> mirrored(long repository);

        /** The same where the last look there could not take everything over. */
        Optional<String> troubled(long repository);

        Optional<Elsewhere> of(PullKey pull);
    }
}
