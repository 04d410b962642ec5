package dev.softservice.server.runners;

import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.wire.End;
import dev.softservice.runner.wire.Messages;
import dev.softservice.runner.wire.WireJson;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.RunsElsewhere;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Credentials;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a runner asks and tells. Each call proves who it is, and each about a run names its lease's fencing number. */
final class RunnerProtocol {
    private static final String LEASE = Messages.PATH + "/leases/{fence}";
    private static final int SMALL = 64 << 10;
    private static final int BATCH = 4 << 20;
    private static final int ATTACHMENT = 16 << 20;
    private static final int END = 64 << 20;
    private static final long BEAT_MILLIS = 5_000;
    /** How long it is at most until a runner sees what became due without anybody's doing. */
    private static final long LOOK_MILLIS = 2_000;

    private final RunnerRegistry registry;
    private final HandedOut leases;
    private final RunsElsewhere elsewhere;
    private final LeaseTrees trees;
    private final Supplier<String> address;

    /** {@code address}: of this hub, without a slash at its end. */
    RunnerProtocol(
            RunnerRegistry registry,
            HandedOut leases,
            RunsElsewhere elsewhere,
            LeaseTrees trees,
            Supplier<String> address) {
        this.registry = registry;
        this.leases = leases;
        this.elsewhere = elsewhere;
        this.trees = trees;
        this.address = address;
    }

    List<Route> routes() {
        return List.of(
                // Who has no secret yet brings a token in the body.
                Route.runner(POST, Messages.PATH + "/register", SMALL, _ -> {}, this::register),
                Route.runner(POST, Messages.PATH + "/lease", SMALL, this::runner, this::lease),
                Route.runner(POST, LEASE + "/beat", SMALL, this::runner, this::beat),
                Route.runner(GET, LEASE + "/releases", 0, this::runner, this::releases),
                Route.runner(GET, LEASE + "/trees/{tree}", 0, this::runner, this::tree),
                Route.runner(POST, LEASE + "/events", BATCH, this::runner, this::events),
                Route.runner(PUT, LEASE + "/attachments/{number}", ATTACHMENT, this::runner, this::attachment),
                Route.runner(PUT, LEASE + "/end", END, this::runner, this::end));
    }

    private KnownRunner runner(Call call) {
        return registry.require(call.header("Authorization").flatMap(Credentials::token), call.remote());
    }

    private Session session(Call call) {
        return leases.require(runner(call), call.pathNumber("fence"));
    }

    private static <T> T read(Call call, Class<T> type) {
        try {
            return WireJson.read(call.body(), type);
        } catch (IOException malformed) {
            var line =
                    String.valueOf(malformed.getMessage()).lines().findFirst().orElse("unreadable");
            throw Refusal.invalid("this is no message of a runner: " + line);
        }
    }

    private static Reply answer(Object message) {
        return Reply.bytes(200, Reply.JSON, WireJson.write(message));
    }

    private Reply register(Call call) {
        return answer(registry.register(read(call, Messages.Register.class), call.remote()));
    }

    private Reply lease(Call call) {
        var ask = read(call, Messages.Ask.class);
        var before = runner(call);
        var runner = registry.seen(before, ask);
        if (!before.boot().equals(runner.boot())) leases.started(runner);
        var given = ask.free() > 0 && !runner.draining()
                ? awaited(runner, ask.seconds())
                : Optional.<Messages.Lease>empty();
        return answer(new Messages.Answer(
                registry.now().toEpochMilli(), given.stream().toList()));
    }

    private Optional<Messages.Lease> awaited(KnownRunner runner, int seconds) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (true) {
                long heard = elsewhere.heard();
                var given = leases.give(runner, registry.now());
                if (given.isPresent()) return given.map(this::lease);
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0 || elsewhere.isStopping()) return Optional.empty();
                elsewhere.await(heard, Math.min(left, LOOK_MILLIS));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Messages.Lease lease(HandedOut.Given given) {
        var run = given.session().run().run();
        var request = given.session().run().request();
        return new Messages.Lease(
                given.fence(),
                run.id().value(),
                request.id(),
                run.tree().name(),
                request.level(),
                address.get(),
                request.domain(),
                request.isAnew(),
                stable(request),
                request.candidates());
    }

    private static List<Messages.StableTree> stable(RunRequest request) {
        return request.stable().stream()
                .map(stable -> new Messages.StableTree(
                        stable.tag(),
                        stable.commit(),
                        stable.tree(),
                        stable.uses(),
                        stable.bases().stream().sorted().toList()))
                .toList();
    }

    private Reply beat(Call call) {
        try {
            return answer(new Messages.Beat(session(call).isToStop(elsewhere.isStopping() ? 0 : BEAT_MILLIS)));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return answer(new Messages.Beat(false));
        }
    }

    private static String distro(Call call) {
        return call.query("distro").orElse("");
    }

    private Reply releases(Call call) {
        session(call);
        return answer(trees.releases(distro(call)));
    }

    private Reply tree(Call call) {
        var pack = trees.pack(session(call), distro(call), call.path("tree"));
        return Reply.stream("application/octet-stream", pack::write);
    }

    private Reply events(Call call) {
        return answer(new Messages.Heard(session(call).hear(read(call, Messages.Batch.class))));
    }

    private Reply attachment(Call call) {
        int number = (int) Math.min(call.pathNumber("number"), Integer.MAX_VALUE);
        var name = call.query("name").orElseThrow(() -> Refusal.invalid("query parameter name is missing"));
        return answer(new Messages.Kept(session(call).keep(number, name, call.body())));
    }

    private Reply end(Call call) {
        var runner = runner(call);
        long fence = call.pathNumber("fence");
        var digest = Session.digest(call.body());
        if (!leases.isEnded(runner, fence, digest)) take(call, runner, fence, digest);
        return Reply.nothing();
    }

    private void take(Call call, KnownRunner runner, long fence, String digest) {
        var session = leases.require(runner, fence);
        var end = read(call, End.class);
        try {
            if (end.fence() != fence) throw Refusal.conflict("this is the end of another lease");
            session.end(end, call.body(), call.header(Messages.SIGNATURE).orElse(""), registry.hub());
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.BUSY) registry.suspect(runner, refused.getMessage());
            throw refused;
        }
        leases.ended(fence, digest);
    }
}
