package dev.softservice.webhooks.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * The only way out of the hub to an address that a user typed. Redirects are not followed, no proxy, cookie or stored password is used,
 * and every connection is dialled to an address that {@link OutboundRules} allow.
 */
public final class GuardedHttp implements AutoCloseable {
    private static final Timeout CONNECT = Timeout.ofSeconds(10);
    private static final Timeout IDLE = Timeout.ofSeconds(30);

    private final OutboundRules rules;
    private final GuardedResolver resolver;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-deadlines").factory());

    public GuardedHttp(OutboundRules rules) {
        this(rules, InetAddress::getAllByName);
    }

    GuardedHttp(OutboundRules rules, GuardedResolver.Names names) {
        this.rules = rules;
        this.resolver = new GuardedResolver(rules, names);
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(IDLE)
                        .build())
                .setMaxConnPerRoute(8)
                .setMaxConnTotal(256)
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT)
                        .setResponseTimeout(IDLE)
                        .build())
                .setUserAgent("softservice")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    public OutboundRules rules() {
        return rules;
    }

    /**
     * Why nothing may be sent there, told from the address and from what its name stands for now. A name that stands for nothing now is no
     * objection: connections ask again.
     */
    public Optional<String> objection(URI uri) {
        Optional<String> objection = rules.objection(uri);
        if (objection.isPresent()) {
            return objection;
        }
        HttpOrigin origin = HttpOrigin.of(uri).orElseThrow();
        try {
            resolver.resolve(origin.host(), origin.port());
            return Optional.empty();
        } catch (ForbiddenAddressException e) {
            return Optional.of(e.getMessage());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** How many answers are open: each holds a connection until it is read to its end or closed. */
    public int open() {
        return connections.getTotalStats().getLeased();
    }

    /**
     * Sends and gives the answer once its headers are there; the caller closes it, whatever its status. Throws
     * {@link ForbiddenAddressException} where it may not go.
     */
    public HttpAnswer open(HttpCall call) throws IOException {
        Optional<String> objection = rules.objection(call.uri());
        if (objection.isPresent()) {
            throw new ForbiddenAddressException(objection.get());
        }
        Duration deadline = Deadline.left(call.deadline());
        if (deadline.isZero()) {
            throw new IOException("no time is left for it");
        }
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
        call.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Content-Length")) {
                request.setHeader(name, value);
            }
        });
        call.body().ifPresent(body -> request.setEntity(new ByteArrayEntity(body, null)));
        ScheduledFuture<?> alarm = deadlines.schedule(request::abort, deadline.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return answer(client.executeOpen(null, request, null), alarm);
        } catch (IOException | RuntimeException e) {
            alarm.cancel(false);
            if (request.isAborted()) {
                throw new IOException("no answer within " + deadline.toSeconds() + " s", e);
            }
            throw e;
        }
    }

    private static HttpAnswer answer(ClassicHttpResponse response, ScheduledFuture<?> alarm) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.getValue());
        }
        InputStream body;
        try {
            body = response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
        } catch (IOException | RuntimeException e) {
            response.close();
            throw e;
        }
        String reason = response.getReasonPhrase() == null ? "" : response.getReasonPhrase();
        return new HttpAnswer(response.getCode(), reason, headers, body, () -> {
            alarm.cancel(false);
            response.close();
        });
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
