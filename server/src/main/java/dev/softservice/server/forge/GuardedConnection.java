package dev.softservice.server.forge;

import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.HttpAnswer;
import dev.softservice.webhooks.http.HttpCall;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * One of JGit's HTTP requests, sent by the guarded client. Certificates are always checked: what JGit configures about them is ignored. JGit
 * closes only the bodies that it reads, so {@link GuardedConnections} closes every connection that it made.
 */
final class GuardedConnection implements HttpConnection, AutoCloseable {
    /** A first fetch of a large repository takes its time; the idle limit of the client ends one that stands still. */
    private static final Duration DEADLINE = Duration.ofMinutes(30);

    /** What is sent is held in memory: a release brings little that the forge does not have. */
    private static final int MOST_SENT = 64 << 20;

    private final GuardedHttp http;
    private final URI uri;
    private final long maxBytes;
    private boolean silent;
    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private @Nullable HttpAnswer answer;

    GuardedConnection(GuardedHttp http, URI uri, Optional<String> authorization, long maxBytes) {
        this.http = http;
        this.uri = uri;
        this.maxBytes = maxBytes;
        authorization.ifPresent(value -> headers.put("Authorization", value));
    }

    private HttpAnswer answer() throws IOException {
        if (answer == null) {
            Optional<byte[]> sent = body.size() == 0 ? Optional.empty() : Optional.of(body.toByteArray());
            silent = true;
            answer = http.open(new HttpCall(method, uri, headers, sent, DEADLINE));
            silent = answer.status() >= 500 || answer.status() == 429;
        }
        return answer;
    }

    /** Whether there was no answer, or only one that broke off or said that none can be given now. */
    boolean isSilent() {
        return silent;
    }

    @Override
    public void close() throws IOException {
        if (answer != null) {
            answer.close();
        }
    }

    @Override
    public int getResponseCode() throws IOException {
        return answer().status();
    }

    @Override
    public String getResponseMessage() throws IOException {
        return answer().reason();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return answer == null ? Map.of() : answer.headers();
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        return answer == null ? null : answer.header(name).orElse(null);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return answer == null
                ? List.of()
                : answer.headers().getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
    }

    @Override
    public @Nullable String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public int getContentLength() {
        String length = getHeaderField("Content-Length");
        return length != null && length.matches("\\d{1,9}") ? Integer.parseInt(length) : -1;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        HttpAnswer open = answer();
        return new FilterInputStream(open.body()) {
            private long left = maxBytes;

            @Override
            public int read() throws IOException {
                silent = true;
                int read = super.read();
                silent = false;
                return counted(read, read < 0 ? 0 : 1);
            }

            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                silent = true;
                int read = super.read(into, at, length);
                silent = false;
                return counted(read, Math.max(read, 0));
            }

            private int counted(int result, int bytes) throws IOException {
                left -= bytes;
                if (left < 0) {
                    open.close();
                    throw new IOException(
                            "the forge sends more than " + maxBytes + " bytes; the operator may raise --quarantine");
                }
                return result;
            }

            @Override
            public void close() throws IOException {
                open.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int at, int length) throws IOException {
                if (body.size() + (long) length > MOST_SENT) {
                    throw new IOException("more than " + (MOST_SENT >> 20)
                            + " MiB would have to be pushed; push the branch to the forge with git first");
                }
                body.write(bytes, at, length);
            }
        };
    }

    @Override
    public void setRequestProperty(String name, String value) {
        if (!name.equalsIgnoreCase("Authorization")) {
            headers.put(name, value);
        }
    }

    @Override
    public void setRequestMethod(String name) {
        method = name;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public URL getURL() {
        try {
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("made from a URL", e);
        }
    }

    @Override
    public void connect() throws IOException {
        answer();
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void setUseCaches(boolean use) {}

    @Override
    public void setConnectTimeout(int millis) {}

    @Override
    public void setReadTimeout(int millis) {}

    @Override
    public void setInstanceFollowRedirects(boolean follow) {}

    @Override
    public void setDoOutput(boolean output) {}

    @Override
    public void setFixedLengthStreamingMode(int length) {}

    @Override
    public void setChunkedStreamingMode(int chunk) {}

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {}

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {}
}
