package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A run says by which way it came up, and takes the networks of the one before where it may. */
@NeedsEngine
class RoadDockerTest extends OnPreparedNetworks {
    /** Its predecessor's containers are not gone yet, and its networks are waited for all the same: new ones would take longer. */
    @Test
    void aRunThatFollowsAtOnceWaitsForTheNetworksOfTheOneBefore() throws Exception {
        var distro = DistroFolder.at(folder).manifest("""
            services:
              store: {image: "debian:bookworm-slim", command: [sleep, infinity], healthcheck: {test: [CMD, grep, -q, root, /etc/passwd], interval: 10s, start_period: 5s}}
              web: {image: "debian:bookworm-slim", command: [sleep, infinity], depends_on: {store: {condition: service_healthy}}, healthcheck: {test: "grep -q root /etc/passwd || exit 1", interval: 5s}}
            tests: [{name: asks, run: {image: "debian:bookworm-slim", command: [grep, -q, root, /etc/passwd]}}]
            """);
        var roads = new ArrayList<Road>();
        var second = new Recording();
        var after = new CompletableFuture<Verdict>();
        var first = new Recording() {
            @Override
            public void verdict(Verdict verdict, Instant at) {
                super.verdict(verdict, at);
                Thread.ofVirtual()
                        .start(() -> after.complete(new Runner(engine, Clock.systemUTC())
                                .run(request(distro, id + "-second", "one"), second)));
            }
        };
        assertThat(new Runner(engine, Clock.systemUTC()).run(request(distro, id + "-first", "one"), first))
                .as(first.log())
                .isInstanceOf(Verdict.Passed.class);
        assertThat(after.get(120, TimeUnit.SECONDS)).as(second.log()).isInstanceOf(Verdict.Passed.class);
        roads.addAll(first.roads);
        roads.addAll(second.roads);
        assertThat(roads).extracting(Road::network).containsExactly(Road.Network.PREPARED, Road.Network.USED_BEFORE);
        assertThat(roads)
                .as("healthchecks as people write them are asked beside their process")
                .allMatch(road -> road.asked() == 2 && road.checks() == 2 && road.held() >= 1);
        assertThat(second.log()).contains("came up on prepared networks that an earlier run had left");
        assertThat(settled()).hasSize(1);
    }

    @Test
    void aRunSaysWhyItHasNetworksOfItsOwn() {
        var plain = "services: {web: {image: \"debian:bookworm-slim\", command: [sleep, infinity]}}\n"
                + "tests: [{name: is there, exec: {service: web, command: [grep, -q, root, /etc/passwd]}}]\n";
        assertThat(run(DistroFolder.at(folder.resolve("nobodys")).manifest(plain), "").roads)
                .extracting(Road::network)
                .containsExactly(Road.Network.SHARED_WITH_NOBODY);
        assertThat(run(
                                DistroFolder.at(folder.resolve("out"))
                                        .manifest(plain + "permissions: {internet: true}\n"),
                                "one")
                        .roads)
                .extracting(Road::network)
                .containsExactly(Road.Network.LEADS_OUT);
    }
}
