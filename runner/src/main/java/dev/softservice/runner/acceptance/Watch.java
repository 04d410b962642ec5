package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Environment.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches the services while the tests run. If a service ended, restarted or was unhealthy for a while, the run does
 * not pass, whatever the tests say, unless the manifest excuses it.
 */
public final class Watch {
    private final Environment environment;
    private final Consumer<String> notes;

    /** @param notes gets what is excused */
    public Watch(Environment environment, Consumer<String> notes) {
        this.environment = environment;
        this.notes = notes;
    }

    Environment environment() {
        return environment;
    }

    /** Whether something is down that nobody excuses. */
    public boolean isDown() {
        return environment.fallen().stream().anyMatch(incident -> !incident.excused());
    }

    /**
     * One sentence for each thing that has happened since everything was healthy, or since this was asked last.
     *
     * @param when ends the sentence of what is down now
     */
    public List<String> soFar(String when) throws InterruptedException {
        return told(environment.incidents(), when);
    }

    /** As {@link #soFar}, with a look at what the kernel tells: before what runs is taken away. */
    public List<String> last(String when) throws InterruptedException {
        return told(environment.lastIncidents(), when);
    }

    /** As above, after a moment and a closer look: to be asked when the last test is through. */
    public List<String> late() throws InterruptedException {
        return told(environment.lateIncidents(), "after the last test");
    }

    private List<String> told(List<Incident> incidents, String when) {
        var reasons = new ArrayList<String>();
        for (var down : environment.fallen()) tell(down, down.sentence() + " " + when, reasons);
        for (var incident : incidents) tell(incident, incident.sentence(), reasons);
        return reasons;
    }

    private void tell(Incident incident, String sentence, List<String> reasons) {
        if (incident.excused()) notes.accept(sentence);
        else reasons.add(sentence);
    }
}
