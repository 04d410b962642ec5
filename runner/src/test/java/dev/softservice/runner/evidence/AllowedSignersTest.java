package dev.softservice.runner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedSignersTest {
    private static final byte[] DATA = "what is signed\n".getBytes(StandardCharsets.UTF_8);
    private final SigningKey key = SigningKey.generate();

    @TempDir
    Path folder;

    @Test
    void opensshAcceptsOurSignatureWithTheFileThatWePrint() throws Exception {
        Files.writeString(
                folder.resolve("allowed"),
                AllowedSigners.hub("hub@example.org", key.verifyingKey()).toString());
        Files.writeString(folder.resolve("sig"), key.sign(DATA, "git"));
        var stock = new Stock(folder);
        String[] verify = {
            "ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "hub@example.org", "-n", "git", "-s", "sig"
        };
        assertThat(stock.run(DATA, verify)).matches(ran -> ran.exit() == 0, "accepted");
        assertThat(stock.run("tampered".getBytes(StandardCharsets.UTF_8), verify)
                        .exit())
                .isNotZero();
    }

    @Test
    void acceptsASignatureThatOpensshMade() throws Exception {
        key.save(folder.resolve("key"));
        Files.write(folder.resolve("data"), DATA);
        var stock = new Stock(folder);
        for (var hash : new String[] {"sha256", "sha512"}) {
            Files.deleteIfExists(folder.resolve("data.sig"));
            assertThat(stock.run(
                                    new byte[0],
                                    "ssh-keygen",
                                    "-Y",
                                    "sign",
                                    "-f",
                                    "key",
                                    "-n",
                                    "git",
                                    "-O",
                                    "hashalg=" + hash,
                                    "data")
                            .exit())
                    .isZero();
            var signature = Files.readString(folder.resolve("data.sig"));
            assertThat(AllowedSigners.hub("hub", key.verifyingKey()).verify(DATA, signature, "git"))
                    .contains("hub");
        }
    }

    @Test
    void refusesAnotherKeyAnotherPurposeAndOtherData() {
        var signers = AllowedSigners.hub("hub", key.verifyingKey());
        assertThat(signers.verify(DATA, SigningKey.generate().sign(DATA, "git"), "git"))
                .isEmpty();
        assertThat(signers.verify(DATA, key.sign(DATA, "file"), "git")).isEmpty();
        assertThat(signers.verify(DATA, key.sign(DATA, "file"), "file"))
                .as("not among the key's namespaces")
                .isEmpty();
        assertThat(signers.verify("other".getBytes(StandardCharsets.UTF_8), key.sign(DATA, "git"), "git"))
                .isEmpty();
        assertThat(AllowedSigners.NONE.verify(DATA, key.sign(DATA, "git"), "git"))
                .isEmpty();
        assertThat(signers.verify(DATA, key.sign(DATA, "git"), "git")).contains("hub");
    }

    @Test
    void everyDamageToASignatureIsRefusedAndNoneThrows() {
        var signers = AllowedSigners.hub("hub", key.verifyingKey());
        var armored = key.sign(DATA, "git");
        var random = new Random(7);
        int header = SshSignature.BEGIN.length() + 1;
        int footer = armored.indexOf("\n" + SshSignature.END);
        for (int i = 0; i < 2_000; i++) {
            var bytes = armored.toCharArray();
            int at = header + random.nextInt(footer - header);
            char to = (char) (32 + random.nextInt(95));
            if (bytes[at] == to || bytes[at] == '\n') continue;
            bytes[at] = to;
            assertThat(signers.verify(DATA, new String(bytes), "git"))
                    .as("character " + at + " to " + to)
                    .isEmpty();
        }
        for (int cut = 0; cut < armored.length() - 1; cut++) {
            assertThat(signers.verify(DATA, armored.substring(0, cut), "git"))
                    .as("cut at " + cut)
                    .isEmpty();
        }
        assertThat(signers.verify(DATA, armored + "x", "git")).isEmpty();
        assertThat(signers.verify(DATA, armored + armored, "git")).isEmpty();
    }

    @Test
    void readsCommentsOptionsAndQuotesAndTellsWhatItCannotUse() {
        var line = key.verifyingKey().line();
        var signers = AllowedSigners.parse("""
            # the hub
            a@example.org,*@example.com namespaces="git,file" %s a comment
            "two words" %s

            ca@example.org cert-authority %s
            rsa@example.org ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==
            lonely
            bad@example.org ssh-ed25519 AAAA
            open@example.org namespaces="git %s
            """.formatted(line, line, line, line));
        assertThat(signers.signers())
                .extracting(AllowedSigners.Signer::principal)
                .containsExactly("a@example.org,*@example.com", "two words");
        assertThat(signers.signers().getFirst().namespaces()).containsExactly("git", "file");
        assertThat(signers.unused())
                .hasSize(5)
                .first()
                .asString()
                .startsWith("line 5")
                .contains("cert-authority");
        assertThat(AllowedSigners.parse(signers.toString()).signers()).isEqualTo(signers.signers());
    }

    @Test
    void aPeriodOfValidityIsKept() {
        var text = "hub valid-after=\"20260101Z\",valid-before=\"20270101000000Z\" "
                + key.verifyingKey().line();
        var signers = AllowedSigners.parse(text);
        var signature = key.sign(DATA, "git");
        assertThat(signers.verify(DATA, signature, "git", Instant.parse("2026-06-01T00:00:00Z")))
                .contains("hub");
        assertThat(signers.verify(DATA, signature, "git", Instant.parse("2025-12-31T23:59:59Z")))
                .isEmpty();
        assertThat(signers.verify(DATA, signature, "git", Instant.parse("2027-01-01T00:00:00Z")))
                .isEmpty();
        assertThat(signers.verify(DATA, signature, "git"))
                .as("no time to judge by")
                .isEmpty();
        assertThat(AllowedSigners.parse(signers.toString()).signers()).isEqualTo(signers.signers());
        assertThat(AllowedSigners.parse("hub valid-after=\"tomorrow\" "
                                + key.verifyingKey().line())
                        .signers())
                .isEmpty();
    }
}
