package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.docker.container.ControlGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Waits after the last test for what dies of it, which it does soon. Services that have come to rest earlier need not be waited for: they have had no processor time worth mentioning for a
 * while, and have no more processes and threads than when they were healthy, so nothing that a test began is still going on. Where that can't be seen the whole moment passes.
 */
final class Rest {
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration WINDOW = Duration.ofMillis(50);
    private static final int WINDOWS = 2;
    /** Of a processor: timers of a service that does nothing. */
    private static final double IDLE = 0.05;

    private final Function<InspectContainerResponse, Optional<Counts>> counts;
    private final Nap nap;
    private volatile List<Member> members = List.of();
    private volatile boolean allSeen;

    /** {@code tasks}: how many it had when it was healthy. */
    private record Member(Counts counts, long tasks) {}

    /** Of one container: the processor time that it has had, in nanoseconds, and how many processes and threads it has. */
    record Counts(Supplier<OptionalLong> processorTime, Supplier<OptionalLong> tasks) {
        static Counts of(ControlGroup group) {
            return new Counts(group::processorTime, group::tasks);
        }
    }

    /** Lets so much time pass. */
    interface Nap {
        void sleep(Duration time) throws InterruptedException;
    }

    Rest(Function<InspectContainerResponse, Optional<Counts>> counts, Nap nap) {
        this.counts = counts;
        this.nap = nap;
    }

    /** They are healthy at this moment. */
    void begin(Collection<? extends InspectContainerResponse> healthy) {
        var seen = new ArrayList<Member>();
        for (var container : healthy) {
            var found = counts.apply(container);
            var tasks = found.map(one -> one.tasks().get()).orElse(OptionalLong.empty());
            if (tasks.isPresent()) seen.add(new Member(found.get(), tasks.getAsLong()));
        }
        allSeen = seen.size() == healthy.size();
        members = List.copyOf(seen);
    }

    void await() throws InterruptedException {
        if (!allSeen) {
            nap.sleep(MOMENT);
            return;
        }
        var before = times();
        int idle = 0;
        for (var passed = Duration.ZERO; idle < WINDOWS && passed.compareTo(MOMENT) < 0; passed = passed.plus(WINDOW)) {
            nap.sleep(WINDOW);
            var now = times();
            idle = isIdle(before, now) ? idle + 1 : 0;
            before = now;
        }
    }

    private boolean isIdle(List<Long> before, List<Long> now) {
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) < 0 || now.get(i) - before.get(i) > WINDOW.toNanos() * IDLE) return false;
            var member = members.get(i);
            if (member.counts().tasks().get().orElse(Long.MAX_VALUE) > member.tasks()) return false;
        }
        return true;
    }

    /** In nanoseconds; less than nothing: of one that has ended it can't be told. */
    private List<Long> times() {
        return members.stream()
                .map(member -> member.counts().processorTime().get().orElse(-1))
                .toList();
    }
}
