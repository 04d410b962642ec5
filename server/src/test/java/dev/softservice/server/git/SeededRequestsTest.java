package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Requests at git's endpoints that a seed makes up: lines of the protocol in any order, cut, doubled, bent, and much too large. None is an
 * internal error, none hangs, and the next good one is served. {@code -Dseeded=N} says how many, {@code -Dseed=N} from which seed.
 */
final class SeededRequestsTest {
    private static final int REQUESTS = Integer.getInteger("seeded", 1_500);
    private static final long SEED = Long.getLong("seed", 4);
    private static final List<String> CAPABILITIES = List.of(
            "",
            " multi_ack_detailed side-band-64k thin-pack ofs-delta",
            " side-band no-done",
            " filter deepen-since",
            " deepen-relative shallow",
            " object-format=sha256",
            " no-such-thing agent=\u00e9",
            " multi_ack include-tag");
    private static final List<String> PUSHED_WITH = List.of(
            "",
            "report-status",
            " report-status side-band-64k atomic push-options",
            "report-status-v2 delete-refs quiet",
            "side-band-64k push-options object-format=sha1",
            "push-cert=x",
            "\0\0",
            "atomic");
    private static final List<String> REFS = List.of(
            "refs/heads/x",
            "refs/heads/main",
            "refs/for/main",
            "refs/for/",
            "refs/tags/v1",
            "refs/tags/t",
            "HEAD",
            "",
            "refs/heads/x/y",
            "refs/heads/..",
            "refs/heads/\u202e",
            "refs/pull/1/head",
            "refs/heads/" + "l".repeat(300),
            "x",
            "refs/heads/a b",
            "refs/heads/\n",
            "refs/changes/1",
            "refs/notes/verification");
    private static final List<String> PROTOCOLS =
            List.of("version=0", "version=1", "version=2", "version=3", "version=2:version=0", "x", "version=", ":::");

    @TempDir
    Path folder;

    private final Random chance = new Random(SEED);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.softservice.server.git");
    private GitServer server;
    private String tip = "";
    private HttpClient client;
    private int cuts;

