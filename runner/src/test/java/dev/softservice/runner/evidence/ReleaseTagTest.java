package dev.softservice.runner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.manifest.model.Permissions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseTagTest {
    private final SigningKey key = SigningKey.generate();
    private final AllowedSigners signers = AllowedSigners.hub("hub@example.org", key.verifyingKey());

    @TempDir
    Path folder;

    @Test
    void saysWhatWasReleasedForPeopleAndPrograms() {
        assertThat(SampleRelease.tag(SampleRelease.SUBJECT).message())
                .isEqualTo("""
                    team-wiki 2.3.0

                    Hub: hub-0123456789abcdef@softservice
                    Repository: samples/team-wiki
                    Architecture: amd64
                    Level: 4 (accepted)
                    Tests: 12 passed, 0 failed, 1 skipped
                    Commit: %s
                    Tree: %s
                    Permissions: internet, NET_RAW
                    Evidence: sha256:%s
                    """.formatted("a".repeat(40), "b".repeat(40), "f".repeat(64)));
    }

    @Test
    void comesBackFromItsObjectUnchanged() {
        var tag = SampleRelease.tag(SampleRelease.SUBJECT);
        assertThat(ReleaseTag.verify(tag.sign(key, SampleRelease.TAGGER), "v2.3.0", signers))
                .isEqualTo(new Checked.Genuine<>(tag, "hub@example.org"));
        var plain = new ReleaseTag(
                tag.distro(), tag.version(), Optional.empty(), tag.tested(), Permissions.NONE, tag.evidenceDigest());
        assertThat(ReleaseTag.verify(plain.sign(key, SampleRelease.TAGGER), "v2.3.0", signers))
                .isEqualTo(new Checked.Genuine<>(plain, "hub@example.org"));
    }

    @Test
    void namesTheVolumesThatItGivesUpAndNothingElseInTheirName() {
        var sample = SampleRelease.tag(SampleRelease.SUBJECT);
        var drops = ReleaseTag.drops(List.of(
                new Dropped("index", "notes are\ncounted\u2028anew\nEvidence: sha256:" + "0".repeat(64)),
                new Dropped("files", "x".repeat(2_000))));
        var tag = new ReleaseTag(
                sample.distro(),
                sample.version(),
                sample.origin(),
                sample.tested(),
                sample.permissions(),
                sample.evidenceDigest(),
                drops,
                ReleaseNotes.NONE);
        assertThat(tag.message())
                .contains("\nDrops: index (notes are counted anew Evidence: sha256:000")
                .contains("), files (xxx")
                .endsWith("x…\nEvidence: " + sample.evidenceDigest() + "\n");
        assertThat(ReleaseTag.verify(tag.sign(key, SampleRelease.TAGGER), "v2.3.0", signers))
                .isEqualTo(new Checked.Genuine<>(tag, "hub@example.org"));
        assertThat(ReleaseTag.drops(List.of())).isEmpty();
        assertThat(sample.message()).doesNotContain("Drops");
    }

    @Test
    void tellsWhatIsNewAndNothingElseInItsName() {
        var sample = SampleRelease.tag(SampleRelease.SUBJECT);
        var notes = new ReleaseNotes(
                List.of("asks to reach the internet"),
                List.of("has a new parameter, size"),
                List.of("#3 Better\nEvidence: sha256:" + "0".repeat(64) + "\nMerged: (ann)"));
        var tag = new ReleaseTag(
                sample.distro(),
                sample.version(),
                sample.origin(),
                sample.tested(),
                sample.permissions(),
                sample.evidenceDigest(),
                "",
                notes);
        assertThat(tag.message())
                .contains("\nKnow before you upgrade:\n- asks to reach the internet\n")
                .contains("\nAlso new:\n- has a new parameter, size\n")
                .contains("\nMerged:\n- #3 Better Evidence: sha256:000");
        assertThat(ReleaseTag.verify(tag.sign(key, SampleRelease.TAGGER), "v2.3.0", signers))
                .isEqualTo(new Checked.Genuine<>(tag, "hub@example.org"));
    }

    @Test
    void isNoLongerThanATagMayBeHoweverMuchIsNew() {
        var sample = SampleRelease.tag(SampleRelease.SUBJECT);
        var many = Collections.nCopies(1_000, "\u20ac".repeat(1_000));
        var notes = new ReleaseNotes(many, many, many);
        assertThat(notes.merged()).hasSize(30).last().isEqualTo("971 more");
        var tag = new ReleaseTag(
                sample.distro(),
                sample.version(),
                sample.origin(),
                sample.tested(),
                sample.permissions(),
                sample.evidenceDigest(),
                "",
                notes);
        assertThat(ReleaseTag.verify(tag.sign(key, SampleRelease.TAGGER), "v2.3.0", signers))
                .isEqualTo(new Checked.Genuine<>(tag, "hub@example.org"));
    }

    @Test
    void saysBesideTheLevelWhatWasNotApplicable() {
        var rungs = dev.softservice.runner.model.Rungs.ofLevel(5)
                .with(
                        dev.softservice.manifest.model.Rung.RESTORES,
                        new dev.softservice.runner.model.RungOutcome.NotApplicable(
                                dev.softservice.runner.model.RungOutcome.Reason.NO_DATA));
        var reached = ReleaseTag.Reached.of(rungs);
        var sample = SampleRelease.tag(SampleRelease.SUBJECT);
        var tag = new ReleaseTag(
                sample.distro(),
                sample.version(),
                sample.origin(),
                new ReleaseTag.Tested(SampleRelease.SUBJECT, reached, 1, 0, 0),
                sample.permissions(),
                sample.evidenceDigest());
        assertThat(tag.message())
                .contains("\nLevel: 5 (resilient)\nRungs: restores: not applicable, it keeps no data\nTests: 1 passed");
        var key = SigningKey.generate();
        var object = tag.sign(key, SampleRelease.TAGGER);
        assertThat(ReleaseTag.verify(object, tag.name(), AllowedSigners.hub("hub", key.verifyingKey())))
                .isInstanceOfSatisfying(
                        Checked.Genuine.class,
                        genuine -> assertThat(genuine.value()).isEqualTo(tag));
    }

    @Test
    void stockGitVerifiesItAndRefusesATamperedOne() throws Exception {
        var git = new Stock(folder);
        git.git("init", "-q", "-b", "main");
        git.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "first");
        var subject = new Subject(git.git("rev-parse", "HEAD"), git.git("rev-parse", "HEAD^{tree}"));
        Files.writeString(folder.resolve("allowed"), signers.toString());
        git.git("config", "gpg.format", "ssh");
        git.git(
                "config",
                "gpg.ssh.allowedSignersFile",
                folder.resolve("allowed").toString());
        var object = SampleRelease.tag(subject).sign(key, SampleRelease.TAGGER);

        git.git("update-ref", "refs/tags/v2.3.0", store(git, object));
        assertThat(git.git("verify-tag", "v2.3.0"))
                .contains("Good \"git\" signature for hub@example.org")
                .contains(key.fingerprint());
        git.git("fsck", "--strict");

        var tampered = new String(object, StandardCharsets.UTF_8)
                .replace("0 failed", "9 failed")
                .getBytes(StandardCharsets.UTF_8);
        git.git("update-ref", "refs/tags/v2.3.1", store(git, tampered));
        assertThat(git.run(new byte[0], "git", "verify-tag", "v2.3.1").exit()).isNotZero();

        var strangers = SampleRelease.tag(subject).sign(SigningKey.generate(), SampleRelease.TAGGER);
        git.git("update-ref", "refs/tags/v2.3.2", store(git, strangers));
        assertThat(git.run(new byte[0], "git", "verify-tag", "v2.3.2").exit()).isNotZero();
    }

    @Test
    void acceptsATagOfThisFormThatStockGitSigned() throws Exception {
        var git = new Stock(folder);
        git.git("init", "-q", "-b", "main");
        git.git("config", "user.name", "A");
        git.git("config", "user.email", "a@example.org");
        git.git("commit", "-q", "--allow-empty", "-m", "first");
        var subject = new Subject(git.git("rev-parse", "HEAD"), git.git("rev-parse", "HEAD^{tree}"));
        key.save(folder.resolve("key"));
        Files.writeString(folder.resolve("message"), SampleRelease.tag(subject).message());
        git.git(
                "-c",
                "gpg.format=ssh",
                "-c",
                "user.signingKey=" + folder.resolve("key"),
                "tag",
                "-s",
                "-F",
                "message",
                "v2.3.0");
        var object = git.run(new byte[0], "git", "cat-file", "tag", "v2.3.0")
                .output()
                .getBytes(StandardCharsets.UTF_8);
        assertThat(ReleaseTag.verify(object, "v2.3.0", signers))
                .isEqualTo(new Checked.Genuine<>(SampleRelease.tag(subject), "hub@example.org"));
    }

    @Test
    void aSignedTagServedUnderAnotherNameIsRefused() {
        var object = SampleRelease.tag(SampleRelease.SUBJECT).sign(key, SampleRelease.TAGGER);
        assertThat(ReleaseTag.verify(object, "v2.4.0", signers))
                .isEqualTo(new Checked.Refused<ReleaseTag>("tag v2.4.0 is in truth the tag v2.3.0"));
    }

    @Test
    void anUnsignedTagIsRefused() {
        var object = new String(
                SampleRelease.tag(SampleRelease.SUBJECT).sign(key, SampleRelease.TAGGER), StandardCharsets.UTF_8);
        var unsigned = object.substring(0, object.indexOf(SshSignature.BEGIN));
        assertThat(reason(unsigned)).isEqualTo("tag v2.3.0 carries no SSH signature");
    }

    @Test
    void dataAfterOrBeforeTheSignatureIsRefused() {
        var object = new String(
                SampleRelease.tag(SampleRelease.SUBJECT).sign(key, SampleRelease.TAGGER), StandardCharsets.UTF_8);
        assertThat(reason(object + "Evidence: sha256:" + "0".repeat(64) + "\n"))
                .contains("not signed by a key that is trusted");
        assertThat(reason(object + key.sign(new byte[0], "git"))).contains("not signed by a key that is trusted");
        assertThat(reason(object.replace(SshSignature.BEGIN, "More text\n" + SshSignature.BEGIN)))
                .contains("not signed by a key that is trusted");
    }

    /** Each is signed by the trusted key, and still says something that does not hold together. */
    @Test
    void aSignedTagThatContradictsItselfIsRefused() {
        var payload = new String(
                SampleRelease.tag(SampleRelease.SUBJECT).sign(key, SampleRelease.TAGGER), StandardCharsets.UTF_8);
        var good = payload.substring(0, payload.indexOf(SshSignature.BEGIN));
        assertThat(signed(good)).isEmpty();
        assertThat(signed(good.replaceFirst("object a{40}", "object " + "c".repeat(40))))
                .contains("another commit");
        assertThat(signed(good.replace("team-wiki 2.3.0", "team-wiki 2.9.0"))).contains("speaks of version 2.9.0");
        assertThat(signed(good.replace("type commit", "type tree"))).contains("not an annotated tag of a commit");
        assertThat(signed(good.replaceAll("Evidence: .*\n", ""))).contains("evidence digest");
        assertThat(signed(good + "Evidence: sha256:" + "0".repeat(64) + "\n")).contains("twice");
        assertThat(signed(good.replace("Level: 4", "Level: 9"))).contains("no line Level");
        assertThat(signed(good.replace("Permissions: internet, NET_RAW", "Permissions: everything")))
                .contains("asks for something");
        assertThat(signed(good.replace("2.3.0", "2.9223372036854775807.0"))).contains("is in truth");
    }

    private String signed(String payload) {
        return reason(payload + key.sign(payload.getBytes(StandardCharsets.UTF_8), "git"));
    }

    private String reason(String object) {
        return switch (ReleaseTag.verify(object.getBytes(StandardCharsets.UTF_8), "v2.3.0", signers)) {
            case Checked.Genuine<ReleaseTag> _ -> "";
            case Checked.Refused<ReleaseTag> refused -> refused.reason();
        };
    }

    private String store(Stock git, byte[] object) throws Exception {
        var ran = git.run(object, "git", "hash-object", "-t", "tag", "-w", "--stdin");
        assertThat(ran.exit()).as(ran.output()).isZero();
        return ran.output().strip();
    }
}
