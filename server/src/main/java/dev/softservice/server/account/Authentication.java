package dev.softservice.server.account;

import dev.softservice.server.core.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who brings a token, and slows down clients that bring wrong ones. A client may bring {@value #FREE} wrong ones, and gets one more try each {@link #A_TRY}. Beyond
 * that its tokens aren't looked up at all, so that it learns nothing by trying. A token that was good lately goes on working: others behind the same
 * address are not locked out.
 */
public final class Authentication {
    static final int FREE = 20;
    static final Duration A_TRY = Duration.ofSeconds(3);
    private static final Duration LATELY = Duration.ofHours(1);
    private static final int REMEMBERED = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);

    private final Function<String, Optional<Account>> accounts;
    private final Clock clock;
    private final Map<String, Tries> wrong = remembering();
    private final Map<String, Long> good = remembering();

    /** {@code count} tries at {@code at}, milliseconds since 1970; they wear off with time. */
    private record Tries(double count, long at) {
        double now(long now) {
            return Math.max(0, count - (double) (now - at) / A_TRY.toMillis());
        }
    }

    /** {@code accounts}: who brings a token, empty if nobody known. */
    public Authentication(Function<String, Optional<Account>> accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Who brings this token, empty if nobody known; a refusal for a {@code client} with too many wrong ones. */
    public Optional<Account> byToken(String token, String client) {
        var hash = Accounts.hash(token);
        admit(hash, client);
        var account = accounts.apply(token);
        note(hash, client, account.isPresent());
        return account;
    }

    /** The same for the token of a session, which was checked when the session was opened. */
    public Optional<Account> bySession(String token) {
        return accounts.apply(token);
    }

    private synchronized void admit(String hash, String client) {
        var now = clock.millis();
        var tries = wrong.get(client);
        if (tries == null || tries.now(now) < FREE) return;
        var lately = good.get(hash);
        if (lately != null && now - lately < LATELY.toMillis()) return;
        throw Refusal.of(
                Refusal.Kind.THROTTLED,
                "too many wrong tokens came from your address; try again in " + A_TRY.toSeconds() + " s");
    }

    private synchronized void note(String hash, String client, boolean known) {
        var now = clock.millis();
        if (known) {
            good.put(hash, now);
            return;
        }
        var tries = wrong.getOrDefault(client, new Tries(0, now)).now(now) + 1;
        wrong.put(client, new Tries(tries, now));
        if (tries >= FREE) LOG.warn("too many wrong tokens from {}; it is held back", client);
    }

    private static <V> Map<String, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
