package dev.softservice.server.culprit;

import dev.softservice.manifest.model.Rung;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.LadderPolicy;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunLookups;
import dev.softservice.server.run.RunOrder;
import dev.softservice.server.run.RunQueue;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.Runs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the release that made a distro red whose own tree has not changed: by halves, over what its parts were in between. What was tested already, of the same tree
 * with the same parts, is not tested again; the rest is, up to the rung that the red run failed on. What is found stands on the red run.
 */
public final class Culprits {
    private static final Logger LOG = LoggerFactory.getLogger(Culprits.class);

    private final Repositories repositories;
    private final Releases releases;
    private final Runs runs;
    private final RunControl control;
    private final Database database;

    public Culprits(Repositories repositories, Releases releases, Runs runs, RunControl control, Database database) {
        this.repositories = repositories;
        this.releases = releases;
        this.runs = runs;
        this.control = control;
        this.database = database;
    }

    /** The release that made a run red, as {@code owner/name v1.0.1}; empty where it is not known. */
    public Optional<String> of(RunId red) {
        return database.read(handle -> CulpritTable.of(handle, red))
                .filter(culprit -> culprit.state() == GuiltyRelease.State.FOUND)
                .flatMap(culprit -> steps(culprit).later().stream()
                        .filter(step -> step.release().id() == culprit.high())
                        .map(step -> step.distro() + " " + step.release().tag())
                        .findFirst());
    }

    /** Listens to runs: what turned red with its parts alone is looked into, and what was tested for that is taken in. */
    public void onRun(Run run) {
        if (run.verdict().isEmpty()) return;
        if (run.kind() == Run.Kind.CARRY || run.kind() == Run.Kind.SCHEDULED) {
            if (run.verdict().filter(Run.Outcome.FAILED::equals).isPresent()) begin(run);
        } else if (!run.kind().isOwn()) advance();
    }

    private void begin(Run red) {
        var parts = runs.uses(red);
        var green = database.read(handle -> RunLookups.verdicts(handle, red.repository(), red.tree())).stream()
                .filter(run -> run.id().value() < red.id().value()
                        && run.verdict().filter(Run.Outcome.PASSED::equals).isPresent())
                .findFirst();
        if (green.isEmpty()) return;
        var later = Steps.between(runs.uses(green.get()), parts, this::releases).later();
        if (later.isEmpty()) return;
        database.run(handle -> CulpritTable.add(
                handle,
                red.repository(),
                red.id(),
                green.get().id(),
                later.getLast().release().id()));
        advance();
    }

    private List<Release> releases(String distro) {
        int slash = distro.indexOf('/');
        return repositories
                .find(new RepositoryName(distro.substring(0, slash), distro.substring(slash + 1)))
                .map(releases::all)
                .orElse(List.of());
    }

    private Steps steps(GuiltyRelease culprit) {
        return Steps.between(
                runs.uses(runs.require(culprit.green())), runs.uses(runs.require(culprit.red())), this::releases);
    }

    /** Goes on with every search, as far as it goes. */
    public synchronized void advance() {
        for (var culprit : database.read(CulpritTable::open)) {
            try {
                advance(culprit);
            } catch (RuntimeException failed) {
                LOG.error("what made run {} red could not be looked into", culprit.red(), failed);
            }
        }
    }

    private void advance(GuiltyRelease culprit) {
        if (culprit.step().isPresent()) {
            var verdict = control.require(culprit.step().get()).verdict();
            if (verdict.isEmpty()) return;
            switch (verdict.get()) {
                case PASSED -> narrow(culprit, true, culprit.tried());
                case FAILED -> narrow(culprit, false, culprit.tried());
                case ERRORED, CANCELLED, SUPERSEDED ->
                    database.run(handle -> CulpritTable.state(handle, culprit, GuiltyRelease.State.UNTOLD));
            }
            return;
        }
        var steps = steps(culprit);
        var left = steps.between(culprit.low(), culprit.high());
        if (left.isEmpty()) {
            found(culprit, steps);
            return;
        }
        long middle = left.get(left.size() / 2).release().id();
        var red = runs.require(culprit.red());
        var known = database.read(handle -> RunLookups.verdicts(handle, red.repository(), red.tree())).stream()
                .filter(run -> steps.isMadeOf(runs.uses(run), middle))
                .findFirst();
        if (known.isPresent())
            narrow(
                    culprit,
                    known.get().verdict().filter(Run.Outcome.PASSED::equals).isPresent(),
                    middle);
        else test(culprit, steps, red, middle);
    }

    private void narrow(GuiltyRelease culprit, boolean good, long at) {
        database.run(handle ->
                CulpritTable.narrowed(handle, culprit, good ? at : culprit.low(), good ? culprit.high() : at));
        database.read(handle -> CulpritTable.of(handle, culprit.red())).ifPresent(this::advance);
    }

    private void found(GuiltyRelease culprit, Steps steps) {
        var step = steps.later().stream()
                .filter(one -> one.release().id() == culprit.high())
                .findFirst()
                .orElseThrow();
        var said = "what made it red is " + step.distro() + " " + step.release().tag()
                + ": with what was released before that, it passes";
        database.run(handle -> {
            CulpritTable.state(handle, culprit, GuiltyRelease.State.FOUND);
            control.queue().note(handle, culprit.red(), said);
        });
        LOG.info("run {}: {}", culprit.red(), said);
    }

    /** Where there is room; else the next round does. */
    private void test(GuiltyRelease culprit, Steps steps, Run red, long middle) {
        if (database.read(handle -> RunQueue.room(handle, Run.Kind.TRIAL)) == 0) return;
        var changes = new Changes();
        var pins = steps.pins(middle);
        int failed = Math.clamp(red.level() + 1L, Rung.ACCEPTED.number(), Rung.ALONE.number());
        database.run(handle -> {
            var run = control.queue()
                    .enqueue(
                            handle,
                            new RunOrder(
                                    red.repository(),
                                    Run.Kind.TRIAL,
                                    OptionalInt.empty(),
                                    red.ref(),
                                    red.commit(),
                                    red.tree(),
                                    new LadderPolicy(0, failed),
                                    true,
                                    false,
                                    List.of("tested to find out which release made run " + red.id() + " red, with "
                                            + String.join(
                                                    ", ",
                                                    pins.stream()
                                                            .map(pin -> pin.distro() + " " + pin.tag())
                                                            .toList()))),
                            pins,
                            changes);
            CulpritTable.testing(handle, culprit, run, middle);
        });
        control.settle(changes);
    }
}
