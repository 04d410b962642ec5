package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.DataPlan;
import java.util.List;

/** Data that was made to be found again: it is looked for after everything that is done to the services. */
final class Seeded {
    private final RungRecord record;
    private final List<DataPlan> data;
    private boolean told;

    /** @param data of all parts; those without {@code data.seed} are left out */
    Seeded(RungRecord record, List<DataPlan> data) {
        this.record = record;
        this.data = data.stream().filter(one -> one.seed().isPresent()).toList();
    }

    boolean isEmpty() {
        return data.isEmpty();
    }

    /** Makes it, and sees that it is there. */
    List<String> make(Environment environment, String moment) throws InterruptedException {
        var trouble = new UserData(record, environment, moment).seed(data);
        return trouble.isEmpty()
                ? new UserData(record, environment, (moment.isEmpty() ? "" : moment + ", ") + "right after data.seed")
                        .check(data)
                : trouble;
    }

    List<String> check(Environment environment, String moment) throws InterruptedException {
        return new UserData(record, environment, moment).check(data);
    }

    /** Looks after the tests ran: what they have taken away is told, and made anew, so that what comes next is not blamed for it. */
    List<String> afterTests(Environment environment, String moment) throws InterruptedException {
        var gone = check(environment, moment);
        if (gone.isEmpty()) return List.of();
        if (!told) record.note("the tests take away what data.seed made, so it was made again: " + gone.getFirst());
        told = true;
        return make(environment, moment);
    }
}
