package dev.softservice.server.web.page;

import dev.softservice.server.account.Role;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** What all samples share: the texts of strangers, one distro, two commits. */
class PageSample {
    static final String MERGE = "5f0c1c3bb0a94c6d61f5a4a5ad0dd1b9f3a2c7e1";

    static final String HEAD = "9a4be77d10cf2b3c4d5e6f708192a3b4c5d6e7f8";

    private final HostedRepository wiki =
            new HostedRepository(1, new RepositoryName("samples", "team-wiki"), "", Instant.now());

    private final UnaryOperator<String> words;

    PageSample(UnaryOperator<String> words) {
        this.words = words;
    }

    /** The text of a stranger, as the test wants it. */
    final String w(String usual) {
        return words.apply(usual);
    }

    final Heads.Head head(String here) {
        return Heads.of(wiki, w("Team wiki"), Role.OWNER, here);
    }
}
