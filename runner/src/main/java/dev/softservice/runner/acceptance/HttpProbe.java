package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.Difference;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.PlannedTest.Expectation;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Sends one HTTP request to a service and compares the answer with what is expected. */
final class HttpProbe {
    static final int MAX_BODY = 1 << 20;
    private static final String CUT = "the body is longer than 1 MiB, and what follows was not read";

    private HttpProbe() {}

    /** An answer, its body cut at {@link #MAX_BODY}. */
    record Answer(int status, String reason, List<Header> headers, String body, boolean cut) {
        /** All of it. */
        Answer(int status, String reason, List<Header> headers, String body) {
            this(status, reason, headers, body, false);
        }

        String text() {
            var text = new StringBuilder("HTTP " + status + " " + reason + "\n");
            headers.forEach(header -> text.append(header.getName())
                    .append(": ")
                    .append(header.getValue())
                    .append('\n'));
            return text.append('\n').append(body).append(cut ? "\n" + CUT : "").toString();
        }

        List<String> values(String name) {
            return headers.stream()
                    .filter(header -> header.getName().equalsIgnoreCase(name))
                    .map(Header::getValue)
                    .toList();
        }
    }

    static Probed send(Environment environment, PlannedTest.Http test, Duration left) throws InterruptedException {
        var place = test.request().method() + " " + test.request().url();
        try (var client = EnvironmentHttp.client(environment, test.request().follow(), left)) {
            var answer = client.execute(request(test.request()), HttpProbe::answer);
            var faults = faults(answer, test.expect());
            if (faults.isEmpty()) return Probed.passed(answer.text());
            return new Probed(
                    place + ": " + faults.stream().map(Fault::sentence).collect(Collectors.joining("; ")),
                    answer.text(),
                    faults.stream()
                            .flatMap(fault -> fault.difference().stream())
                            .toList());
        } catch (URISyntaxException e) {
            return new Probed(place + " is no address: " + e.getReason(), "");
        } catch (EngineException gone) {
            // Says nothing about the page.
            throw gone;
        } catch (IOException | RuntimeException e) {
            // The client wraps an interrupt in its own exceptions.
            if (Thread.interrupted()) throw (InterruptedException) new InterruptedException("http probe").initCause(e);
            return new Probed(place + " got no answer: " + EnvironmentHttp.told(e), "");
        }
    }

    private static HttpUriRequestBase request(PlannedTest.Request planned) throws URISyntaxException {
        var uri = new URI(planned.url());
        if (uri.getHost() == null) throw new URISyntaxException(planned.url(), "it has no host");
        var request = new HttpUriRequestBase(planned.method(), uri);
        planned.headers().forEach(request::setHeader);
        planned.body().ifPresent(body -> request.setEntity(new StringEntity(body, contentType(planned.headers()))));
        return request;
    }

    private static ContentType contentType(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
                .map(header -> ContentType.parseLenient(header.getValue()))
                .findFirst()
                .map(type -> type.getCharset() == null ? type.withCharset(StandardCharsets.UTF_8) : type)
                .orElse(ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8));
    }

    private static Answer answer(ClassicHttpResponse response) throws IOException {
        var body = "";
        boolean cut = false;
        var entity = response.getEntity();
        if (entity != null) {
            var type = ContentType.parseLenient(entity.getContentType());
            Charset charset = type == null ? StandardCharsets.UTF_8 : type.getCharset(StandardCharsets.UTF_8);
            var bytes = entity.getContent().readNBytes(MAX_BODY + 1);
            cut = bytes.length > MAX_BODY;
            body = new String(bytes, 0, Math.min(bytes.length, MAX_BODY), charset);
        }
        return new Answer(
                response.getCode(),
                String.valueOf(response.getReasonPhrase()),
                List.of(response.getHeaders()),
                body,
                cut);
    }

    private static List<Fault> faults(Answer answer, Expectation expect) {
        var faults = new ArrayList<Fault>();
        status(answer, expect).ifPresent(faults::add);
        expect.headers().forEach((name, value) -> {
            var values = answer.values(name);
            if (values.contains(value)) return;
            var got = values.isEmpty() ? "none" : String.join(", ", values);
            faults.add(Fault.of(
                    "expected header " + name + ": " + value + ", got " + got,
                    new Difference("header " + name, value, got)));
        });
        TextMatch.fault("the body", answer.body(), expect.contains(), expect.matches())
                .ifPresent(fault -> faults.add(answer.cut() ? fault.and(CUT) : fault));
        if (!expect.json().isEmpty() && answer.cut()) faults.add(Fault.of("expected JSON, but " + CUT));
        else if (!expect.json().isEmpty())
            JsonMatch.fault(answer.body(), expect.json()).ifPresent(faults::add);
        return faults;
    }

    private static Optional<Fault> status(Answer answer, Expectation expect) {
        var got = answer.status() + " " + answer.reason();
        var sentence = got + " with body " + Probed.excerpt(answer.body());
        if (expect.status().isEmpty())
            return answer.status() < 400 ? Optional.empty() : Optional.of(Fault.of("got status " + sentence));
        int wanted = expect.status().getAsInt();
        return wanted == answer.status()
                ? Optional.empty()
                : Optional.of(Fault.of(
                        "expected status " + wanted + ", got " + sentence,
                        new Difference("status", Integer.toString(wanted), got)));
    }
}
