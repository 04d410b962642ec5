package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.plan.Plan.Endpoint;
import dev.softservice.runner.plan.Plan.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is promised answers, and what was healthy still is when the tests are through. */
class WatchedHealthTest {
    private final FakeEngine engine = new FakeEngine();

    @Test
    void everyEndpointThatIsPromisedAcceptsConnections() throws Exception {
        engine.deaf = Set.of("web:8080");
        var promises = List.of(
                new Promise("provides.http", new Endpoint("web", 8080)),
                new Promise("provides.admin", new Endpoint("web", 9000)));
        assertThat(Promises.broken(engine.upAlready(), promises, Duration.ZERO))
                .containsExactly("provides.http web:8080: nothing accepts connections");
        engine.deaf = Set.of();
        assertThat(Promises.broken(engine.upAlready(), promises)).isEmpty();
    }

    @Test
    void whatEndedOrTurnedAfterItWasHealthyIsRed() throws Exception {
        engine.fallen = List.of("db exited with code 1");
        engine.incidents = List.of(
                new Incident("web", true, "web ended and was started again after it was healthy"),
                new Incident("api", false, "api is not healthy any more: its healthcheck false exits 1"));
        var notes = new ArrayList<String>();
        assertThat(LateLook.at(engine.upAlready(), Set.of(), notes::add))
                .containsExactly(
                        "db exited with code 1 after the last test",
                        "web ended and was started again after it was healthy",
                        "api is not healthy any more: its healthcheck false exits 1");
        assertThat(notes).isEmpty();
    }

    @Test
    void restartsThatTheManifestExpectsAreNotedAndNothingElseIs() throws Exception {
        engine.incidents = List.of(
                new Incident("web", true, "web ended and was started again after it was healthy"),
                new Incident("web", false, "web is not healthy any more"));
        var notes = new ArrayList<String>();
        assertThat(LateLook.at(engine.upAlready(), Set.of("web"), notes::add))
                .containsExactly("web is not healthy any more");
        assertThat(notes)
                .containsExactly("web ended and was started again after it was healthy, as its manifest expects");
    }
}
