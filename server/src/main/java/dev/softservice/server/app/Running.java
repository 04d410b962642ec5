package dev.softservice.server.app;

import dev.softservice.server.run.Verifier;
import dev.softservice.server.web.Routes;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A hub that serves, from opening its data folder to closing it. */
public final class Running implements AutoCloseable {
    private final App app;
    private final Frontend frontend;
    private final String address;

    private Running(App app, Frontend frontend, String address) {
        this.app = app;
        this.frontend = frontend;
        this.address = address;
    }

    /** Serves when this returns; refuses with one line where it cannot. */
    public static Running start(Config config, Clock clock, Function<Verifier.Place, Verifier> verifier) {
        var app = App.open(config, clock, verifier);
        try {
            var frontend = new Frontend(config, app, clock);
            int port = frontend.start();
            app.start();
            return new Running(
                    app, frontend, "http://" + host(config.listening().bind()) + ":" + port);
        } catch (RuntimeException failed) {
            app.close();
            throw failed;
        }
    }

    private static String host(String bind) {
        return bind.equals("0.0.0.0") || bind.equals("::") ? "localhost" : bind.contains(":") ? "[" + bind + "]" : bind;
    }

    /** Where it listens, without a slash at the end. */
    public String address() {
        return address;
    }

    public App app() {
        return app;
    }

    /** The whole table of what it answers over HTTP, git's own protocol aside. */
    public Routes routes() {
        return frontend.routes();
    }

    /** Where the first administrator's account is made, while there is none. */
    Optional<String> firstLink() {
        return app.firstLink();
    }

    /** Runs and requests end side by side: together they have 30 s. */
    @Override
    public void close() {
        var requests = CompletableFuture.runAsync(frontend::close);
        app.workers().close();
        requests.join();
        app.close();
    }
}
