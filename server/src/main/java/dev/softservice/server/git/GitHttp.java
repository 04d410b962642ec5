package dev.softservice.server.git;

import dev.softservice.runner.files.BoundedInput;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.account.TokenScope;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitRequest.Advertisement;
import dev.softservice.server.git.GitRequest.Exchange;
import dev.softservice.server.git.GitRequest.Service;
import dev.softservice.server.repo.RepositoryName;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Git's smart HTTP, protocol versions 0, 1 and 2, under {@code /owner/name} and {@code /owner/name.git}. Everybody may fetch; a push
 * needs a token (Bearer, or Basic with the token as password). Each request runs on a virtual thread of its own and streams both ways
 * within fixed buffers.
 */
public final class GitHttp {
    private static final Logger LOG = LoggerFactory.getLogger(GitHttp.class);
    private static final byte[] FLUSH = "0000".getBytes(StandardCharsets.US_ASCII);
    private static final int AT_ONCE = 1000;
    private static final long DRAINED_BYTES = 256L << 20;
    private static final Duration DRAINED_TIME = Duration.ofSeconds(15);

    /** {@code bearer}: by what credential. */
    private record Admitted(Bearer bearer, PushJudge.Push push) {}

    private final GitStore store;
    private final GitAccess access;
    private final GitLimits limits;
    private final PushService pushes;
    private final Semaphore places = new Semaphore(AT_ONCE);

    public GitHttp(GitStore store, GitAccess access, PushConsequences consequences, PushAudit audit, GitLimits limits) {
        this.store = store;
        this.access = access;
        this.limits = limits;
        this.pushes = new PushService(store, consequences, audit, limits);
    }

    /** On the event loop, body not yet read. True: it was git's, and is answered from here; false: it is somebody else's. */
    public boolean take(HttpServerRequest request) {
        var asked = GitRequest.of(request);
        if (asked.isEmpty()) {
            return false;
        }
        var context = Objects.requireNonNull(Vertx.currentContext());
        var input = new RequestInput(request, context, limits);
        var exchange = new Connection(request, context, input);
        if (!places.tryAcquire()) {
            exchange.refuse(asked.get(), 503, "too many requests at once; try again in a few seconds");
            return true;
        }
        Thread.ofVirtual().name("git " + request.path()).start(() -> {
            try {
                answer(asked.get(), exchange);
            } finally {
                places.release();
            }
        });
        return true;
    }

    private void answer(GitRequest asked, Connection connection) {
        var output = new ResponseOutput(connection.request().response(), connection.context(), limits);
        try {
            switch (asked) {
                case GitRequest.Wrong wrong -> connection.refuse(wrong);
                case GitRequest.LargeFile _ -> connection.refuse(LargeFiles.STATUS, LargeFiles.TYPE, LargeFiles.ANSWER);
                case GitRequest.Page page -> connection.redirect(301, page.location());
                case Advertisement advertisement -> advertise(advertisement, connection, output);
                case Exchange exchange -> exchange(exchange, connection, output);
            }
        } catch (IOException | RuntimeException | Error broken) {
            failed(asked, connection, output, broken);
        }
    }

    private static void failed(GitRequest asked, Connection connection, ResponseOutput output, Throwable broken) {
        switch (broken) {
            // JGit wraps what it meets inside a lambda.
            case UncheckedIOException wrapped ->
                failed(asked, connection, output, Objects.requireNonNull(wrapped.getCause()));
            case Refusal refusal ->
                connection.failed(output, asked, refusal.kind().gitStatus(), refusal.getMessage());
            case PackProtocolException malformed ->
                connection.failed(output, asked, 400, notUnderstood(connection, malformed));
            case SlowClientException slow -> connection.failed(output, asked, 408, slow.getMessage());
            case ZipException _, EOFException _ ->
                connection.failed(output, asked, 400, "the request ends or breaks off in the middle");
            case ClientGoneException gone -> {
                LOG.debug("{}: {}", connection.request().path(), gone.getMessage());
                connection.failed(output, asked, 400, gone.getMessage());
            }
            case IOException malformed
            when String.valueOf(malformed.getMessage()).startsWith("Invalid packet line header") ->
                connection.failed(
                        output, asked, 400, "the request is not git's protocol: " + PushService.line(malformed));
            default -> {
                LOG.error("{} failed", connection.request().path(), broken);
                connection.failed(
                        output, asked, 500, "something is wrong on the hub's side; its operator finds it in the log");
            }
        }
    }

