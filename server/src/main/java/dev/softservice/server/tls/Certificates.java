package dev.softservice.server.tls;

import dev.softservice.runner.files.PrivateFile;
import dev.softservice.runner.model.Reason;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.shredzone.acme4j.exception.AcmeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's certificate, got and renewed by itself. Certificate and key are one file, so that nobody ever sees one without the other that belongs to it; the
 * authority's account has a key of its own beside it.
 */
public final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    /** Of its time, which is left when it is renewed. */
    private static final int THIRD = 3;

    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int DNS = 2;

    private final Acme acme;
    private final Path folder;
    private final Clock clock;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    /** Authorities count what fails, and answer nobody who asks too often. */
    private volatile Instant next = Instant.MIN;

    /** @param folder only the hub may read it */
    public Certificates(Acme acme, Path folder, Clock clock) {
        this.acme = acme;
        this.folder = folder;
        this.clock = clock;
    }

    /** Where the certificate and its key are, in PEM. */
    public static TlsFiles files(Path folder) {
        var file = folder.resolve("certificate.pem");
        return new TlsFiles(file, file);
    }

    /** What the authority gets to hear when it asks for a token; empty: nothing is asked for. */
    public Optional<String> answer(String token) {
        return Optional.ofNullable(answers.get(token));
    }

    /** For the start: gets a certificate where there is none that clients would take. Refuses in one line where none is to be had. */
    public void require() {
        var here = here();
        if (here.isPresent() && here.get().getNotAfter().toInstant().isAfter(clock.instant())) return;
        try {
            take();
        } catch (AcmeException | IOException failed) {
            throw Refusal.of(Refusal.Kind.BUSY, why(failed) + "; without one nobody could reach the hub by HTTPS");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Refusal.of(Refusal.Kind.BUSY, "stopped while a certificate was on its way");
        }
    }

    /** Gets a new one where a third of the time of the one that is here is left at most. What goes wrong is logged; the old one stays. */
    public void renew() {
        if (clock.instant().isBefore(next)) return;
        if (here().filter(certificate -> !isDue(certificate)).isPresent()) return;
        next = clock.instant().plus(PAUSE);
        try {
            take();
        } catch (AcmeException | IOException failed) {
            LOG.error("{}; it is tried again in an hour, and the old one is shown meanwhile", why(failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private String why(Exception failed) {
        return "no certificate for " + String.join(", ", acme.domains()) + " from " + acme.directory() + ": "
                + Reason.innermost(failed) + ". Its questions have to reach this hub at port 80 of each of them"
                + " (--acme-port " + acme.port() + ")";
    }

    private boolean isDue(X509Certificate certificate) {
        Instant ends = certificate.getNotAfter().toInstant();
        var whole = Duration.between(certificate.getNotBefore().toInstant(), ends);
        return clock.instant().isAfter(ends.minus(whole.dividedBy(THIRD)));
    }

    /** The one that is here, where it is for these domains. */
    private Optional<X509Certificate> here() {
        var file = files(folder).certificate();
        if (!Files.exists(file)) return Optional.empty();
        try {
            var certificate = first(Files.readString(file));
            var names = new HashSet<String>();
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null)
                alternatives.stream()
                        .filter(name -> name.getFirst().equals(DNS))
                        .forEach(name -> names.add((String) name.getLast()));
            return names.containsAll(acme.domains()) ? Optional.of(certificate) : Optional.empty();
        } catch (IOException | GeneralSecurityException damaged) {
            LOG.warn("{}: {}; another one is asked for", file, Reason.of(damaged));
            return Optional.empty();
        }
    }

    private static X509Certificate first(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(block(pem, "CERTIFICATE")));
    }

    /** What the first block of this kind holds; empty where there is none. */
    private static byte[] block(String pem, String kind) {
        var begin = "-----BEGIN " + kind + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + kind + "-----", Math.max(0, from));
        if (from < 0 || to < 0) return new byte[0];
        return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }

    private void take() throws AcmeException, IOException, InterruptedException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        LOG.info("a certificate for {} is asked for at {}", acme.domains(), acme.directory());
        var key = newKey();
        var chain = new CertificateOrder(acme, answers).take(account(), key);
        var text = new StringBuilder(pem("PRIVATE KEY", key.getPrivate()));
        try {
            for (var certificate : chain) text.append(pem("CERTIFICATE", certificate.getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        write(files(folder).certificate(), text.toString());
        LOG.info(
                "the certificate holds until {}", chain.getFirst().getNotAfter().toInstant());
    }

    private KeyPair account() throws IOException {
        var file = folder.resolve("account.pem");
        if (Files.exists(file)) {
            try {
                var text = Files.readString(file);
                var keys = KeyFactory.getInstance("EC");
                return new KeyPair(
                        keys.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC KEY"))),
                        keys.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY"))));
            } catch (GeneralSecurityException | IllegalArgumentException damaged) {
                LOG.warn("{}: {}; another account is made", file, Reason.of(damaged));
            }
        }
        var key = newKey();
        // Both halves: Java does not work the public one out from the private one.
        write(file, pem("PRIVATE KEY", key.getPrivate()) + pem("PUBLIC KEY", key.getPublic()));
        return key;
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String pem(String kind, Key key) {
        return pem(kind, key.getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(content) + "\n-----END " + kind + "-----\n";
    }

    private static void write(Path file, String text) throws IOException {
        PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}
