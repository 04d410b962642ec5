package dev.softservice.runner.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
    @TempDir
    Path folder;

    @Test
    void aManifestIsReadOnceHoweverManyAsk() throws IOException {
        Files.writeString(folder.resolve("softservice.yaml"), """
            softservice: v1
            name: wiki
            version: "1.0"
            services: {web: {image: "nginx:1.27"}}
            tests: [{name: answers, tcp: {host: web, port: 80}}]
            """);
        var opened = new AtomicInteger();
        var tree = new SourceTree(
                () -> {
                    opened.incrementAndGet();
                    return new FolderFiles(folder);
                },
                () -> folder);
        assertThat(opened).hasValue(0);

        var first = tree.reading();
        Files.writeString(folder.resolve("softservice.yaml"), "changed meanwhile");

        assertThat(first.manifest()).isPresent();
        assertThat(tree.reading()).isSameAs(first);
        assertThat(opened).hasValue(1);
    }

    @Test
    void aTreeThatCannotBeReadIsAManifestWithThatProblem() {
        var reading = SourceTree.in(folder.resolve("missing")).reading();
        assertThat(reading.manifest()).isEmpty();
        assertThat(reading.errors()).singleElement().satisfies(problem -> {
            assertThat(problem.rule()).isEqualTo("missing-file");
            assertThat(problem.toString()).contains("can't be read");
        });
    }
}