    /** What git itself sends is git's protocol: then the reason alone is what its user needs. */
    private static String notUnderstood(Connection connection, PackProtocolException malformed) {
        var reason = PushService.line(malformed);
        return connection.isGit() ? reason : "the request is not git's protocol: " + reason;
    }

    private void advertise(Advertisement asked, Connection connection, ResponseOutput output) throws IOException {
        var admitted = admitted(asked.name(), asked.service(), connection);
        var push = admitted.push();
        var name = push.repository().name();
        // Git forgets a token that stands in the address when it is sent elsewhere: who has one is served here.
        if (!name.equals(asked.name()) && admitted.bearer().isNobody()) {
            connection.redirect(307, "/" + name + ".git/info/refs?service=" + asked.service().text);
            return;
        }
        connection.head("application/x-" + asked.service().text + "-advertisement");
        switch (asked.service()) {
            case UPLOAD -> FetchService.advertise(store.opened(asked.name()), protocol(connection), output);
            case RECEIVE -> pushes.advertise(push, output);
        }
        output.close();
    }

    private void exchange(Exchange asked, Connection connection, ResponseOutput output) throws IOException {
        var admitted = admitted(asked.name(), asked.service(), connection);
        var needed = asked.service() == Service.RECEIVE ? Role.READER : Role.ANONYMOUS;
        var repository = admitted.push().repository().id();
        try (var _ = access.watch(admitted.bearer(), repository, needed, connection::cut)) {
            exchange(asked, admitted.push(), connection, output);
        }
    }

    private void exchange(Exchange asked, PushJudge.Push push, Connection connection, ResponseOutput output)
            throws IOException {
        connection.letBodyCome();
        connection.head("application/x-" + asked.service().text + "-result");
        var body = bounded(asked, connection.input());
        var first = body.readNBytes(4);
        if (!Arrays.equals(first, FLUSH)) { // a lone flush is git's question whether it may come in at all
            var whole = new SequenceInputStream(new ByteArrayInputStream(first), body);
            switch (asked.service()) {
                case UPLOAD -> FetchService.upload(store.opened(asked.name()), protocol(connection), whole, output);
                case RECEIVE -> pushes.receive(push, whole, output);
            }
            if (output.isEmpty()) {
                throw new EOFException();
            }
        }
        connection.end(output, DRAINED_BYTES, DRAINED_TIME);
    }

    /** {@code reason}: with the limit for its {@code %,d}. */
    static Refusal tooLarge(String reason, long most) {
        return Refusal.of(Refusal.Kind.TOO_LARGE, reason.formatted(most));
    }

    private InputStream bounded(Exchange asked, InputStream body) throws IOException {
        var plain = asked.gzip() ? new GZIPInputStream(body, 16 << 10) : body;
        return switch (asked.service()) {
            case UPLOAD ->
                new BoundedInput(
                        plain,
                        limits.requestBytes(),
                        () -> tooLarge(
                                "the request is larger than %,d bytes; ask for less at once", limits.requestBytes()));
            case RECEIVE -> plain; // the spool has its limit, and the pack one that says more about what is wrong
        };
    }

    /** Who asks, once it is known that they may. */
    private Admitted admitted(RepositoryName name, Service service, Connection connection) {
        var header = connection.request().getHeader("Authorization");
        var bearer = header == null
                ? Bearer.NOBODY
                : access.authenticate(connection.request())
                        .orElseThrow(() -> Refusal.of(
                                Refusal.Kind.UNAUTHENTICATED,
                                "the token is not known here, or has expired; make a new one"));
        bearer.require(TokenScope.GIT);
        var seen = access.look(name, bearer);
        if (service == Service.RECEIVE && bearer.isNobody()) {
            throw Refusal.of(
                    Refusal.Kind.UNAUTHENTICATED, "a push needs a token: give it as the password, with any user name");
        }
        if (service == Service.RECEIVE && seen.repository().isArchived()) {
            throw Refusal.archived(seen.repository().name().toString());
        }
        return new Admitted(bearer, new PushJudge.Push(seen.repository(), seen.account(), name));
    }

    private static List<String> protocol(Connection connection) {
        var header = connection.request().getHeader("Git-Protocol");
        return header == null || header.length() > 1024 ? List.of() : List.of(header.split(":"));
    }
}
