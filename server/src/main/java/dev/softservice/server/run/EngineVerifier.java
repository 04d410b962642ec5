package dev.softservice.server.run;

import dev.softservice.runner.RunListener;
import dev.softservice.runner.RunRequest;
import dev.softservice.runner.Runner;
import dev.softservice.runner.Verdict;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The real thing: the runner on a container engine, whose client is opened when it is first asked for, so that the hub need not wait. */
public final class EngineVerifier implements Verifier {
    private record Opened(Engine engine, Runner runner) {}

    private final Supplier<Engine> connect;
    private final Clock clock;
    private final String hubId;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Opened opened;

    /** {@code hubId} is what this hub's things on the engine are labelled with. */
    public EngineVerifier(Supplier<Engine> connect, Clock clock, String hubId) {
        this.connect = connect;
        this.clock = clock;
        this.hubId = hubId;
    }

    private Opened opened() {
        lock.lock();
        try {
            var known = opened;
            if (known != null) return known;
            var engine = connect.get();
            var made = new Opened(engine, new Runner(engine, clock));
            opened = made;
            return made;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Verdict run(RunRequest request, RunListener listener) {
        return opened().runner().run(request, listener);
    }

    @Override
    public String proofKey(String tree, RunRequest request) {
        return opened().runner().proofKey(tree, request);
    }

    @Override
    public Optional<String> trouble() {
        try {
            opened().engine().describe();
            return Optional.empty();
        } catch (EngineException gone) {
            return Optional.of(gone.getMessage());
        }
    }

    @Override
    public int sweep(Set<String> live) {
        return opened().engine().sweep(hubId, live);
    }

    @Override
    public void close() {
        var known = opened;
        if (known != null) known.engine().close();
    }
}
