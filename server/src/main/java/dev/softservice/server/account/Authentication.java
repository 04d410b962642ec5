package dev.softservice.server.account;

import dev.softservice.server.core.Refusal;
import java.time.Clock;
import java.time.Duration;
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
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);

    private final Function<String, Optional<Bearer>> accounts;
    private final Clock clock;
    private final WrongTries wrong;
    private final Map<String, Long> good = new LastUsed<>();

    /** {@code accounts}: who brings a token, empty if nobody known. */
    public Authentication(Function<String, Optional<Bearer>> accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
        this.wrong = new WrongTries(FREE, A_TRY, clock);
    }

    /** Who brings this token, empty if nobody known; a refusal for a {@code client} with too many wrong ones. */
    public Optional<Bearer> byToken(String token, String client) {
        var hash = Accounts.hash(token);
        admit(hash, client);
        var account = accounts.apply(token);
        note(hash, client, account.isPresent());
        return account;
    }

    /** The same for the token of a session, which was checked when the session was opened. */
    public Optional<Bearer> bySession(String token) {
        return accounts.apply(token);
    }

    private synchronized void admit(String hash, String client) {
        if (!wrong.areTooMany(client)) return;
        var lately = good.get(hash);
        if (lately != null && clock.millis() - lately < LATELY.toMillis()) return;
        throw Refusal.of(
                Refusal.Kind.THROTTLED,
                "too many wrong tokens came from your address; try again in " + A_TRY.toSeconds() + " s");
    }

    private synchronized void note(String hash, String client, boolean known) {
        if (known) {
            good.put(hash, clock.millis());
            return;
        }
        wrong.add(client);
        if (wrong.areTooMany(client)) LOG.warn("too many wrong tokens from {}; it is held back", client);
    }
}
