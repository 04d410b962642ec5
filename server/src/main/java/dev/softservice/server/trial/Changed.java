package dev.softservice.server.trial;

import dev.softservice.server.core.PullKey;
import java.util.Optional;

/** Where a change comes from that is tried: a pull request of a repository, or the head of its main. {@code number}: the pull request's; 0: main. */
record Changed(long repository, int number) {
    static Changed of(PullKey key) {
        return new Changed(key.repository(), key.number());
    }

    static Changed main(long repository) {
        return new Changed(repository, 0);
    }

    /** Empty for main. */
    Optional<PullKey> pull() {
        return number == 0 ? Optional.empty() : Optional.of(new PullKey(repository, number));
    }
}
