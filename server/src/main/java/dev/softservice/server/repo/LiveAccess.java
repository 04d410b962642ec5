package dev.softservice.server.repo;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends live streams and git transfers when their user loses the right to them. */
public final class LiveAccess {
    private static final Logger LOG = LoggerFactory.getLogger(LiveAccess.class);

    private final Accounts accounts;
    private final Access access;
    private final Set<Open> open = ConcurrentHashMap.newKeySet();

    /** Each is another one, whatever it holds. */
    private static final class Open {
        private final Bearer bearer;
        private final long repository;
        private final Role needed;
        private final Runnable end;

        Open(Bearer bearer, long repository, Role needed, Runnable end) {
            this.bearer = bearer;
            this.repository = repository;
            this.needed = needed;
            this.end = end;
        }
    }

    /** Something that is open no more once this is closed. */
    public interface Watch extends AutoCloseable {
        Watch NONE = () -> {};

        @Override
        void close();
    }

    public LiveAccess(Accounts accounts, Access access) {
        this.accounts = accounts;
        this.access = access;
    }

    /** Calls {@code end}, once or more, when they have less than {@code needed} in the repository, until the watch is closed. */
    public Watch watch(Bearer bearer, long repository, Role needed, Runnable end) {
        if (bearer.isNobody() && needed != Role.ANONYMOUS) throw new IllegalArgumentException("nobody has a role");
        var one = new Open(bearer, repository, needed, end);
        open.add(one);
        return () -> open.remove(one);
    }

    /** Somebody may have less than before. Returns at once. */
    public void recheck() {
        open.forEach(one -> Thread.ofVirtual().name("recheck").start(() -> recheck(one)));
    }

    private void recheck(Open one) {
        try {
            boolean still = accounts.refreshed(one.bearer)
                    .flatMap(bearer -> access.see(one.repository, bearer))
                    .filter(seen -> seen.account().role().atLeast(one.needed))
                    .isPresent();
            if (still) return;
        } catch (RuntimeException unknown) {
            // An account that cannot be shown to have it has it no more.
            LOG.warn("whether somebody may go on is not known: {}", unknown.getMessage());
        }
        one.end.run();
    }
}
