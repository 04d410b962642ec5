package dev.softservice.runner.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.files.BoundedInput;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a hub what a run was made of, and for the trees that it was made of. */
public final class HubRuns {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A whole tree may take its time. */
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private static final int LARGEST = 16 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final Source source;
    private final String hub;
    private final Optional<String> token;

    /** @param token of somebody who may see the run; empty: everybody may */
    public HubRuns(Source source, Optional<String> token) {
        this.source = source;
        this.hub = source.hub()
                .orElseThrow(
                        () -> InstallRefusal.input("a repository on disk has no runs: give the address of a run's page,"
                                + " https://HUB/OWNER/NAME/runs/N"));
        this.token = token;
        if (token.isPresent()) source.requireSafeForToken();
    }

    /** @throws InstallRefusal where there is no such run, or it is not for this caller */
    public RecordedRun recorded(long run) throws InterruptedException {
        var path = api(run) + "/reproduction";
        try (var client = client();
                var body = body(client, path, PATIENCE)) {
            var json = JSON.readTree(body.readNBytes(LARGEST));
            var name = source.url().substring(hub.length() + 1);
            if (!json.path("repo").asText().equals(name))
                throw InstallRefusal.input("run " + run + " of " + hub + " is not of " + name + ", but of "
                        + json.path("repo").asText("nothing that is said").replaceAll("\\p{Cntrl}", " "));
            return RecordedRun.read(json);
        } catch (JsonProcessingException notJson) {
            throw InstallRefusal.untrusted(path + " does not answer as a hub: is the address right?");
        } catch (IOException gone) {
            throw InstallRefusal.unreachable(path + " can't be reached: " + Reason.of(gone));
        }
    }

    /**
     * Writes a tree of the run into {@code target}: its own, or that of the release it was upgraded from.
     *
     * @param objects a folder of this caller's own, made here, for what is fetched
     */
    public void checkOut(long run, String tree, Path objects, Path target) throws InterruptedException {
        var path = api(run) + "/trees/" + tree;
        try (var client = client();
                var pack = body(client, path, LONGEST)) {
            PackedTree.unpack(new BoundedInput(pack, PackedTree.LARGEST, () -> tooLarge(path)), tree, objects, target);
        } catch (IOException failed) {
            throw InstallRefusal.unreachable(path + " can't be fetched: " + Reason.of(failed));
        }
    }

    /** No server fills this machine's disk. */
    private static InstallRefusal tooLarge(String path) {
        return InstallRefusal.unreachable(
                path + " can't be fetched: it is larger than " + (PackedTree.LARGEST >> 30) + " GiB");
    }

    private String api(long run) {
        return hub + "/api/v1/runs/" + run;
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    private InputStream body(HttpClient client, String path, Duration patience)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(path)).timeout(patience);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        var answer = client.send(request.build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) return answer.body();
        throw refusal(path, answer);
    }

    private InstallRefusal refusal(String path, HttpResponse<InputStream> answer) throws IOException {
        String detail;
        try (var body = answer.body()) {
            detail = JSON.readTree(new String(body.readNBytes(LARGEST), StandardCharsets.UTF_8))
                    .path("detail")
                    .asText("");
        } catch (JsonProcessingException notJson) {
            detail = "";
        }
        var said = detail.isEmpty() ? "status " + answer.statusCode() : detail.replaceAll("\\p{Cntrl}", " ");
        return switch (answer.statusCode()) {
            case 401, 403, 404 ->
                InstallRefusal.input(hub + ": " + said
                        + (token.isPresent()
                                ? "; or the owner of the token in SOFTSERVICE_TOKEN may not see it"
                                : "; or it is private: set SOFTSERVICE_TOKEN to a token of yours"));
            case 409, 422 -> InstallRefusal.input(hub + ": " + said);
            default -> InstallRefusal.unreachable(path + " answers: " + said);
        };
    }
}
