package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;

/**
 * An HTTP client that knows an environment's names and no others: a redirect or a URL that leads elsewhere finds no host, so that a distro's
 * test can't make this machine call its own neighbours.
 */
final class EnvironmentHttp {
    private EnvironmentHttp() {}

    static CloseableHttpClient client(Environment environment, boolean follow, Duration left) {
        var patience = Timeout.of(left.compareTo(Probed.PATIENCE) < 0 ? left : Probed.PATIENCE);
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Names(environment))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trusting(), NoopHostnameVerifier.INSTANCE))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(patience)
                        .setSocketTimeout(patience)
                        .build())
                .build();
        var builder = HttpClients.custom()
                .setConnectionManager(connections)
                .setUserAgent("softservice")
                .disableAutomaticRetries()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(patience)
                        .setMaxRedirects(10)
                        .build());
        return (follow ? builder : builder.disableRedirectHandling()).build();
    }

    /** A throwaway environment signs its own certificates; whether they are good for the world is not what a test of it can show. */
    private static SSLContext trusting() {
        try {
            return SSLContexts.custom().loadTrustMaterial((_, _) -> true).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** One line from the client's exception, whose own text names addresses that nobody asked about. */
    static String told(Throwable e) {
        var cause = e;
        while (cause.getCause() != null && !(cause instanceof UnknownHostException)) cause = cause.getCause();
        return switch (cause) {
            case java.net.ConnectException _ -> "connection refused";
            case java.net.SocketTimeoutException _ -> "it took too long";
            case org.apache.hc.core5.http.NoHttpResponseException _ -> "the connection was closed without an answer";
            default -> Reason.of(cause);
        };
    }

    private record Names(Environment environment) implements DnsResolver {
        @Override
        public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
            try {
                return List.of(environment.address(host, port));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnknownHostException("interrupted");
            } catch (IOException e) {
                throw new UnknownHostException(e.getMessage());
            }
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host + " can't be found without a port");
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
