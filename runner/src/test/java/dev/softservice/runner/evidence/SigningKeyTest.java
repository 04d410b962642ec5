package dev.softservice.runner.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    private static final byte[] DATA = "what is signed\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void comesBackFromItsFileAsTheSameKey() throws IOException {
        var key = SigningKey.generate();
        key.save(folder.resolve("key"));
        var loaded = SigningKey.load(folder.resolve("key"));
        assertThat(loaded.publicLine("hub")).isEqualTo(key.publicLine("hub"));
        assertThat(loaded.sign(DATA, "git")).isEqualTo(key.sign(DATA, "git"));
    }

    @Test
    void itsFileIsOnlyForItsOwnerAndNeverOverwritten() throws IOException {
        var file = folder.resolve("key");
        SigningKey.generate().save(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> SigningKey.generate().save(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void opensshReadsItsFileAndAgreesOnPublicKeyAndFingerprint() throws Exception {
        var key = SigningKey.generate();
        key.save(folder.resolve("key"));
        var stock = new Stock(folder);
        assertThat(stock.run(new byte[0], "ssh-keygen", "-y", "-f", "key")
                        .output()
                        .strip())
                .startsWith(key.verifyingKey().line());
        Files.writeString(folder.resolve("key.pub"), key.publicLine("hub"));
        assertThat(stock.run(new byte[0], "ssh-keygen", "-l", "-f", "key.pub").output())
                .contains(key.fingerprint());
    }

    @Test
    void readsAKeyThatOpensshMade() throws Exception {
        var stock = new Stock(folder);
        assertThat(stock.run(new byte[0], "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a comment", "-f", "key")
                        .exit())
                .isZero();
        assertThat(SigningKey.load(folder.resolve("key")).publicLine("a comment"))
                .isEqualTo(Files.readString(folder.resolve("key.pub")).strip());
    }

    @Test
    void refusesAKeyWithPassphraseOtherTypesAndRubbishWithTheFilesName() throws Exception {
        var stock = new Stock(folder);
        stock.run(new byte[0], "ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", "locked");
        stock.run(new byte[0], "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "ecdsa");
        write("rubbish", "-----BEGIN OPENSSH PRIVATE KEY-----\n!!!\n-----END OPENSSH PRIVATE KEY-----\n");
        write("empty", "");
        for (var name : new String[] {"locked", "ecdsa", "rubbish", "empty"}) {
            assertThatThrownBy(() -> SigningKey.load(folder.resolve(name)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("not an Ed25519 OpenSSH private key");
        }
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        var file = folder.resolve("key");
        SigningKey.generate().save(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> SigningKey.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
    }

    private void write(String name, String text) throws IOException {
        Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(folder.resolve(name), text);
    }
}
