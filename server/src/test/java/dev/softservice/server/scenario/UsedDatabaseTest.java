package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.policy.Policy;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.pull.Tried.Outcome;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A hub with a released database, and a released site that uses it. */
abstract class UsedDatabaseTest extends HubTest {
    static final String BREAKS = "breaks";
    static final Map<String, String> BAD = Map.of(BREAKS, "site the new database speaks another language\n");

    static final String USING = "database: {distro: samples/database, version: ^1}";

    HostedRepository database;
    HostedRepository site;

    @BeforeEach
    void aSiteThatUsesADatabase() {
        database = pushed("database", "", Map.of());
        site = pushed("site", USING, Map.of());
    }

    static String manifest(String name, String uses) {
        return Hub.head(name) + (uses.isEmpty() ? "" : "uses: {" + uses + "}\n") + """
            services: {web: {image: "nginx:1.22", expose: [80]}}
            provides: {http: {service: web, port: 80}}
            tests: [{name: it answers, http: {get: "http://web/"}}]
            """;
    }

    HostedRepository pushed(String name, String uses, Map<String, String> files) {
        var repository = hub.repository(name);
        var all = new HashMap<>(files);
        all.put("softservice.yaml", manifest(name, uses));
        hub.push(repository, "main", "first", all);
        hub.settle();
        return repository;
    }

    PullRequest proposed(Map<String, String> changes) {
        return hub.proposed(hub.ann, database, "change " + changes.keySet(), changes);
    }

    PullRequest settled(Map<String, String> changes) {
        var pull = proposed(changes);
        hub.settle();
        return hub.pull(database, pull.number());
    }

    /** As the hub does it from time to time. */
    void later() {
        hub.app.finishBegun();
        hub.settle();
    }

    Tried tried(PullRequest pull) {
        return hub.app.pulls().tried(hub.pull(database, pull.number()));
    }

    Outcome outcome(PullRequest pull) {
        assertThat(tried(pull).with()).hasSize(1);
        return tried(pull).with().getFirst().outcome();
    }

    List<Run> trials(HostedRepository user) {
        return hub.runs().list(user, Optional.empty(), Optional.of(Run.Kind.TRIAL), 0, 100);
    }

    void block() {
        hub.push(database, "main", "policy", Map.of(Policy.FILE, "policy: v1\nusers: block\n"));
        hub.settle();
        for (int i = 0; i < 3; i++) later();
    }

    String reason(PullRequest pull) {
        return hub.app.pulls().mergeability(hub.pull(database, pull.number())).reason();
    }

    List<Obstacle.Kind> why(PullRequest pull) {
        return hub.app.why().of(database).candidates().stream()
                .filter(candidate -> candidate
                        .pull()
                        .filter(one -> one.number() == pull.number())
                        .isPresent())
                .flatMap(candidate -> candidate.obstacles().stream())
                .map(Obstacle::kind)
                .toList();
    }
}
