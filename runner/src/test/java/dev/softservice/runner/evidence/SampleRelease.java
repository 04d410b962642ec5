package dev.softservice.runner.evidence;

import dev.softservice.manifest.model.Permissions;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Rungs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One made-up release, for the tests of this package. */
final class SampleRelease {
    static final Subject SUBJECT = new Subject("a".repeat(40), "b".repeat(40));
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    static final Origin ORIGIN = new Origin(
            "hub-0123456789abcdef@softservice",
            "samples/team-wiki",
            new Version(2, 3, 0),
            Optional.of(new Architecture("amd64")));
    static final ReleaseTag.Tagger TAGGER = new ReleaseTag.Tagger("Softservice hub", "hub@example.org", NOON);
    static final Evidence EVIDENCE = new Evidence(
            SUBJECT,
            List.of(new Evidence.Resource("softservice.yaml", Map.of("gitBlob", "c".repeat(40)))),
            new Evidence.Outcome(
                    Evidence.Result.PASSED,
                    List.of("the front page answers", "ein Name mit Umlaut: ä"),
                    List.of("skipped one"),
                    List.of()),
            new Evidence.Composition(
                    List.of(new Evidence.Used(
                            "database", "samples/postgresql", "v15.0.2", new Subject("d".repeat(40), "e".repeat(40)))),
                    Map.of("web", "sha256:" + "1".repeat(64), "database", "sha256:" + "2".repeat(64)),
                    Map.of("debian:bookworm-slim", "debian@sha256:" + "3".repeat(64))),
            new Evidence.Run(
                    "run-1",
                    new Evidence.Tools("0.1.0", "Docker 28.5.1"),
                    Rungs.ofLevel(4),
                    NOON.minusSeconds(30),
                    NOON),
            Optional.of(ORIGIN));

    private SampleRelease() {}

    /** With these outcomes of a run. */
    static Evidence evidence(Rungs rungs) {
        return new Evidence(
                EVIDENCE.subject(),
                EVIDENCE.configuration(),
                EVIDENCE.outcome(),
                EVIDENCE.composition(),
                new Evidence.Run("run-1", "0.1.0", rungs, NOON.minusSeconds(30), NOON),
                EVIDENCE.origin());
    }

    static ReleaseTag tag(Subject subject) {
        return new ReleaseTag(
                "team-wiki",
                new Version(2, 3, 0),
                Optional.of(ORIGIN),
                new ReleaseTag.Tested(subject, new ReleaseTag.Reached(4, ""), 12, 0, 1),
                new Permissions(true, List.of("NET_RAW")),
                "sha256:" + "f".repeat(64));
    }
}
