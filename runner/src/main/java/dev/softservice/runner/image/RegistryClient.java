package dev.softservice.runner.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.model.ImagePlace;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Asks a registry by HTTP. It proves who asks as the registry wants it: by user and password, or by a token that a server of the registry's choice gives, also to
 * somebody without a name. Redirects of what is read are followed, and nothing of that proof is sent to another address.
 */
public final class RegistryClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 5;
    private static final int LARGEST_TOKEN = 256 << 10;
    private static final int UNAUTHORIZED = 401;
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern FIELD = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    private final Optional<Login> login;
    /** What is sent to whom, by the beginning of its address. */
    private final Map<String, String> proofs = new ConcurrentHashMap<>();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** Who asks. */
    public record Login(String user, String password) {
        String basic() {
            var both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }

        @Override
        public String toString() {
            return user;
        }
    }

    /** @param login empty: somebody without a name */
    public RegistryClient(Optional<Login> login) {
        this.login = login;
    }

    /** The answer, whatever its status; its body is to be closed. @throws IOException where none comes */
    public HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        var response = proven(request);
        boolean read = request.method().equals("GET") || request.method().equals("HEAD");
        var at = request.uri();
        for (int i = 0; read && isRedirect(response.statusCode()); i++) {
            if (i == MOST_REDIRECTS) throw new IOException("more than " + MOST_REDIRECTS + " redirects");
            response.body().close();
            var next = at.resolve(response.headers()
                    .firstValue("Location")
                    .orElseThrow(() -> new IOException("a redirect to nowhere")));
            if ("https".equals(at.getScheme()) && !"https".equals(next.getScheme()))
                throw new IOException("a redirect from https to " + next.getScheme());
            at = next;
            response = proven(
                    HttpRequest.newBuilder(request, (_, _) -> true).uri(next).build());
        }
        return response;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private HttpResponse<InputStream> proven(HttpRequest request) throws IOException, InterruptedException {
        var origin = origin(request.uri());
        var response = once(request, Optional.ofNullable(proofs.get(origin)));
        if (response.statusCode() != UNAUTHORIZED) return response;
        var proof = proof(request.uri(), response.headers().firstValue("WWW-Authenticate"));
        if (proof.isEmpty()) return response;
        response.body().close();
        proofs.put(origin, proof.get());
        return once(request, proof);
    }

    private HttpResponse<InputStream> once(HttpRequest request, Optional<String> proof)
            throws IOException, InterruptedException {
        var sent = proof.map(header -> HttpRequest.newBuilder(request, (_, _) -> true)
                        .setHeader("Authorization", header)
                        .build())
                .orElse(request);
        return client.send(sent, BodyHandlers.ofInputStream());
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** What the registry wants to see. @throws IOException where its server gives no token */
    private Optional<String> proof(URI asked, Optional<String> challenge) throws IOException, InterruptedException {
        var words = challenge.orElse("");
        if (words.regionMatches(true, 0, "Basic ", 0, 6)) return loginFor(asked).map(Login::basic);
        if (!words.regionMatches(true, 0, "Bearer ", 0, 7)) return Optional.empty();
        var fields = new HashMap<String, String>();
        FIELD.matcher(words).results().forEach(field -> fields.put(field.group(1), field.group(2)));
        return Optional.of("Bearer " + token(fields));
    }

    /** Never over plain HTTP, but to this machine. */
    private Optional<Login> loginFor(URI address) {
        return login.filter(_ -> !ImagePlace.isUnprotected(address));
    }

    private String token(Map<String, String> fields) throws IOException, InterruptedException {
        URI address;
        try {
            var realm = new URI(fields.getOrDefault("realm", ""));
            var query = new StringBuilder(realm.getRawQuery() == null ? "?" : "&");
            for (var field : new String[] {"service", "scope"})
                if (fields.containsKey(field))
                    query.append(field)
                            .append('=')
                            .append(URLEncoder.encode(fields.get(field), StandardCharsets.UTF_8))
                            .append('&');
            address = new URI(realm + query.substring(0, query.length() - 1));
        } catch (java.net.URISyntaxException malformed) {
            throw new IOException("its tokens come from nowhere: " + fields.get("realm"));
        }
        if (address.getHost() == null) throw new IOException("its tokens come from nowhere: " + fields.get("realm"));
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE);
        loginFor(address).map(Login::basic).ifPresent(basic -> request.header("Authorization", basic));
        var response = client.send(request.build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200)
                throw new IOException(origin(address) + " gives no token, it answers with " + response.statusCode());
            var json = JSON.readTree(body.readNBytes(LARGEST_TOKEN));
            var token = json.path("token").asText(json.path("access_token").asText());
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~'))
                throw new IOException(origin(address) + " gives no token");
            return token;
        } catch (JsonProcessingException malformed) {
            throw new IOException(origin(address) + " gives no token, but something that is no JSON");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
