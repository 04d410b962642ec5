package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.VerifyingKey;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where the key comes from that an installation pins: a file that the user gives, or the hub itself on first contact. */
final class TrustedKeys {
    private static final String WELL_KNOWN = "/.well-known/softservice/allowed_signers";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LARGEST = 64 << 10;

    private TrustedKeys() {}

    /** An allowed_signers file, or a public key's file ({@code ssh-ed25519 AAAA… comment}). */
    static AllowedSigners ofFile(Path file) {
        try {
            if (!Files.isRegularFile(file))
                throw InstallRefusal.input(
                        file + ": no such file; --key names a public key or an allowed_signers file");
            if (Files.size(file) > LARGEST) throw InstallRefusal.input(file + ": too long for a list of keys");
            var text = Files.readString(file);
            var key = VerifyingKey.parse(text);
            var signers = key.isPresent()
                    ? AllowedSigners.hub(file.getFileName().toString(), key.get())
                    : AllowedSigners.parse(text);
            if (signers.signers().isEmpty()) {
                throw InstallRefusal.input(file + ": holds no ssh-ed25519 key"
                        + (signers.unused().isEmpty()
                                ? ""
                                : ": " + signers.unused().getFirst()));
            }
            return signers;
        } catch (IOException e) {
            throw InstallRefusal.input(file + ": " + e.getMessage());
        }
    }

    /** The keys that {@code hub} publishes. Redirects are not followed: the key is the hub's own, or it is nobody's. */
    static AllowedSigners ofHub(String hub) throws InterruptedException {
        var url = hub + WELL_KNOWN;
        try (var client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(PATIENCE)
                    .header("Accept", "text/plain")
                    .build();
            var response =
                    client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LARGEST));
            if (response.statusCode() != 200)
                throw InstallRefusal.unreachable(url + " answers with " + response.statusCode() + ": is this a hub?");
            var signers = AllowedSigners.parse(response.body());
            if (signers.signers().isEmpty())
                throw InstallRefusal.untrusted(url + " publishes no ssh-ed25519 key: give the key with --key FILE");
            return signers;
        } catch (IOException e) {
            throw InstallRefusal.unreachable(url + " can't be read: " + Reason.of(e));
        }
    }
}
