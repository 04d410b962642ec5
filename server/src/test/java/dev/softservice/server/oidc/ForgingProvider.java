package dev.softservice.server.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider that answers what a test has it answer, right or forged: what one that is kept elsewhere never does. */
final class ForgingProvider implements AutoCloseable {
    static final String CLIENT = "hub";

    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private RSAKey key = fresh("one");
    private volatile String answer = "{}";
    private volatile int status = 200;
    private volatile boolean saysIssuer;

    ForgingProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> reply(exchange, 200, """
                    {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys",
                     "response_types_supported": ["code"], "subject_types_supported": ["public"],
                     "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                     "authorization_response_iss_parameter_supported": %2$s}\
                    """.formatted(issuer(), saysIssuer)));
        server.createContext("/keys", exchange -> reply(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/token", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            reply(exchange, status, answer);
        });
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** As providers do that say in each answer who they are (RFC 9207). */
    void saysIssuer() {
        saysIssuer = true;
    }

    /** What the hub has sent for codes. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    void rotate() {
        key = fresh("two");
    }

    /** What a right token says. */
    JWTClaimsSet.Builder claims(String nonce, String subject, String name) {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(subject)
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", nonce)
                .claim("preferred_username", name);
    }

    void answers(JWT token) {
        status = 200;
        answer = "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"id_token\": \"" + token.serialize() + "\"}";
    }

    /** As a provider answers a code that it does not know, or that was used already. */
    void refuses() {
        status = 400;
        answer = "{\"error\": \"invalid_grant\"}";
    }

    SignedJWT signed(JWTClaimsSet claims) {
        return signed(claims, key);
    }

    /** With a key that the provider does not have, under the name of the one that it has. */
    SignedJWT signedBySomebodyElse(JWTClaimsSet claims) {
        return signed(claims, fresh(key.getKeyID()));
    }

    private static SignedJWT signed(JWTClaimsSet claims, RSAKey by) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(by.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(by));
            return token;
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static JWT unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims);
    }

    /** With a code of the public key, as if that were a secret that both know. */
    JWT withThePublicKeyAsSecret(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return token;
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RSAKey fresh(String name) {
        try {
            return new RSAKeyGenerator(2048).keyID(name).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            var bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
