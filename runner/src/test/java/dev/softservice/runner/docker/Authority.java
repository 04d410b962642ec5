package dev.softservice.runner.docker;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for servers and for their clients. */
public final class Authority {
    private static final char[] PASSWORD = "test".toCharArray();
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Pair own;

    /** Somebody with a certificate. */
    public record Pair(KeyPair keys, X509Certificate certificate) {}

    public Authority() {
        own = signed("CN=authority", "", keys(), Instant.now().plus(1, ChronoUnit.DAYS));
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param address what a server is reached by; empty: nobody's server */
    public Pair issue(String name, String address, Instant until) {
        return signed("CN=" + name, address, keys(), until);
    }

    private Pair signed(String subject, String address, KeyPair keys, Instant until) {
        try {
            boolean self = subject.equals("CN=authority");
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=authority"),
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(Instant.now().minus(2, ChronoUnit.DAYS)),
                    Date.from(until),
                    new X500Name(subject),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(self));
            if (!address.isEmpty())
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(self ? keys.getPrivate() : own.keys().getPrivate());
            return new Pair(keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A folder as Docker has it, for one that asks. */
    public Path folder(Path folder, Pair client) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ca.pem"), pem(own.certificate()));
        Files.writeString(folder.resolve("cert.pem"), pem(client.certificate()));
        Files.writeString(
                folder.resolve("key.pem"),
                pem(new JcaPKCS8Generator(client.keys().getPrivate(), null)));
        return folder;
    }

    private static String pem(Object what) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        }
        return text.toString();
    }

    /** For a server that believes whom this authority has signed. */
    public SSLContext server(Pair server) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("server", server.keys().getPrivate(), PASSWORD, new X509Certificate[] {server.certificate()});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var believed = KeyStore.getInstance("PKCS12");
        believed.load(null, PASSWORD);
        believed.setCertificateEntry("authority", own.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(believed);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
