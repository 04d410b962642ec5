package dev.softservice.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.Verifier;
import dev.softservice.server.web.Routes;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running hub, from opening its data folder to closing it. */
public final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final App app;
    private final Frontend frontend;
    private final OperatorSocket operator;
    private final String address;

    private Running(App app, Frontend frontend, OperatorSocket operator, String address) {
        this.app = app;
        this.frontend = frontend;
        this.operator = operator;
        this.address = address;
    }

    /** Serves when this returns; refuses with one line where it cannot. */
    public static Running start(Config config, Clock clock, Function<Verifier.Place, Verifier> verifier) {
        var app = App.open(config, clock, verifier);
        try {
            var frontend = new Frontend(config, app, clock);
            int port = frontend.start();
            app.start();
            var importer = new Importer(app, config.incoming());
            var operator = OperatorSocket.open(config.storage().data(), question -> answer(importer, question));
            return new Running(
                    app,
                    frontend,
                    operator,
                    config.listening().address().scheme() + "://"
                            + host(config.listening().bind()) + ":" + port);
        } catch (RuntimeException failed) {
            app.close();
            throw failed;
        }
    }

    private static JsonNode answer(Importer importer, JsonNode question) {
        var answer = new JsonMapper().createObjectNode();
        try {
            var request = ImportRequest.read(question);
            answer.set("done", request.json(importer.bringIn(request)));
        } catch (Refusal refusal) {
            answer.put("refused", refusal.getMessage());
        } catch (RuntimeException broken) {
            LOG.error("the import that the operator asked for failed", broken);
            answer.put("refused", "the import failed on the hub's side; its log says why. Import the same again");
        }
        return answer;
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

    /** What the hub does each minute: gets a newer certificate where it is time, and shows it. */
    void freshenTls() {
        frontend.freshenTls();
    }

    /** Where the first administrator's account is made, while there is none. */
    Optional<String> firstLink() {
        return app.firstLink();
    }

    /** Runs and requests end side by side: together they have 30 s. */
    @Override
    public void close() {
        operator.close();
        var requests = CompletableFuture.runAsync(frontend::close);
        app.workers().close();
        requests.join();
        app.close();
    }
}
