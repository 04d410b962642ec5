package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs made by hand. Each is refused in one line, leaves no file behind, and a good push passes right after. */
final class MalformedPushTest extends OnAGitServer {
    private List<String> before;

    MalformedPushTest() {
        super(GitServer.limits(30 << 20, Duration.ofSeconds(20)));
    }

    @BeforeEach
    void looks() {
        before = server.files();
    }

    @AfterEach
    void aGoodPushStillPasses() {
        var good = new Pack();
        var commit = good.commitOf("100644 fine");
        assertThat(new RawPush(server).make("refs/heads/fine", commit, good.bytes()))
                .contains("unpack ok")
                .contains("ok refs/heads/fine");
        new Git(server.bare()).run("fsck", "--strict");
    }

    @Test
    void aRefWhoseNameIsNotUtf8IsRefusedAndNotRenamed() {
        var pack = new Pack();
        var commands = new String(
                        RawPush.command(RawPush.NONE, pack.commitOf("100644 a"), "refs/heads/XX"),
                        StandardCharsets.ISO_8859_1)
                .replace("XX", "\u00e4\u00fc")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new RawPush(server)
                        .send("contributor", commands, pack.bytes())
                        .body())
                .contains("the name of a ref is not in UTF-8");
        assertThat(server.files()).isEqualTo(before);
        assertThat(new RawPush(server).make("refs/heads/\u00e4\u00fc", pack.commitOf("100644 a"), pack.bytes()))
                .contains("ok refs/heads/\u00e4\u00fc");
    }

    private String refused(String commit, byte[] pack) {
        var answer = new RawPush(server).make("refs/heads/evil", commit, pack);
        assertThat(answer).contains("ng refs/heads/evil");
        assertThat(server.files()).isEqualTo(before);
        return answer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                ".git",
                ".GIT",
                ".Git ",
                ".git.",
                "git~1",
                "GIT~1",
                ".g\u200cit",
                ".git::$INDEX_ALLOCATION",
                ".git\\config",
                "a/b",
                "",
                ".git ."
            })
    void aTreeWithANameThatEscapesOrIsTakenForDotGitIsRefused(String name) {
        var pack = new Pack();
        assertThat(refused(pack.commitOf("100644 " + name), pack.bytes()))
                .contains("unpack error the push holds what git fsck refuses");
    }

    @Test
    void duplicateAndMisSortedEntriesAreRefused() {
        var twice = new Pack();
        assertThat(refused(twice.commitOf("100644 a", "100644 a"), twice.bytes()))
                .contains("duplicate");
        var unsorted = new Pack();
        assertThat(refused(unsorted.commitOf("100644 b", "100644 a"), unsorted.bytes()))
                .contains("incorrectly sorted");
        var linkAndFolder = new Pack();
        var sub = linkAndFolder.add(Pack.TREE, Pack.tree("100644 passwd", linkAndFolder.blob()));
        var root = linkAndFolder.add(Pack.TREE, Pack.tree("120000 a", linkAndFolder.blob(), "40000 a", sub));
        assertThat(refused(linkAndFolder.commit(root), linkAndFolder.bytes())).contains("duplicate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../../modules/x | https://example.org/x | x",
                "x | -u./x | x",
                "x | ext::sh -c touch% /tmp/x | x",
                "x | https:///evil | x",
                "x | file:///etc | x",
                "x | https://example.org/x | -x",
                "x | ssh://-oProxyCommand=x/y | x"
            })
    void submodulesThatRunSomethingOrLeaveTheRepositoryAreRefused(String name, String url, String path) {
        var pack = new Pack();
        var modules = pack.add(Pack.BLOB, "[submodule \"%s\"]\n\tpath = %s\n\turl = %s\n".formatted(name, path, url));
        var commit = pack.commit(pack.add(Pack.TREE, Pack.tree("100644 .gitmodules", modules)));
        assertThat(refused(commit, pack.bytes())).contains(".gitmodules");
    }

    @Test
    void aLinkNamedGitmodulesIsRefused() {
        var pack = new Pack();
        refused(pack.commitOf("120000 .gitmodules"), pack.bytes());
    }

    @Test
    void textBehindATagsSignatureAndATagUnderAnotherNameAreRefused() {
        var pack = new Pack();
        var commit = pack.commitOf("100644 a");
        var head = "object " + commit + "\ntype commit\ntag nightly\ntagger A <a@example.org> 1767323045 +0000\n\nx\n";
        var signed = pack.add(
                Pack.TAG, head + "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\ntrailing\n");
        var raw = new RawPush(server);
        assertThat(raw.send("maintainer", RawPush.command(RawPush.NONE, signed, "refs/tags/nightly"), pack.bytes())
                        .body())
                .contains("text after the signature");
        var other = new Pack();
        other.commitOf("100644 a");
        var tag = other.add(Pack.TAG, head);
        assertThat(raw.send("maintainer", RawPush.command(RawPush.NONE, tag, "refs/tags/weekly"), other.bytes())
                        .body())
                .contains("the tag object says 'nightly'");
        assertThat(server.files()).isEqualTo(before);
    }

    static Stream<byte[]> brokenPacks() {
        var pack = new Pack();
        pack.commitOf("100644 a");
        var whole = pack.bytes();
        var garbage = Arrays.copyOf(whole, whole.length + 10);
        var truncated = Arrays.copyOf(whole, whole.length - 30);
        var checksum = whole.clone();
        checksum[whole.length - 1] ^= 1;
        var bits = whole.clone();
        bits[20] ^= 1;
        var version = whole.clone();
        version[7] = 9;
        var more = new Pack();
        more.commitOf("100644 a");
        return Stream.of(
                garbage,
                truncated,
                checksum,
                bits,
                version,
                more.claiming(1000).bytes(),
                more.claiming(2).bytes(),
                more.claiming(0xffffffffL).bytes(),
                more.claiming(0x7fffffffL).bytes(),
                "no pack at all".getBytes(StandardCharsets.UTF_8),
                new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("brokenPacks")
    void aPackThatIsDamagedOrLiesIsRefused(byte[] pack) {
        var commit = new Pack().commitOf("100644 a");
        assertThat(refused(commit, pack)).contains("unpack error");
    }

    @Test
    void deltasWithoutBaseTooDeepOrTooLargeAreRefused() {
        var missing = new Pack();
        var commit = missing.commitOf("100644 a");
        missing.referenceDelta("1234567890123456789012345678901234567890", Pack.insertion(8, 1, "x"));
        assertThat(refused(commit, missing.bytes()))
                .contains("the push lacks the object 1234567890123456789012345678901234567890");

        var huge = new Pack();
        commit = huge.commitOf("100644 a");
        huge.add(Pack.BLOB, "content 2\n");
        huge.offsetDelta(1, Pack.insertion(10, 10L << 30, "x"));
        assertThat(refused(commit, huge.bytes())).contains("unpack error");

        var deep = new Pack();
        commit = deep.commitOf("100644 a");
        deep.add(Pack.BLOB, "0000");
        for (int i = 1; i <= 5_000; i++) {
            deep.offsetDelta(1, Pack.insertion(4, 4, "%04d".formatted(i)));
        }
        assertThat(refused(commit, deep.bytes())).contains("chain of 5,000 deltas");
    }

    @Test
    void anObjectThatUnfoldsToMoreThanTheLimitIsRefused() {
        var pack = new Pack();
        var blob = pack.add(Pack.BLOB, new byte[25 << 20]);
        assertThat(refused(pack.commit(pack.add(Pack.TREE, Pack.tree("100644 zeros", blob))), pack.bytes()))
                .contains("larger than this hub takes");
        var lying = new Pack();
        var commit = lying.commitOf("100644 a");
        lying.entry(Pack.BLOB, 40L << 30, new byte[0], new byte[10]);
        refused(commit, lying.bytes());
    }

    @Test
    void aPackBeyondTheLimitIsRefusedAndTheClientReadsWhy() {
        var work = Git.init(folder.resolve("large"));
        var random = new byte[9 << 20];
        new java.util.Random(1).nextBytes(random);
        for (var name : List.of("a", "b", "c")) { // 13 MB each
            random[0]++;
            work.write(name, new String(random, StandardCharsets.ISO_8859_1));
        }
        work.commit("large");
        var outcome = work.attempt(
                "-c",
                "core.compression=0",
                "-c",
                "pack.window=0",
                "push",
                server.url("contributor"),
                "HEAD:refs/heads/large");
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.output()).contains("push in smaller parts");
        assertThat(server.files()).isEqualTo(before);
    }

    @Test
    void aCommitWhoseTreeOrFileIsMissingIsRefused() {
        var noTree = new Pack();
        var commit = noTree.commit("1234567890123456789012345678901234567890");
        assertThat(refused(commit, noTree.bytes()))
                .contains("lacks the object 1234567890123456789012345678901234567890");
        var noBlob = new Pack();
        commit =
                noBlob.commit(noBlob.add(Pack.TREE, Pack.tree("100644 a", "1234567890123456789012345678901234567890")));
        assertThat(refused(commit, noBlob.bytes()))
                .contains("lacks the object 1234567890123456789012345678901234567890");
        assertThat(refused("1234567890123456789012345678901234567890", noBlob.bytes()))
                .contains("lacks the object");
    }

    @Test
    void treesThatAreTooDeepOrUnfoldWithoutEndAreRefused() {
        var deep = new Pack();
        var tree = deep.add(Pack.TREE, Pack.tree("100644 a", deep.blob()));
        for (int i = 0; i < 200; i++) {
            tree = deep.add(Pack.TREE, Pack.tree("40000 d" + i, tree));
        }
        assertThat(refused(deep.commit(tree), deep.bytes())).contains("nested deeper than 128");
        var wide = new Pack();
        tree = wide.add(Pack.TREE, Pack.tree("100644 a", wide.blob()));
        for (int i = 0; i < 8; i++) {
            var entries = new java.util.ArrayList<String>();
            for (int n = 0; n < 10; n++) {
                entries.addAll(List.of("40000 " + n, tree));
            }
            tree = wide.add(Pack.TREE, Pack.tree(entries.toArray(String[]::new)));
        }
        assertThat(refused(wide.commit(tree), wide.bytes())).contains("unfolds to more than 1,000,000 entries");
    }

    @Test
    void aBranchTakesCommitsOnly() {
        var pack = new Pack();
        var blob = pack.blob();
        assertThat(refused(blob, pack.bytes()))
                .contains("takes commits, and ", " is a blob; push a commit that holds it");
    }
}
