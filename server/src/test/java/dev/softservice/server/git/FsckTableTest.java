package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stock git's {@code fsck --strict} refuses, a push may not bring. Git itself is the oracle. */
final class FsckTableTest {
    private static final String WHO = "A <a@example.org> 1767323045 +0000";
    private static final List<String> PEOPLE = List.of(
            WHO,
            " <a@example.org> 1767323045 +0000",
            "A <> 0 -0930",
            "<a@example.org> 1767323045 +0000",
            "A<a@example.org> 1767323045 +0000",
            "A> <a@example.org> 1767323045 +0000",
            "A <a@example.org>1767323045 +0000",
            "A <a@<example.org> 1767323045 +0000",
            "A <a@example.org>> 1767323045 +0000",
            "A a@example.org 1767323045 +0000",
            "A <a@example.org 1767323045 +0000",
            "A <a@example.org> 01767323045 +0000",
            "A <a@example.org> 18446744073709551615 +0000",
            "A <a@example.org> 18446744073709551616 +0000",
            "A <a@example.org> 9223372036854775808 +0000",
            "A <a@example.org> 99999999999999999999 +0000",
            "A <a@example.org> -1 +0000",
            "A <a@example.org> x +0000",
            "A <a@example.org> 1767323045",
            "A <a@example.org> 1767323045 ",
            "A <a@example.org> 1767323045 0000",
            "A <a@example.org> 1767323045 +000",
            "A <a@example.org> 1767323045 +00000",
            "A <a@example.org> 1767323045 +0x00",
            "A <a@example.org> 1767323045 UTC",
            "A\0B <a@example.org> 1767323045 +0000",
            "A <a\0@example.org> 1767323045 +0000");

    private static final List<String> MODULE_NAMES = List.of(
            ".gitmodules",
            ".GitModules",
            ".gitmodules ",
            ".gitmodules. .",
            ".gitmodules::$INDEX_ALLOCATION",
            ".gitmodules:x",
            "gitmod~1",
            "GITMOD~4",
            "gi7eba~1",
            "GI7EB~10",
            "~1000000",
            ".git\u200cmodules",
            "\ufeff.gitmodules",
            ".gitMODules\u202e");

    private static final List<String> MODULES = List.of(
            "[submodule \"x\"]\n\tpath = x\n\turl = -u./x\n",
            "[submodule \"x\"]\n\tpath = x\n\turl = https://example.org/%0ahost=evil\n",
            "[submodule \"x\"]\n\tpath = x\n\turl = ../../../..:/example.org/x\n",
            "[submodule \"x\"]\n\tpath = x\n\turl = ..//evil\n",
            "[submodule \"x\"]\n\tpath = x\n\turl = ./%0ax\n",
            "[submodule \"x\"]\n\tpath = x\n\turl = https://\n",
            "[submodule \"x\"]\n\tpath = x\n\turl = http::-u\n",
            "[submodule \"x\"]\n\tpath = -x\n\turl = https://example.org/x\n",
            "[submodule \"x\"]\n\tpath = x\n\turl = https://example.org/x\n\tupdate = !touch /tmp/x\n",
            "[submodule \"x\"]\n\tupdate = !x\n\tupdate = checkout\n",
            "[submodule \"x\"]\n\tUPDATE = \"!x\"\n",
            "[submodule.x]\n\tupdate = !x\n",
            "[submodule \"x\"] url = -u./x",
            "[submodule \"x\"]url=-u./x\n\turl = https://example.org/x\n",
            "[submodule \"x\"]\t[submodule \"y\"]\n\turl = -u./x\n",
            "[core] [submodule \"y\"]\n\turl = -u./x\n",
            "[submodule \"x\"]\r\tupdate = !x\n",
            "[submodule \"../../x\"]\n\tpath = x\n\turl = https://example.org/x\n",
            "[submodule \"a/..\"]\n\tpath = x\n\turl = https://example.org/x\n",
            "[submodule \"a\\\\..\\\\b\"]\n\tpath = x\n\turl = https://example.org/x\n");

    @TempDir
    Path folder;

    /** One push: the commit or tag that it makes a ref of, and every object of it. */
    private record Case(String tip, boolean tag, Pack pack, List<String> objects) {}

    private final Map<String, Case> cases = new LinkedHashMap<>();

