package dev.softservice.server.git;

import dev.softservice.server.core.EarlyAnswer;
import dev.softservice.server.git.GitRequest.Service;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its connection, and the ways to answer it. Whatever touches the connection does so on its event loop. */
record Connection(HttpServerRequest request, Context context, RequestInput input) {
    private static final long LISTENED_MILLIS = 15_000;
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    void head(String contentType) {
        request.response()
                .putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", "no-cache, max-age=0, must-revalidate")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    void letBodyCome() {
        if (request.getHeader("Expect") != null) {
            context.runOnContext(_ -> request.response().writeContinue());
        }
        input.open();
    }

    void refuse(GitRequest.Wrong wrong) {
        if (!wrong.allow().isEmpty()) {
            request.response().putHeader("Allow", wrong.allow());
        }
        refuse(wrong.status(), wrong.reason());
    }

    /** Answers with one line of plain text, which git shows to its user; then the connection closes, because a body may still be coming. */
    void refuse(int status, String reason) {
        refuse(status, "text/plain; charset=utf-8", reason + "\n");
    }

    void refuse(int status, String type, String body) {
        context.runOnContext(_ -> {
            var response = request.response();
            if (response.ended() || response.closed()) {
                return;
            }
            response.setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("X-Content-Type-Options", "nosniff");
            response.headers().remove("Cache-Control");
            if (status == 401) {
                response.putHeader("WWW-Authenticate", "Basic realm=\"softservice\", charset=\"UTF-8\"");
            }
            if (status == 429 || status == 503) {
                response.putHeader("Retry-After", "5");
            }
            endEarly(Buffer.buffer(body));
        });
    }

    /**
     * Refuses a git client's POST. Git hides the text of any status but 200 there ("RPC failed; HTTP 503 … Everything up-to-date"), so the
     * reason travels in git's own protocol.
     */
    void refuse(Service service, String reason) {
        context.runOnContext(_ -> {
            var response = request.response();
            if (response.ended() || response.closed()) {
                return;
            }
            head("application/x-" + service.text + "-result");
            endEarly(Buffer.buffer(refusal(service, reason)));
        });
    }

    /** On the event loop. A client that sends on without reading would never see the answer; it is listened to for a while. */
    private void endEarly(Buffer body) {
        if (!mayHaveBody()) {
            request.response().end(body);
            return;
        }
        request.response().putHeader("Connection", "close");
        request.response().end(body);
        EarlyAnswer.linger(context.owner(), request, LISTENED_MILLIS);
    }

    private static byte[] refusal(Service service, String reason) {
        var text = switch (service) {
            case UPLOAD -> "ERR " + reason + "\n";
            case RECEIVE -> "\3" + reason + "\n"; // the side band for errors
        };
        return ("%04x".formatted(text.getBytes(StandardCharsets.UTF_8).length + 4) + text)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Ends it where it stands. */
    void cut() {
        context.runOnContext(_ -> request.connection().close());
    }

    boolean isGit() {
        var agent = request.getHeader("User-Agent");
        return agent != null && agent.startsWith("git/");
    }

    private boolean mayHaveBody() {
        return request.getHeader("Transfer-Encoding") != null
                || !"0".equals(java.util.Objects.requireNonNullElse(request.getHeader("Content-Length"), "0"));
    }

    void redirect(int status, String location) {
        context.runOnContext(_ -> request.response()
                .setStatusCode(status)
                .putHeader("Location", location)
                .end());
    }

    /** The answer is whole. A client that is still sending is listened to for a while, so that it reads the answer before the end. */
    void end(ResponseOutput output, long drainedBytes, Duration drainedTime) throws IOException {
        if (!input.isUsedUp()) {
            output.flush();
            input.drain(drainedBytes, drainedTime);
        }
        output.close();
    }

    /** After an error: a status where nothing has been sent yet, else the connection is cut so that the client sees that it is not whole. */
    void failed(ResponseOutput output, GitRequest asked, int status, String reason) {
        if (output.isBegun()) {
            LOG.debug("{} cut off: {}", request.path(), reason);
            context.runOnContext(_ -> request.connection().close());
        } else {
            refuse(asked, status, reason);
        }
    }

    /** Before anything has been sent. A wrong token keeps its status: git asks for another by it. So does what no git has sent. */
    void refuse(GitRequest asked, int status, String reason) {
        if (asked instanceof GitRequest.Exchange exchange && status != 401 && (status != 400 || isGit())) {
            refuse(exchange.service(), reason);
        } else {
            refuse(status, reason);
        }
    }
}
