package dev.softservice.server.web;

import dev.softservice.runner.model.Reason;
import dev.softservice.server.core.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** The certificate that the hub shows, with those between it and an authority that clients know, and its key; both in PEM. They are read when the hub starts. */
public record TlsFiles(Path certificate, Path key) {
    private static final byte[] WORDS = {1, 2, 3};

    /** What the server needs. Refuses, with one line that names the file, whatever no client could make use of. */
    PemKeyCertOptions read(Vertx vertx, Instant now) {
        for (var file : new Path[] {certificate, key})
            if (!Files.isReadable(file)) throw Refusal.invalid(file + ": can't be read; name a file in PEM");
        var options =
                new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
        try {
            check(options.getKeyManagerFactory(vertx), now);
        } catch (Refusal refusal) {
            throw refusal;
        } catch (Exception malformed) {
            throw Refusal.invalid(certificate + " and " + key + " are no certificate and key in PEM without a"
                    + " password: " + Reason.innermost(malformed));
        }
        return options;
    }

    private void check(KeyManagerFactory factory, Instant now) throws GeneralSecurityException {
        var manager = (X509KeyManager) factory.getKeyManagers()[0];
        for (var kind : new String[] {"RSA", "EC", "EdDSA", "RSASSA-PSS"}) {
            var alias = manager.chooseServerAlias(kind, null, null);
            if (alias == null) continue;
            var shown = manager.getCertificateChain(alias)[0];
            if (now.isAfter(shown.getNotAfter().toInstant()))
                throw Refusal.invalid(certificate + ": has expired on "
                        + shown.getNotAfter().toInstant() + "; renew it and start again");
            if (!fits(manager.getPrivateKey(alias), shown.getPublicKey()))
                throw Refusal.invalid(key + ": is not the key of the certificate in " + certificate
                        + "; the certificate of the hub itself comes first in its file");
            return;
        }
        throw Refusal.invalid(certificate + ": is of a kind that TLS has no use for; RSA, EC and Ed25519 are known");
    }

    private static boolean fits(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) return false;
        var name = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        var signing = Signature.getInstance(name);
        signing.initSign(secret);
        signing.update(WORDS);
        var checking = Signature.getInstance(name);
        checking.initVerify(open);
        checking.update(WORDS);
        return checking.verify(signing.sign());
    }
}
