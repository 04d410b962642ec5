package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways in which users lose their data though every test of the distro is green, with real containers. */
@NeedsEngine
class StablesDataDockerTest {
    private static final String KEEPER = """
        services:
          keeper:
            image: debian:bookworm-slim
            command: [sleep, infinity]
            init: true
            volumes: ["notes:/var/notes"]
        volumes: {notes: {}}
        tests:
          - name: a note can be kept
            exec: {service: keeper, command: [sh, -c, "date > /var/notes/$$(date +%s%N) && ls /var/notes"]}
        """;

    private static DockerEngine engine;

    @TempDir
    Path folder;

    private final Recording recording = new Recording();
    private final String id = "s" + UUID.randomUUID().toString().substring(0, 8);
    private int runs;

    @BeforeAll
    static void connect() {
        engine = DockerEngine.connect();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    private DistroFolder distro(String name, String manifest) {
        return DistroFolder.at(folder.resolve(name)).manifest(manifest);
    }

    private Verdict run(int level, DistroFolder candidate, Optional<DistroFolder> stable) {
        var request = new RunRequest(
                        new Footprint(id + "-" + ++runs, "data-" + id),
                        SourceTree.in(candidate.path()),
                        Map.of(),
                        new Reach(level, Limits.DEFAULT))
                .withStable(stable.map(release -> new Stable(
                        SourceTree.in(release.path()), "v1.0.0", "1".repeat(40), "2".repeat(40), List.of(), Set.of())))
                .withDomain(id);
        return new Runner(engine, Clock.systemUTC()).run(request, recording);
    }

    private Verdict.Failed failed(int level, DistroFolder candidate, Optional<DistroFolder> stable) {
        var verdict = run(level, candidate, stable);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Failed.class);
        return (Verdict.Failed) verdict;
    }

    @Test
    void whoWritesNothingAtAllKeepsNoDataAndHasNothingToLose() {
        var verdict = run(7, distro("still", """
            services: {still: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: it stands, exec: {service: still, command: [test, -e, /]}}]
            """), Optional.empty());
        assertThat(verdict).as(verdict + recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().rungs().text())
                .isEqualTo("level 5 (resilient); upgrades, restores: not applicable, it keeps no data");
    }

    @Test
    void aVolumeOfTheImageBesideTheMountIsWarnedOfAndRedOnceDataIsThere() {
        var beside = distro("beside", """
            services:
              db:
                build: db
                init: true
                volumes: ["data:/var/lib/pg/18/data"]
            volumes: {data: {}}
            tests:
              - name: a row can be kept
                exec: {service: db, command: [sh, -c, "mkdir -p $$PGDATA && date >> $$PGDATA/rows && cat $$PGDATA/rows"]}
            """).with("db/Dockerfile", """
                FROM debian:bookworm-slim
                ENV PGDATA=/var/lib/pg/18/docker
                VOLUME /var/lib/pg
                CMD ["sh", "-c", "mkdir -p $PGDATA; exec sleep infinity"]
                """);
        var warning =
                "the image of db declares the volume /var/lib/pg, and nothing is mounted there or above it: what is"
                        + " written there is lost at every upgrade";
        var verdict = failed(6, beside, Optional.empty());
        assertThat(verdict.report().notes()).contains(warning);
        assertThat(verdict.report().rungs().text()).isEqualTo("level 5 (resilient)");
        assertThat(verdict.reasons())
                .singleElement()
                .asString()
                .startsWith("db wrote 1 file, ")
                .contains("into /var/lib/pg, which its image declares as a volume")
                .contains("(/var/lib/pg/18/docker/rows)");
    }

    @Test
    void anUpgradeThatMountsAnotherVolumeInThePlaceOfStablesIsRedByName() {
        var next = KEEPER.replace("notes:/var/notes", "notes-v2:/var/notes").replace("{notes:", "{notes-v2:");
        var verdict = failed(6, distro("next", next), Optional.of(distro("stable", KEEPER)));
        assertThat(verdict.reasons())
                .singleElement()
                .asString()
                .startsWith("the volume notes of v1.0.0 (1 file, ")
                .contains(
                        "is mounted nowhere after the upgrade, v1.0.0 has it at /var/notes of keeper, where notes-v2 is"
                                + " now");
        assertThat(verdict.report().level()).isEqualTo(5);
    }

    @Test
    void anUpgradeThatEmptiesAVolumeIsRedWithoutAnyWordOfDataInItsManifest() {
        var next = KEEPER.replace("[sleep, infinity]", "[sh, -c, \"rm -rf /var/notes/*; exec sleep infinity\"]");
        assertThat(failed(6, distro("next", next), Optional.of(distro("stable", KEEPER)))
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("the upgrade from v1.0.0 emptied the volume notes: it held 1 file, ");
    }

    @Test
    void anUpgradeThatWritesBesideTheVolumeIsRed() {
        var next = KEEPER.replace("/var/notes/$$(date", "/srv/notes-$$(date").replace("ls /var/notes", "ls /srv");
        assertThat(failed(6, distro("next", next), Optional.of(distro("stable", KEEPER)))
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("after the upgrade keeper leaves alone what v1.0.0 kept in notes, and keeper wrote 1 file")
                .contains("into its own layer (/srv/notes-");
    }

    @Test
    void whatIsOnlyWrittenAtACleanStopDoesNotSurviveAKill() {
        var lazy = """
            services:
              web:
                image: debian:bookworm-slim
                init: true
                command: [sh, -c, "cp /data/kept /run/rows 2>/dev/null; trap 'cp /run/rows /data/kept; exit 0' TERM; while :; do sleep 0.1; done"]
                volumes: ["kept:/data"]
            volumes: {kept: {}}
            tests:
              - name: rows can be made
                exec: {service: web, command: [sh, -c, "echo row >> /run/rows && cat /run/rows"]}
            data:
              seed:  {service: web, command: [sh, -c, "echo seeded >> /run/rows"]}
              check: {service: web, command: [sh, -c, "grep -s seeded /run/rows || { echo no seeded row; exit 1; }"]}
            """.replace("command: [sh, -c, \"cp", "tmpfs: [/run]\n    command: [sh, -c, \"cp");
        var verdict = failed(7, distro("lazy", lazy), Optional.empty());
        assertThat(verdict.report().level()).isEqualTo(4);
        assertThat(verdict.reasons().getFirst())
                .startsWith("after web was killed: data.check in web failed: expected 'sh -c ")
                .endsWith("it exited with 1, saying 'no seeded row'");
    }

    @Test
    void aVolumeThatIsRenamedInBothPlacesIsNamedAndMayBeDroppedWithAReason() {
        var renamed = KEEPER.replace("notes:/var/notes", "store:/var/notes").replace("{notes:", "{store:");
        var stable = Optional.of(distro("stable", KEEPER));
        assertThat(failed(7, distro("renamed", renamed), stable).reasons())
                .singleElement()
                .asString()
                .startsWith("the volume notes of v1.0.0 (1 file, ")
                .contains("where store is now");
        var verdict = run(
                7,
                distro("dropped", renamed + "data: {dropped: [{name: notes, reason: notes are fetched anew}]}\n"),
                stable);
        assertThat(verdict).as(verdict + recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().notes())
                .contains("this version drops the volume notes of v1.0.0: notes are fetched anew");
    }
}
