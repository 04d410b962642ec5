package dev.softservice.server.runners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.cli.RunnerVersion;
import dev.softservice.runner.evidence.Measured;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.wire.End;
import dev.softservice.runner.wire.Messages;
import dev.softservice.runner.wire.Messages.Lease;
import dev.softservice.runner.wire.RunEvent;
import dev.softservice.runner.wire.WireJson;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** A runner as the hub sees it, that says what a test wants it to say. */
final class RunnerForTests implements AutoCloseable {
    private static final String TYPE = "application/json";

    private final HttpClient client = HttpClient.newHttpClient();
    final SigningKey key;
    final String name;
    private final String address;
    private String secret = "none";
    private String hubId = "";
    String boot = "00000000000000aa";
    String version = RunnerVersion.text();
    Map<String, String> labels = Map.of();

    RunnerForTests(String address, String name) {
        this(address, name, SigningKey.generate());
    }

    /** One that the hub knows. */
    static RunnerForTests known(HubForTests hub, String name) throws IOException {
        var runner = new RunnerForTests(hub.address(), name);
        assertThat(runner.register(token(hub)).statusCode()).isEqualTo(200);
        return runner;
    }

    static String token(HubForTests hub) {
        var body = hub.post("/api/v1/runners/tokens", "").body();
        return body.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    }

    Messages.Machine machine() {
        return new Messages.Machine(version, labels, 1);
    }

    HttpResponse<byte[]> register(String token) throws IOException {
        var answer = send(
                "/register",
                "POST",
                WireJson.write(
                        new Messages.Register(token, name, key.verifyingKey().line(), machine())));
        if (answer.statusCode() == 200) {
            var registered = WireJson.read(answer.body(), Messages.Registered.class);
            secret = registered.secret();
            hubId = registered.hub();
        }
        return answer;
    }

    HttpResponse<byte[]> asked(int free, int seconds) {
        return send("/lease", "POST", WireJson.write(new Messages.Ask(boot, machine(), free, seconds, "")));
    }

    List<Lease> ask(int seconds) throws IOException {
        return WireJson.read(asked(1, seconds).body(), Messages.Answer.class).leases();
    }

    Lease take() throws IOException {
        var leases = ask(20);
        assertThat(leases).hasSize(1);
        return leases.getFirst();
    }

    HttpResponse<byte[]> tell(Lease lease, long first, String... lines) {
        var events = java.util.Arrays.stream(lines)
                .map(line -> (RunEvent) new RunEvent.Line("2030-01-31T00:00:00Z", "web", LogLine.Stream.OUT, line))
                .toList();
        return call(lease, "/events", "POST", WireJson.write(new Messages.Batch(first, events)));
    }

    /** What comes next, as the hub says. */
    long next(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(200);
        return WireJson.read(answer.body(), Messages.Heard.class).next();
    }

    HttpResponse<byte[]> beat(Lease lease) {
        return call(lease, "/beat", "POST", WireJson.write(new Messages.Beat(false)));
    }

    static Verdict passed() {
        return new Verdict.Passed(new Report(
                Rungs.ofLevel(Rung.ACCEPTED.number()),
                List.of(),
                List.of(new TestResult("wiki", "an editor can save a page", TestResult.State.PASSED, 0.1, "", "")),
                Map.of(),
                Map.of(),
                List.of(),
                List.of()));
    }

    byte[] told(Lease lease, Verdict verdict) {
        return WireJson.write(End.of(hubId, lease, verdict));
    }

    HttpResponse<byte[]> end(Lease lease, Verdict verdict) {
        var told = told(lease, verdict);
        return end(lease, told, Measured.seal(told, key));
    }

    HttpResponse<byte[]> end(Lease lease, byte[] told, String signature) {
        return send("/leases/" + lease.fence() + "/end", "PUT", told, Messages.SIGNATURE, signature);
    }

    HttpResponse<byte[]> call(Lease lease, String what, String method, byte[] body) {
        return send("/leases/" + lease.fence() + what, method, body);
    }

    HttpResponse<byte[]> send(String path, String method, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(address + Messages.PATH + path))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", TYPE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) request.headers(headers);
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same runner, for a hub that was started again elsewhere. */
    RunnerForTests at(String other) {
        var same = new RunnerForTests(other, name, key);
        same.secret = secret;
        same.hubId = hubId;
        same.boot = boot;
        return same;
    }

    private RunnerForTests(String address, String name, SigningKey key) {
        this.address = address;
        this.name = name;
        this.key = key;
    }

    @Override
    public void close() {
        client.close();
    }
}
