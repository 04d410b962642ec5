package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.plan.Plan;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Tells whether a release is built on the same here as where it was tested. A base that its evidence names by a registry's digest is, whatever its tag says now; one that only
 * lay on the hub's engine has no name that anybody else could ask for, and then an id can be compared and no more.
 */
final class BuiltOn {
    private static final int SHOWN = 12;

    private BuiltOn() {}

    /** One line of warning; empty: nothing is known to differ. Evidence that says nothing of a base is older than such evidence. */
    static Optional<String> other(Composition tested, Plan plan, Machine machine) throws InterruptedException {
        var other = new ArrayList<String>();
        for (var base : machine.bases(plan).entrySet()) {
            var then = Optional.ofNullable(tested.bases().get(base.getKey()));
            if (then.isEmpty() || base.getKey().contains("@") || then.equals(base.getValue())) continue;
            other.add(base.getValue()
                    .map(now -> "another " + base.getKey() + " here (" + shown(now) + ") than it was tested with ("
                            + shown(then.get()) + ")")
                    .orElseGet(() -> "whichever " + base.getKey() + " there is to pull now: what it was tested with ("
                            + shown(then.get()) + ") came from no registry"));
        }
        return other.isEmpty()
                ? Optional.empty()
                : Optional.of("warning: it is built on " + String.join(", and on ", other));
    }

    private static String shown(String id) {
        var digits = id.substring(id.indexOf(':') + 1);
        return digits.substring(0, Math.min(SHOWN, digits.length()));
    }
}