    private void commit(String what, byte[] header) {
        var pack = new Pack();
        var tree = pack.add(Pack.TREE, Pack.tree("100644 a", pack.blob()));
        var bytes = new String(header, StandardCharsets.ISO_8859_1)
                .replace("TREE", tree)
                .getBytes(StandardCharsets.ISO_8859_1);
        var commit = pack.add(Pack.COMMIT, bytes);
        cases.put(what, new Case(commit, false, pack, List.of(commit)));
    }

    private void commit(String what, String header) {
        commit(what, header.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void tag(String what, String rest) {
        var pack = new Pack();
        var commit = pack.commitOf("100644 a");
        var tag = pack.add(
                Pack.TAG,
                ("object " + commit + "\ntype commit\ntag nightly\n" + rest).getBytes(StandardCharsets.UTF_8));
        cases.put(what, new Case(tag, true, pack, List.of(tag)));
    }

    private void file(String what, String mode, String name, byte[] content) {
        var pack = new Pack();
        var blob = pack.add(Pack.BLOB, content);
        var tree = pack.add(Pack.TREE, Pack.tree(mode + " " + name, blob));
        cases.put(what, new Case(pack.commit(tree), false, pack, List.of(blob, tree)));
    }

    private void seed() {
        for (var who : PEOPLE) {
            commit("author " + who, "tree TREE\nauthor " + who + "\ncommitter " + WHO + "\n\nx\n");
            commit("committer " + who, "tree TREE\nauthor " + WHO + "\ncommitter " + who + "\n\nx\n");
            tag("tagger " + who, "tagger " + who + "\n\nx\n");
        }
        var good = "tree TREE\nauthor " + WHO + "\ncommitter " + WHO + "\n";
        commit("a good one", good + "\nx\n");
        commit("no text at all", good);
        commit("a header that does not end", good.strip());
        commit("NUL in the text", good + "\nx\0y\n");
        commit("NUL in another header", good + "encoding UTF-8\0x\n\nx\n");
        commit("two authors", "tree TREE\nauthor " + WHO + "\nauthor " + WHO + "\ncommitter " + WHO + "\n\nx\n");
        commit("no author", "tree TREE\ncommitter " + WHO + "\n\nx\n");
        commit("no committer", "tree TREE\nauthor " + WHO + "\n\nx\n");
        commit("author after committer", "tree TREE\ncommitter " + WHO + "\nauthor " + WHO + "\n\nx\n");
        commit("capital tree", "tree " + "A".repeat(40) + "\nauthor " + WHO + "\ncommitter " + WHO + "\n\nx\n");
        commit("bad parent", "tree TREE\nparent x\nauthor " + WHO + "\ncommitter " + WHO + "\n\nx\n");
        tag("a tag without tagger", "\nx\n");
        tag("a tag with NUL", "tagger " + WHO + "\nx\0y\n\nx\n");
        tag("a tag that does not end", "tagger " + WHO);
        for (var mode : List.of("100644", "120000")) {
            for (var name : MODULE_NAMES) {
                file(mode + " " + name, mode, name, MODULES.getFirst().getBytes(StandardCharsets.UTF_8));
            }
        }
        for (var modules : MODULES) {
            file(modules, "100644", ".gitmodules", modules.getBytes(StandardCharsets.UTF_8));
        }
        file("good modules", "100644", ".gitmodules", """
            [submodule "x"]
            	path = x
            	url = ../x.git
            [submodule "y"]
            	path = y
            	url = https://example.org/y%20z.git
            	update = rebase
            """.getBytes(StandardCharsets.UTF_8));
        for (var name : List.of(".gitattributes", ".GITATTRIBUTES", "gitatt~1", "gi7d29~1", ".git\u200battributes")) {
            file("long line in " + name, "100644", name, (name + "x".repeat(2048)).getBytes(StandardCharsets.UTF_8));
        }
        file("good attributes", "100644", ".gitattributes", "x\n".repeat(5_000).getBytes(StandardCharsets.UTF_8));
        for (var mode : List.of("100664", "0100644", "100600", "40000", "140000", "160000")) {
            file("mode " + mode, mode, "a", mode.getBytes(StandardCharsets.UTF_8));
        }
        file("a folder for .gitmodules", "40000", ".gitmodules", "x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatGitRefusesIsRefusedAndWhatIsGoodIsTaken() throws IOException {
        seed();
        var refusedByGit = refusedByGit(cases.values().stream().map(Case::pack).toList());
        try (var server = new GitServer(folder.resolve("hub"), GitServer.limits(30 << 20, Duration.ofSeconds(60)))) {
            var push = new RawPush(server);
            var taken = new ArrayList<String>();
            int number = 0;
            int bad = 0;
            for (var entry : cases.entrySet()) {
                var one = entry.getValue();
                boolean gitRefuses = one.objects().stream().anyMatch(refusedByGit::contains);
                bad += gitRefuses ? 1 : 0;
                var ref = one.tag() ? "refs/tags/nightly" : "refs/heads/b" + number++;
                var answer = push.send(
                                one.tag() ? "maintainer" : "contributor",
                                RawPush.command(RawPush.NONE, one.tip(), ref),
                                one.pack().bytes())
                        .body();
                boolean hubTakes = answer.contains("ok " + ref);
                assertThat(hubTakes || answer.contains("ng " + ref))
                        .as(entry.getKey() + ": " + answer)
                        .isTrue();
                if (hubTakes && one.tag()) {
                    Files.deleteIfExists(server.bare().resolve(ref));
                }
                if (hubTakes && gitRefuses) {
                    taken.add(entry.getKey());
                }
                if (entry.getKey().startsWith("good") || entry.getKey().startsWith("a good")) {
                    assertThat(hubTakes).as(entry.getKey() + ": " + answer).isTrue();
                }
            }
            assertThat(taken).as("taken here, refused by git").isEmpty();
            assertThat(bad).as("git refuses what was made to be refused").isGreaterThan(80);
        }
    }

    /** Thousands of commits and tags with a few bytes changed, dropped or doubled: the checker alone against git. */
    @Test
    void seededDamageThatGitRefusesIsRefused() throws IOException {
        var random = new Random(20260928);
        var pack = new Pack();
        var made = new LinkedHashMap<String, Map.Entry<Integer, byte[]>>();
        var tree = pack.add(Pack.TREE, Pack.tree("100644 a", pack.blob()));
        var commit = "tree " + tree + "\nauthor " + WHO + "\ncommitter " + WHO + "\n\nx\n";
        var tag = "object " + pack.commit(tree) + "\ntype commit\ntag nightly\ntagger " + WHO + "\n\nx\n";
        for (int i = 0; i < 3_000; i++) {
            int type = i % 4 == 0 ? Pack.TAG : Pack.COMMIT;
            var bytes = damaged((type == Pack.TAG ? tag : commit).getBytes(StandardCharsets.UTF_8), random);
            made.put(pack.add(type, bytes), Map.entry(type, bytes));
        }
        var refusedByGit = refusedByGit(List.of(pack));
        var taken = new ArrayList<String>();
        int both = 0;
        for (var object : made.entrySet()) {
            int type = object.getValue().getKey();
            var bytes = object.getValue().getValue();
            try {
                new StrictChecker(GitLimits.of(1 << 20)).check(ObjectId.fromString(object.getKey()), type, bytes);
                if (refusedByGit.contains(object.getKey())) {
                    taken.add(new String(bytes, StandardCharsets.ISO_8859_1));
                } else {
                    both++;
                }
            } catch (CorruptObjectException refused) {
                // stricter than git is allowed
            }
        }
        assertThat(taken).as("taken here, refused by git").isEmpty();
        assertThat(both).as("taken by both").isGreaterThan(100);
    }

    private static byte[] damaged(byte[] good, Random random) {
        var bytes = new StringBuilder(new String(good, StandardCharsets.ISO_8859_1));
        for (int change = random.nextInt(3); change >= 0; change--) {
            int at = random.nextInt(bytes.length());
            char some = "\0\n <>+-09aZ\u00ff\t".charAt(random.nextInt(13));
            switch (random.nextInt(3)) {
                case 0 -> bytes.setCharAt(at, some);
                case 1 -> bytes.insert(at, some);
                case 2 -> bytes.deleteCharAt(at);
                default -> throw new AssertionError();
            }
        }
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The ids that git's own check names. */
    private Set<String> refusedByGit(List<Pack> packs) throws IOException {
        var oracle = new Git(folder.resolve("oracle.git"));
        oracle.run("init", "-q", "--bare");
        for (var pack : packs) {
            var file = Files.write(Files.createTempFile(folder, "case", ".pack"), pack.bytes());
            oracle.process(List.of("sh", "-c", "git unpack-objects -q < " + file));
        }
        var refused = new HashSet<String>();
        var id = Pattern.compile("[0-9a-f]{40}");
        for (var line :
                oracle.attempt("fsck", "--strict", "--no-dangling").output().split("\n")) {
            if (line.startsWith("error")) {
                var match = id.matcher(line);
                if (match.find()) {
                    refused.add(match.group());
                }
            }
        }
        return refused;
    }
}
