package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not served yet is said in one line: Git LFS by its API, its pointers in a push, and repositories of SHA-256. */
final class LargeFilesTest extends OnAGitServer {
    private static final String POINTER = """
        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 12345
        """;

    @ParameterizedTest
    @CsvSource({
        "POST, /samples/wiki/info/lfs/objects/batch",
        "POST, /samples/wiki.git/info/lfs/objects/batch",
        "GET, /samples/wiki/info/lfs/locks",
        "POST, /samples/wiki/info/lfs/locks",
        "POST, /samples/wiki/info/lfs/locks/verify",
        "POST, /samples/wiki/info/lfs/locks/some-id/unlock",
        "PUT, /samples/wiki/info/lfs/objects/4d7a",
        "GET, /samples/wiki/info/lfs"
    })
    void everyCallOfTheLfsApiIsAnsweredAsNotImplemented(String method, String path) throws IOException {
        var answer = RawPush.post(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                .header("Accept", LargeFiles.TYPE)
                .header("Content-Type", LargeFiles.TYPE)
                .method(
                        method,
                        method.equals("GET")
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString("{\"operation\": \"upload\", \"objects\": []}"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/vnd.git-lfs+json");
        var json = new ObjectMapper().readTree(answer.body());
        assertThat(json.path("message").asText())
                .contains("Git LFS files are not kept on this hub")
                .doesNotContain("\n");
        assertThat(json.path("documentation_url").asText()).startsWith("https://");
    }

    @Test
    void theLfsClientPrintsTheReason() throws Exception {
        if (!work.attempt("lfs", "version").ok()) {
            Packages.install("git-lfs");
        }
        Needs.that(work.attempt("lfs", "version").ok(), "Git LFS is needed: apt-get install git-lfs");
        work.run("lfs", "install", "--local");
        work.run("lfs", "track", "*.bin");
        work.write("large.bin", "content\n").commit("large");
        var refused = work.attempt("push", server.url("contributor"), "HEAD:refs/heads/topic");
        assertThat(refused.ok()).isFalse();
        assertThat(refused.output()).contains("Git LFS files are not kept on this hub; commit them as ordinary files");
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/topic")).isEmpty();

        work.run("lfs", "migrate", "export", "--everything", "--include=*", "--yes");
        var pushed = work.attempt("push", server.url("contributor"), "HEAD:refs/heads/topic");
        assertThat(pushed.ok()).as(pushed.output()).isTrue();
        assertThat(pushed.output()).doesNotContain("pointer");
        assertThat(new Git(server.bare()).run("show", "topic:large.bin")).isEqualTo("content");
    }

    @Test
    void aPushWithPointersSaysThatTheirContentIsNotHere() {
        work.write("large.bin", POINTER).commit("one pointer");
        assertThat(push("HEAD:refs/heads/topic"))
                .contains(
                        "remote: warning: this push has a pointer of Git LFS, whose content is not kept here; commit");
        work.write("a", "of no interest\n").commit("none");
        assertThat(push("HEAD:refs/heads/topic")).doesNotContain("warning");
        work.write("b", POINTER + "x-of 1\n").write("c", POINTER + "x-of 2\n");
        work.write("d", POINTER + "more\n".repeat(300))
                .write("e", " " + POINTER)
                .commit("two and what looks like some");
        assertThat(push("HEAD:refs/for/main"))
                .contains("remote: warning: this push has 2 pointers of Git LFS, whose content is not kept here");
    }

    private String push(String refs) {
        var outcome = work.attempt("push", server.url("contributor"), refs);
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        return outcome.output();
    }

    @Test
    void whatIsWrittenInSha256IsRefusedByNameOnEveryRoad() {
        var id = "a".repeat(64);
        var commands = (RawPush.line("0".repeat(64) + " " + id
                                + " refs/heads/x\0 report-status object-format=sha256 agent=hand-made\n")
                        + "0000")
                .getBytes(StandardCharsets.UTF_8);
        refused(new RawPush(server).send("contributor", commands, new byte[0]));
        for (var question : List.of(
                RawPush.line("want " + id + " ofs-delta object-format=sha256 agent=git/2.50\n") + "0000"
                        + RawPush.line("done\n"),
                RawPush.line("command=fetch") + RawPush.line("object-format=sha256") + "0001"
                        + RawPush.line("want " + id + "\n") + RawPush.line("done\n") + "0000",
                RawPush.line("command=ls-refs\n") + RawPush.line("object-format=sha256") + "00010000")) {
            refused(RawPush.post(HttpRequest.newBuilder(URI.create(server.url() + "/git-upload-pack"))
                    .header("Content-Type", "application/x-git-upload-pack-request")
                    .header("Git-Protocol", question.contains("command=") ? "version=2" : "version=0")
                    .POST(BodyPublishers.ofString(question))
                    .build()));
        }
    }

    private static void refused(java.net.http.HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "this hub keeps SHA-1 repositories, not SHA-256; make one with git init --object-format=sha1");
    }
}
