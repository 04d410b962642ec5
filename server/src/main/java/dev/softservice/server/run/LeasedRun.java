package dev.softservice.server.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.server.run.RunQueue.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * One run in the hands of a machine that is not the hub's own. What a lease writes that was lost meanwhile changes nothing. Not for two threads at once, but for
 * {@link #stop}.
 */
public final class LeasedRun {
    private static final JsonMapper JSON = new JsonMapper();
    /** How many events of the attempt are durable, and where the log of events ended then. */
    private static final String HEARD = "heard.json";

    private final RunBook book;
    private final Lease lease;
    private final RunRequest request;
    private final Stop stop;
    private final RunListener listener;
    private final AttemptEnd end;

    LeasedRun(RunBook book, Lease lease, RunRequest request, Stop stop, RunListener listener) {
        this.book = book;
        this.lease = lease;
        this.request = request;
        this.stop = stop;
        this.listener = listener;
        this.end = new AttemptEnd(book, Optional::empty);
    }

    public Run run() {
        return lease.run();
    }

    /** What is to be verified; its folders are of no use elsewhere. */
    public RunRequest request() {
        return request;
    }

    /** Asked when the run is to end early. */
    public Stop stop() {
        return stop;
    }

    /** Writes down what the runner tells. */
    public RunListener listener() {
        return listener;
    }

    /** A line of the hub's own in the run's log. */
    public void say(String text) {
        book.say(lease, text);
    }

    /** How many of the attempt's events are kept: those that were acknowledged, and those that a crash came before the word of. */
    public long heard() {
        return book.files()
                .find(lease.run().id(), HEARD)
                .map(this::read)
                .filter(mark -> mark.path("owner").asText().equals(lease.owner()))
                .map(mark -> mark.path("events").asLong()
                        + book.control()
                                .events()
                                .countBehind(lease.run().id(), mark.path("at").asLong()))
                .orElse(0L);
    }

    private JsonNode read(StoredFile file) {
        try (var in = file.open()) {
            return JSON.readTree(in);
        } catch (JsonProcessingException damaged) {
            return JSON.createObjectNode();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** So many events of the attempt are durable when this returns. */
    public void heard(long events) {
        var run = lease.run().id();
        book.control().events().sync(run);
        var mark = JSON.createObjectNode()
                .put("owner", lease.owner())
                .put("events", events)
                .put("at", book.control().events().position(run));
        keep(HEARD, mark.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Keeps a file with the run, in the place of one of that name. */
    public void keep(String name, byte[] content) {
        book.files().write(lease.run().id(), name, content);
    }

    /** The runner has ended: the hub decides what comes of it. */
    public void conclude(Verdict verdict, String runner) {
        boolean unasked = verdict instanceof Verdict.Cancelled && stop.reason().isEmpty();
        if (unasked) lost("the runner " + runner + " was stopped");
        else {
            end.conclude(lease, verdict, Optional.empty());
            leave();
        }
    }

    /** Nothing more comes from there: the run is taken up again. */
    public void lost(String reason) {
        end.couldNotTell(lease, Report.EMPTY, reason);
        leave();
    }

    private void leave() {
        book.control().live().leave(lease);
        // What was given back may be due for somebody else.
        book.control().bell().ring();
    }
}
