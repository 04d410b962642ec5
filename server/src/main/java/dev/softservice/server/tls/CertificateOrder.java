package dev.softservice.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;

/** One certificate from an authority: it asks at each domain for a word that only this hub knows, and then signs. */
final class CertificateOrder {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Acme acme;
    private final Map<String, String> answers;

    /** @param answers what is served to the authority, by its tokens */
    CertificateOrder(Acme acme, Map<String, String> answers) {
        this.acme = acme;
        this.answers = answers;
    }

    /** The certificate first, and those between it and the authority. @throws AcmeException with a line that says why there is none */
    List<X509Certificate> take(KeyPair account, KeyPair key) throws AcmeException, IOException, InterruptedException {
        var session = acme.authority().isPresent()
                ? new Session(
                        acme.directory(),
                        new OwnAuthority(trusting(acme.authority().get())))
                : new Session(acme.directory());
        session.networkSettings().setTimeout(ANSWER);
        var builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(account);
        acme.mail().ifPresent(builder::addEmail);
        var order =
                builder.createLogin(session).newOrder().domains(acme.domains()).create();
        for (var authorization : order.getAuthorizations()) prove(authorization);
        require(order.waitUntilReady(PATIENCE), Status.READY, order);
        order.execute(key);
        require(order.waitForCompletion(PATIENCE), Status.VALID, order);
        return order.getCertificate().getCertificateChain();
    }

    private static void require(Status status, Status wanted, Order order) throws AcmeException {
        if (status != wanted && status != Status.VALID)
            throw new AcmeException("the order ends as " + status
                    + order.getError().map(CertificateOrder::said).orElse(""));
    }

    private static String said(Problem problem) {
        return ": " + problem.toString().replaceAll("\\s+", " ");
    }

    private void prove(Authorization authorization) throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) return;
        var domain = authorization.getIdentifier().getDomain();
        var challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> new AcmeException("it does not offer to ask by HTTP for " + domain));
        answers.put(challenge.getToken(), challenge.getAuthorization());
        try {
            challenge.trigger();
            var status = challenge.waitForCompletion(PATIENCE);
            if (status != Status.VALID)
                throw new AcmeException("it asked at http://" + domain + "/ and is not content"
                        + challenge.getError().map(CertificateOrder::said).orElse(": " + status));
        } finally {
            answers.remove(challenge.getToken());
        }
    }

    /** @throws IOException where the file holds none */
    private static SSLContext trusting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in))
                store.setCertificateEntry("authority-" + number++, each);
            if (number == 0) throw new IOException(file + " holds no certificate in PEM");
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException malformed) {
            throw new IOException(file + " holds no certificate in PEM", malformed);
        }
    }

    /** An authority that is not one of the web's. */
    private static final class OwnAuthority extends AbstractAcmeProvider {
        private final SSLContext trust;

        OwnAuthority(SSLContext trust) {
            this.trust = trust;
        }

        @Override
        public boolean accepts(URI server) {
            return true;
        }

        @Override
        public URL resolve(URI server) {
            try {
                return server.toURL();
            } catch (MalformedURLException impossible) {
                throw new IllegalArgumentException(impossible);
            }
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            return HttpClient.newBuilder()
                    .sslContext(trust)
                    .connectTimeout(settings.getTimeout())
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
        }
    }
}
