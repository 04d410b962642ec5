package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Environment.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Looks at everything once more after the last test: what ended, was started again or is not well any more has not passed, whatever the tests say. */
public final class LateLook {
    private LateLook() {}

    /**
     * One sentence for each service that is not as it was when it was healthy.
     *
     * @param restless the containers whose restarts the manifest expects
     * @param notes    gets those
     */
    public static List<String> at(Environment environment, Set<String> restless, Consumer<String> notes)
            throws InterruptedException {
        var incidents = environment.incidents();
        var reasons = new ArrayList<>(environment.fallen().stream()
                .map(sentence -> sentence + " after the last test")
                .toList());
        for (var incident : incidents) {
            if (isExpected(incident, restless)) notes.accept(incident.sentence() + ", as its manifest expects");
            else reasons.add(incident.sentence());
        }
        return reasons;
    }

    private static boolean isExpected(Incident incident, Set<String> restless) {
        return incident.restart() && restless.contains(incident.container());
    }
}
