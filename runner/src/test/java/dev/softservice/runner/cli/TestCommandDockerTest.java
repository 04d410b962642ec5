package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.engine.NeedsEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class TestCommandDockerTest {
    private static final String MANIFEST = """
        softservice: v1
        name: sleeper
        title: Sleeper
        summary: Sleeps.
        version: "1.0"
        license: Apache-2.0
        parameters: {word: {type: string, default: quiet}}
        services:
          bed: {image: debian:bookworm-slim, command: [sh, -c, "echo lying down; sleep infinity"], stop_grace_period: 1s}
        tests:
          - {name: it is as quiet as asked, exec: {service: bed, command: [echo, "${parameters.word}"], expect: {contains: quiet}}}
        """;

    @TempDir
    Path folder;

    private String left(String id) throws IOException, InterruptedException {
        var docker = new ProcessBuilder("docker", "ps", "-aq", "--filter", "label=dev.softservice.run=" + id)
                .redirectErrorStream(true)
                .start();
        var said = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(docker.waitFor()).isZero();
        return said;
    }

    @Test
    void showsTheRunAndEndsWithASummaryOfEveryTest() throws Exception {
        Files.writeString(folder.resolve("softservice.yaml"), MANIFEST);
        var did = new Shell(folder).withEngine().type("test", "--junit", "report.xml");
        assertThat(did.exit()).as(did.out() + did.err()).isZero();
        assertThat(did.out())
                .contains("bed      out │ lying down")
                .containsPattern("✓ it is as quiet as asked")
                .containsSubsequence("accepted: 1 test: 1 passed", "✓ resilience")
                .containsPattern(
                        "sleeper passed: level 5 \\(resilient\\); upgrades, restores: not applicable, it keeps no"
                                + " data, 1 test: 1 passed, [0-9.]+ s\n")
                .doesNotContain("✓ upgrade", "✓ restore");
        assertThat(Files.readString(folder.resolve("report.xml")))
                .contains("failures=\"0\"")
                .contains("it is as quiet as asked");
    }

    @Test
    void aFailedTestIsExitCode1WithItsMessageAndNothingIsLeft() throws Exception {
        Files.writeString(folder.resolve("softservice.yaml"), MANIFEST);
        var did = new Shell(folder).withEngine().type("test", "--json", "--set", "word=loud");
        assertThat(did.exit()).as(did.err()).isEqualTo(1);
        var json = new JsonMapper().readTree(did.out());
        assertThat(json.path("verdict").asText()).isEqualTo("failed");
        assertThat(json.path("level").asInt()).isEqualTo(3);
        assertThat(json.at("/tests/0/state").asText()).isEqualTo("failed");
        assertThat(json.at("/tests/0/message").asText()).contains("loud");
        assertThat(json.at("/reasons/0").asText()).contains("it is as quiet as asked");
        assertThat(json.at("/tests/0/talkedTo").toString()).isEqualTo("[\"bed\"]");
        assertThat(json.at("/tests/0/startedAt").asText())
                .isGreaterThan(json.path("startedAt").asText());
        assertThat(json.at("/tests/0/said/0/container").asText()).isEqualTo("bed");
    }

    @Test
    void whatIsKeptStaysForALookInsideAndIsRemovedByTheNextTest() throws Exception {
        Files.writeString(folder.resolve("softservice.yaml"), MANIFEST);
        var did = new Shell(folder).withEngine().type("test", "--keep", "--level", "4");
        var kept = java.util.regex.Pattern.compile("label=dev.softservice.run=(\\S+)")
                .matcher(did.out());
        assertThat(kept.find()).as(did.out() + did.err()).isTrue();
        assertThat(left(kept.group(1))).isNotEmpty();
        new Shell(folder).withEngine().type("test", "--level", "1");
        assertThat(left(kept.group(1))).isEmpty();
    }

    @Test
    void anInvalidManifestIsBadInputWithItsPlace() throws Exception {
        Files.writeString(folder.resolve("softservice.yaml"), MANIFEST.replace("services:", "servces:"));
        var did = new Shell(folder).withEngine().type("test");
        assertThat(did.exit()).as(did.out()).isEqualTo(2);
        assertThat(did.out())
                .containsPattern("softservice\\.yaml:\\d+:\\d+: error \\[")
                .contains("did you mean");
    }

    @Test
    void attachedTextIsKeptWhereAskedWithoutItsSecretsAndElseNowhere() throws Exception {
        Files.writeString(
                folder.resolve("softservice.yaml"),
                MANIFEST.replace("parameters: {", "parameters: {pass: {type: secret}, ")
                                .replaceAll("(?s)tests:.*", "") + """
                                tests:
                                  - name: tells
                                    run:
                                      image: debian:bookworm-slim
                                      results: /results
                                      environment: {PASS: "${parameters.pass}"}
                                      command:
                                        - sh
                                        - -c
                                        - |
                                          mkdir -p /results && cd /results && printf 'the word is %s' "$$PASS" > page.html
                                          echo "<testsuite><testcase name='pays'><system-out>[[ATTACHMENT|page.html]]</system-out></testcase></testsuite>" > junit.xml
                                """);
        var none = new Shell(folder).withEngine().type("test", "--level", "4", "--set", "pass=correct-horse");
        assertThat(none.exit()).as(none.out() + none.err()).isZero();
        assertThat(none.out())
                .contains("  1 attached file is not kept: --attachments FOLDER keeps them")
                .doesNotContain("attached: ");

        var did = new Shell(folder)
                .withEngine()
                .type("test", "--json", "--level", "4", "--attachments", "kept/here", "--set", "pass=correct-horse");
        assertThat(folder.resolve("kept/here/001-page.html"))
                .as(did.out() + did.err())
                .hasContent("the word is [secret]");
        assertThat(new JsonMapper()
                        .readTree(did.out())
                        .at("/tests/0/attachments/0/file")
                        .asText())
                .isEqualTo(folder.resolve("kept/here/001-page.html").toString());
    }
}
