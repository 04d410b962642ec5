package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnWordsTest {
    /** Else the pages of its distros could not be reached: {@code /setup/wiki} sets a password. */
    @Test
    void nobodysNamespaceIsCalledAsAPageOfTheHubBegins(@TempDir Path data) {
        var words = RoutesForTests.of(data).all().stream()
                .map(route -> route.path().split("/", 3)[1])
                .filter(word -> word.matches("[a-z0-9-]+"))
                .collect(Collectors.toSet());
        assertThat(words).contains("setup", "users", "api");
        for (var word : words)
            assertThatThrownBy(() -> new RepositoryName(word, "wiki"))
                    .as(word)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("is the hub's own word");
    }
}
