package dev.softservice.server.web.page;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.reporting.Compare;
import dev.softservice.runner.reporting.SaidBeside;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * What else there is to see of a test that did not simply pass.
 *
 * @param at          from when to when it ran; empty: not written down
 * @param differences what was expected and what came
 * @param said        what services printed meanwhile, those that it talked to first
 * @param query       what a link to the log of those seconds asks for; empty: not written down
 */
record TestBeside(String at, List<Compare.View> differences, List<SaidBeside.View> said, String query) {
    static final TestBeside NOTHING = new TestBeside("", List.of(), List.of(), "");
    /** What an engine hands over late is shown, too. */
    private static final long LATE = 1_000;

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    static TestBeside of(TestResult test) {
        var trace = test.trace();
        return new TestBeside(
                trace.known() ? clock(trace.startMillis()) + " to " + clock(trace.endMillis()) + " UTC" : "",
                test.differences().stream().map(Compare::of).toList(),
                SaidBeside.of(trace),
                trace.known()
                        ? "from=" + Instant.ofEpochMilli(trace.startMillis()) + "&to="
                                + Instant.ofEpochMilli(trace.endMillis() + LATE)
                        : "");
    }

    private static String clock(long millis) {
        return CLOCK.format(Instant.ofEpochMilli(millis));
    }
}