    @BeforeEach
    void starts() {
        server = new GitServer(folder, GitServer.limits(1 << 20, Duration.ofSeconds(5)));
        var work = Git.init(folder.resolve("work"));
        for (int i = 0; i < 3; i++) {
            tip = work.write("README.md", "# Wiki " + i + "\n").commit("commit " + i);
        }
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/main");
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void stops() {
        log.detachAppender(logged);
        client.close();
        server.close();
    }

    private <T> T one(List<T> choices) {
        return choices.get(chance.nextInt(choices.size()));
    }

    private String id() {
        return one(List.of(
                tip,
                tip,
                tip,
                RawPush.NONE,
                "f".repeat(40),
                "",
                "x",
                "0".repeat(64),
                tip.substring(1),
                tip + "0",
                "HEAD"));
    }

    private String number() {
        return one(List.of(
                "1", "2", "0", "-1", "99999999999", "2147483648", "1e3", "", "x", " 1", "0x10", "9".repeat(400)));
    }

    private String fetchLine() {
        return switch (chance.nextInt(16)) {
            case 0, 1, 2 -> "want " + id() + one(CAPABILITIES) + "\n";
            case 3, 4 -> "have " + id() + "\n";
            case 5 -> "shallow " + id() + "\n";
            case 6 -> "deepen " + number() + "\n";
            case 7 -> "deepen-since " + number() + "\n";
            case 8 -> "deepen-not " + one(REFS) + "\n";
            case 9 ->
                "filter "
                        + one(List.of(
                                "blob:none",
                                "tree:" + number(),
                                "blob:limit=" + number(),
                                "sparse:oid=x",
                                "",
                                "combine:a+b"))
                        + "\n";
            case 10 -> "done\n";
            case 11 ->
                one(List.of(
                        "deepen-relative", "thin-pack", "ofs-delta", "include-tag", "sideband-all", "wait-for-done"));
            case 12 -> "command=" + one(List.of("fetch", "ls-refs", "object-info", "x", "")) + "\n";
            case 13 -> one(List.of("peel\n", "symrefs\n", "unborn\n", "ref-prefix " + one(REFS) + "\n"));
            case 14 ->
                one(List.of("agent=x", "server-option=" + number(), "session-id=\0", "want-ref " + one(REFS) + "\n"));
            default -> garbage(chance.nextInt(40));
        };
    }

    private String garbage(int length) {
        var bytes = new byte[length];
        chance.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A line with its length, mostly the right one. */
    private static void line(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length + 4 <= 65_520) {
            out.writeBytes("%04x".formatted(bytes.length + 4).getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(bytes);
    }

    private byte[] fetch() {
        var out = new ByteArrayOutputStream();
        boolean second = chance.nextBoolean();
        if (second) {
            line(out, "command=" + one(List.of("fetch", "fetch", "ls-refs")) + "\n");
            out.writeBytes("0001".getBytes(StandardCharsets.US_ASCII));
        }
        for (int lines = chance.nextInt(8); lines >= 0; lines--) {
            line(out, fetchLine());
            if (chance.nextInt(6) == 0) {
                out.writeBytes(one(List.of("0000", "0001", "0002", "0003", "0004", "fff0", "ffff", "zzzz"))
                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        out.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
        if (!second) {
            for (int lines = chance.nextInt(4); lines > 0; lines--) {
                line(out, chance.nextInt(3) == 0 ? fetchLine() : "have " + id() + "\n");
            }
            line(out, "done\n");
        }
        return out.toByteArray();
    }

    private byte[] push() {
        var out = new ByteArrayOutputStream();
        var pack = new Pack();
        var commit = pack.commitOf("100644 a" + chance.nextInt(5));
        for (int commands = chance.nextInt(4); commands >= 0; commands--) {
            var ids = id() + " " + one(List.of(commit, commit, id()));
            line(
                    out,
                    one(List.of(ids, ids, ids, ids.strip(), "shallow " + id(), "push-cert\0" + id())) + " " + one(REFS)
                            + "\0" + one(PUSHED_WITH));
        }
        out.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
        if (chance.nextInt(4) == 0) {
            line(out, one(List.of("title=x", "topic=\n\n", "", "\u0000", "force-push", "a".repeat(70_000))));
            out.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
        }
        if (chance.nextInt(4) != 0) {
            out.writeBytes(pack.bytes());
        }
        return out.toByteArray();
    }

    /** Cut, bent, doubled, or as it is. */
    private byte[] bent(byte[] request) {
        var bytes = request.clone();
        switch (chance.nextInt(6)) {
            case 0 -> bytes = Arrays.copyOf(bytes, chance.nextInt(bytes.length + 1));
            case 1 -> {
                for (int bends = 1 + chance.nextInt(4); bends > 0; bends--) {
                    bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
                }
            }
            case 2 -> {
                var doubled = new ByteArrayOutputStream();
                doubled.writeBytes(bytes);
                doubled.writeBytes(Arrays.copyOf(bytes, chance.nextInt(bytes.length + 1)));
                bytes = doubled.toByteArray();
            }
            default -> {}
        }
        return bytes;
    }

    private static byte[] zipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    private HttpRequest made() {
        boolean fetch = chance.nextInt(3) != 0;
        var service = fetch ? "git-upload-pack" : "git-receive-pack";
        var body = bent(chance.nextInt(20) == 0 ? (fetch ? push() : fetch()) : fetch ? fetch() : push());
        var request = HttpRequest.newBuilder(URI.create(server.url() + "/" + service))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-" + service + "-request")
                .header("Authorization", "Bearer " + one(List.of("contributor", "maintainer", "reader", "admin")))
                .header("User-Agent", one(List.of("git/2.47.0", "git/1.7", "other")));
        if (chance.nextInt(3) != 0) {
            request.header("Git-Protocol", one(PROTOCOLS));
        }
        if (chance.nextInt(5) == 0) {
            request.header("Content-Encoding", "gzip");
            body = chance.nextInt(4) == 0 ? bent(zipped(body)) : zipped(body);
        }
        return request.POST(BodyPublishers.ofByteArray(body)).build();
    }

    @Test
    void noneIsAnInternalErrorNoneHangsAndTheNextGoodOneIsServed() throws InterruptedException {
        var wrong = new ArrayList<String>();
        for (int number = 0; number < REQUESTS; number++) {
            var request = made();
            var what = "request " + number + " to " + request.uri().getPath() + ": ";
            try {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
                if (answer.statusCode() >= 500
                        || answer.body().contains("\tat ")
                        || answer.body().contains("something is wrong on the hub's side")) {
                    wrong.add(what + answer.statusCode() + " " + answer.body());
                }
            } catch (HttpTimeoutException hangs) {
                wrong.add(what + hangs);
            } catch (IOException cut) {
                // Once an answer has begun, cutting it off is the only way to say that it is not whole.
                cuts++;
            }
            errors().forEach(error -> wrong.add(what + error));
            logged.list.clear();
            if (number % 500 == 0) {
                assertThat(new Git(folder).run("ls-remote", server.url())).contains(tip + "\trefs/heads/main");
            }
        }
        assertThat(wrong).as("seed " + SEED).isEmpty();
        assertThat(cuts).as("answers that were cut off").isLessThan(REQUESTS / 20);
        new Git(folder).run("clone", "-q", server.url("reader"), "clone");
        new Git(server.bare()).run("fsck", "--strict");
        new Git(folder.resolve("work")).run("push", "-q", server.url("contributor"), "HEAD:refs/heads/after");
    }

    /** What the hub has logged for its operator, which none of this is. */
    private List<String> errors() {
        return logged.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .map(event -> event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getClassName()
                                        + ": " + event.getThrowableProxy().getMessage()
                                        + Arrays.stream(event.getThrowableProxy()
                                                        .getStackTraceElementProxyArray())
                                                .limit(10)
                                                .toList()))
                .toList();
    }
}
