package dev.softservice.runner.model;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run found, complete as far as the run came.
 *
 * @param rungs    what came of each rung of the ladder
 * @param problems the manifest's, warnings included
 * @param tests    in the order they ran: those of acceptance, and what did not simply pass when they ran again on a deeper rung
 * @param images   image digest or id by service name, for the evidence; those of tests' own containers after {@link #TEST_IMAGE}
 * @param bases    the same of what images are built on, by the names in their Dockerfiles
 * @param uses     what each use, nested ones too, was resolved to
 * @param architecture the kind of processor that it was tested on, as {@link Architecture} names it; empty: the engine did not say, or the run did not come so far
 * @param engine   name and version of the engine that it was tested on; empty as above
 * @param timeline when what was done with each service; empty: not recorded
 * @param notes    things a maintainer should see that did not fail the run (a limit close by, permissions asked for)
 */
public record Report(
        Rungs rungs,
        List<Problem> problems,
        List<TestResult> tests,
        Map<String, String> images,
        Map<String, String> bases,
        List<Composition.Used> uses,
        List<String> notes,
        String architecture,
        String engine,
        List<Phase> timeline) {
    /** Begins the name of a test's own container, which no service's name can. */
    public static final String TEST_IMAGE = "test:";

    public static final Report EMPTY =
            new Report(Rungs.NONE, List.of(), List.of(), Map.of(), Map.of(), List.of(), List.of());

    /** Of a run that did not come as far as asking which kind of machine it is on. */
    public Report(
            Rungs rungs,
            List<Problem> problems,
            List<TestResult> tests,
            Map<String, String> images,
            Map<String, String> bases,
            List<Composition.Used> uses,
            List<String> notes) {
        this(rungs, problems, tests, images, bases, uses, notes, "", "", List.of());
    }

    /** Reports that were written down before compositions were, or bases, or the architecture, or the engine, have none. */
    public Report {
        rungs = Objects.requireNonNullElse(rungs, Rungs.NONE);
        bases = Objects.requireNonNullElse(bases, Map.of());
        uses = Objects.requireNonNullElse(uses, List.of());
        architecture = Objects.requireNonNullElse(architecture, "");
        engine = Objects.requireNonNullElse(engine, "");
        timeline = Objects.requireNonNullElse(timeline, List.of());
    }

    /** The same with other notes. */
    public Report noting(List<String> others) {
        return new Report(rungs, problems, tests, images, bases, uses, others, architecture, engine, timeline);
    }

    /** The same with when what was done. */
    public Report with(List<Phase> phases) {
        return new Report(rungs, problems, tests, images, bases, uses, notes, architecture, engine, phases);
    }

    /** What the outcomes of its rungs come to. */
    public int level() {
        return rungs.level();
    }
}
