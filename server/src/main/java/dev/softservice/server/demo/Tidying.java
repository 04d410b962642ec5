package dev.softservice.server.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What has to be undone at the end, the latest first. One failure does not keep the rest from being undone. */
final class Tidying {
    private record Duty(String what, Undoing undoing) {}

    /** Undoes one thing; whatever it throws says that something was left behind. */
    interface Undoing {
        void undo() throws Exception;
    }

    private final Teller teller;
    private final Deque<Duty> duties = new ArrayDeque<>();

    Tidying(Teller teller) {
        this.teller = teller;
    }

    /** @param what completes "taking away …" */
    void later(String what, Undoing undoing) {
        duties.push(new Duty(what, undoing));
    }

    /** Undoes everything, though the thread be interrupted; returns what failed, a line each. */
    List<String> now() {
        Thread.interrupted();
        var failures = new ArrayList<String>();
        while (!duties.isEmpty()) {
            var duty = duties.pop();
            teller.progress("taking away " + duty.what());
            try {
                duty.undoing().undo();
            } catch (Exception failed) {
                failures.add(duty.what() + ": "
                        + (failed.getMessage() == null ? failed.toString() : Plain.line(failed.getMessage(), 300)));
            }
        }
        return List.copyOf(failures);
    }
}
