package dev.softservice.runner.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerIgnoreTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node_modules         | node_modules            | true",
                "node_modules         | node_modules/a/b.js     | true",
                "node_modules         | src/node_modules        | false",
                "**/node_modules      | src/node_modules/x      | true",
                "**/node_modules      | node_modules            | true",
                "*.md                 | README.md               | true",
                "*.md                 | docs/README.md          | false",
                "*/*.md               | docs/README.md          | true",
                "*.md;!README.md      | README.md               | false",
                "*.md;!README.md      | OTHER.md                | true",
                "docs;!docs/keep      | docs/keep               | false",
                "docs;!docs/keep      | docs/other              | true",
                "!a;a                 | a                       | true",
                "/abs                 | abs                     | true",
                "./dot/               | dot/x                   | true",
                "temp?                | tempA                   | true",
                "temp?                | temp                    | false",
                "[ab].txt             | a.txt                   | true",
                "[^ab].txt            | a.txt                   | false",
                "a+b(c).txt           | a+b(c).txt              | true",
                "# comment;           | comment                 | false",
                "*                    | anything/at/all         | true"
            })
    void leavesOutWhatDockersOwnClientLeavesOut(String lines, String path, boolean ignored) {
        assertThat(DockerIgnore.parse(lines.replace(';', '\n')).ignores(path)).isEqualTo(ignored);
    }
}
