package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.files.AttachmentFolder;
import dev.softservice.runner.model.Attachment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tests attach, out of real containers: kept where it is theirs, and nothing else. */
@NeedsEngine
class AttachmentsDockerTest {
    @TempDir
    Path folder;

    @Test
    void filesOfTheResultsAreKeptAndLinksHugeOnesAndThoseOutsideAreNot() {
        var kept = new AttachmentFolder(folder.resolve("kept"));
        var listener = new RunListener() {
            @Override
            public Optional<String> attachment(String name, byte[] content) {
                return kept.keep(name, content);
            }
        };
        try (var engine = DockerEngine.connect()) {
            var distro = DistroFolder.at(folder.resolve("distro")).twoServices("""
                - name: till
                  run:
                    image: debian:bookworm-slim
                    results: /results
                    command:
                      - sh
                      - -c
                      - |
                        mkdir -p /results/shots && cd /results && printf picture > shots/till.png && printf secret > /outside.txt
                        ln -s /outside.txt link.txt && ln -s / root && truncate -s 9000000 huge.bin
                        marks=$$(for f in shots/till.png link.txt root/outside.txt ../outside.txt huge.bin gone.png; do echo "[[ATTACHMENT|$$f]]"; done)
                        echo "<testsuite><testcase name='pays'><failure message='no'/><system-out>$$marks</system-out></testcase></testsuite>" > junit.xml
                """);
            var verdict = new Runner(engine, Clock.systemUTC())
                    .run(distro.request("t" + UUID.randomUUID().toString().substring(0, 8)), listener);
            var test = verdict.report().tests().getLast();

            assertThat(test.attachments())
                    .extracting(Attachment::name, Attachment::file)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("/results/shots/till.png", "001-till.png"),
                            org.assertj.core.groups.Tuple.tuple("/results/huge.bin", ""));
            assertThat(kept.folder().resolve("001-till.png")).hasContent("picture");
            assertThat(kept.folder()).isDirectoryNotContaining(file -> !file.endsWith("001-till.png"));
            assertThat(test.output())
                    .contains(
                            "attachment /results/shots/till.png: 7 bytes\n",
                            "attachment link.txt: not found under /results",
                            "attachment root/outside.txt: not found under /results",
                            "attachment ../outside.txt: refused, it is outside of /results",
                            "attachment /results/huge.bin: 9.0 MB, which is not kept",
                            "attachment gone.png: not found under /results");
        }
    }
}
