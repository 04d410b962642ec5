package dev.softservice.runner.docker.link;

import com.github.dockerjava.transport.SSLConfig;
import dev.softservice.runner.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * The certificates for an engine behind TLS, in a folder as Docker has them: {@code ca.pem}, and where the engine asks who we are, {@code cert.pem} and {@code key.pem}. The client
 * library goes on without TLS where one of the three is missing, which nobody would expect; and its reasons name no file.
 */
final class EngineTls implements SSLConfig {
    private static final char[] PASSWORD = "docker".toCharArray();

    private final Path folder;
    private final boolean identified;
    private final SSLContext context;

    private EngineTls(Path folder, boolean identified, SSLContext context) {
        this.folder = folder;
        this.identified = identified;
        this.context = context;
    }

    /** @throws EngineException one line that names the file and what to do */
    static EngineTls in(Path folder) {
        if (!Files.isDirectory(folder))
            throw new EngineException("there is no folder " + folder
                    + " with certificates for the container engine: DOCKER_CERT_PATH names it");
        var authority = folder.resolve("ca.pem");
        var certificate = folder.resolve("cert.pem");
        var key = folder.resolve("key.pem");
        if (!Files.exists(authority))
            throw new EngineException(authority
                    + " is missing: it tells the container engine from anybody else; copy it from the engine,"
                    + " or do without DOCKER_TLS_VERIFY");
        boolean identified = Files.exists(certificate) || Files.exists(key);
        for (var file : identified ? new Path[] {certificate, key} : new Path[0]) {
            if (!Files.exists(file))
                throw new EngineException(file + " is missing, and " + (file.equals(key) ? certificate : key)
                        + " is of no use without it");
        }
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities(authority));
            var context = SSLContext.getInstance("TLS");
            context.init(identified ? keys(certificate, key) : new KeyManager[0], trust.getTrustManagers(), null);
            return new EngineTls(folder, identified, context);
        } catch (GeneralSecurityException e) {
            throw new EngineException("the certificates in " + folder + " can't be used: " + DockerCalls.reason(e), e);
        }
    }

    private static KeyStore authorities(Path file) throws GeneralSecurityException {
        var store = empty();
        for (var certificate : certificates(file)) store.setCertificateEntry("authority " + store.size(), certificate);
        return store;
    }

    private static KeyManager[] keys(Path certificate, Path key) throws GeneralSecurityException {
        var chain = certificates(certificate);
        requireValid(certificate, chain[0]);
        var store = empty();
        store.setKeyEntry("us", privateKey(key, chain[0]), PASSWORD, chain);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509Certificate[] certificates(Path file) {
        try (var text = new ByteArrayInputStream(Files.readAllBytes(file))) {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(text)
                    .toArray(X509Certificate[]::new);
            if (found.length > 0) return found;
            throw new EngineException(file + " holds no certificate (PEM)");
        } catch (IOException e) {
            throw new EngineException(file + " can't be read: " + e.getClass().getSimpleName(), e);
        } catch (GeneralSecurityException e) {
            throw new EngineException(file + " holds no certificate (PEM)", e);
        }
    }

    /** In any of the forms that Docker's own client reads: PKCS #8, and those of RSA and elliptic curves from before. */
    private static PrivateKey privateKey(Path file, X509Certificate certificate) {
        var kind = SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                .getAlgorithm();
        try (var parser = new PEMParser(Files.newBufferedReader(file))) {
            var converter = new JcaPEMKeyConverter();
            for (var part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo key) return converter.getPrivateKey(key);
                // The forms from before leave out what kind of key it is; the certificate that it belongs to says that.
                if (part instanceof PEMKeyPair pair)
                    return converter.getPrivateKey(
                            new PrivateKeyInfo(kind, pair.getPrivateKeyInfo().parsePrivateKey()));
            }
        } catch (AccessDeniedException e) {
            throw new EngineException(file + " can't be read: it is somebody else's", e);
        } catch (IOException e) {
            throw new EngineException(file + " holds no private key that can be read: " + DockerCalls.reason(e), e);
        }
        throw new EngineException(file + " holds no private key without a pass phrase (PEM)");
    }

    private static void requireValid(Path file, X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw new EngineException(
                    file + " is not valid today (" + e.getMessage()
                            + "): have it renewed by the operator of the container engine",
                    e);
        }
    }

    @Override
    public SSLContext getSSLContext() {
        return context;
    }

    /** What a failed call says about the certificates on both sides, and what to do; empty: nothing. */
    Optional<String> explain(Throwable failure, URI engine) {
        var theirs = "the certificate of the container engine at " + engine;
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var said = String.valueOf(cause.getMessage());
            switch (cause) {
                case CertificateExpiredException _, CertificateNotYetValidException _ -> {
                    return Optional.of(theirs + " is not valid today (" + said
                            + "): have it renewed there, or set this machine's clock");
                }
                case SSLPeerUnverifiedException _ -> {
                    return Optional.of(
                            theirs + " is for another name: " + said + "; use the name that it is for in DOCKER_HOST");
                }
                case CertPathBuilderException _, CertPathValidatorException _ -> {
                    // An expired certificate is found while a path is built, too, and says more.
                    if (cause.getCause() instanceof CertificateExpiredException
                            || cause.getCause() instanceof CertificateNotYetValidException) continue;
                    return Optional.of(folder.resolve("ca.pem") + " does not vouch for " + theirs
                            + ": it is another engine, or another authority's ca.pem (DOCKER_CERT_PATH)");
                }
                case SSLException _
                when said.contains("unrecognized SSL message") || said.contains("record header") -> {
                    return Optional.of("what answers at " + engine
                            + " speaks no TLS: use the engine's TLS port (2376 by habit), or do without"
                            + " DOCKER_TLS_VERIFY");
                }
                case SSLException _
                when said.contains("fatal alert") -> {
                    return Optional.of(
                            refused(engine, said.substring(said.indexOf("fatal alert") + "fatal alert: ".length())));
                }
                case SSLException _, SocketException _
                when said.matches("(?i).*(connection reset|broken pipe|closed).*") -> {
                    // The alert that said why may be lost with the connection.
                    return Optional.of(refused(engine, said));
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private String refused(URI engine, String said) {
        return "the container engine at " + engine
                + (identified
                        ? " does not take " + folder.resolve("cert.pem") + " (" + said
                                + "): it has to be signed by the authority that the engine trusts"
                        : " wants to know who asks (" + said
                                + "): put cert.pem and key.pem, signed by its authority, into " + folder);
    }
}
