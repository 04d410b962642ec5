package dev.softservice.server.web;

import dev.softservice.runner.model.LogLine;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.LogFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The lines of a log that a request names. */
public final class AskedLog {
    private static final int LONGEST = 200;

    private AskedLog() {}

    /** By {@code ?q=TEXT&source=SERVICE&stream=out|err&from=TIME&to=TIME}, each of which may be left out; times as ISO 8601 has them, in UTC. */
    public static LogFilter of(Call call) {
        return new LogFilter(
                text(call, "q"),
                text(call, "source"),
                given(call, "stream")
                        .map(word -> Constants.named(LogLine.Stream.class, word)
                                .orElseThrow(() -> Refusal.invalid("stream: out or err"))),
                given(call, "from").map(text -> time("from", text)),
                given(call, "to").map(text -> time("to", text)));
    }

    /** A form sends what is left empty, too. */
    private static Optional<String> given(Call call, String name) {
        return call.query(name).filter(text -> !text.isBlank());
    }

    private static String text(Call call, String name) {
        var text = given(call, name).orElse("").strip();
        if (text.length() > LONGEST) throw Refusal.invalid(name + ": at most " + LONGEST + " characters");
        return text;
    }

    private static Instant time(String name, String text) {
        try {
            return Instant.parse(text.strip());
        } catch (DateTimeException malformed) {
            throw Refusal.invalid(name + ": a time such as 2026-11-22T12:00:00Z");
        }
    }
}
