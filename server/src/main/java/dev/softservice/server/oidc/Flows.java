package dev.softservice.server.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.core.Refusal;
import java.time.Duration;
import java.util.Optional;

/** The browsers that are at the provider. A hub that is started again has forgotten them; they begin anew. */
final class Flows {
    private static final Duration LASTS = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    private final Cache<String, Flow> begun =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LASTS).build();

    Flow begin(String session, String next, Optional<String> account) {
        var flow = new Flow(
                Passwords.linkSecret(),
                Passwords.linkSecret(),
                Passwords.linkSecret() + Passwords.linkSecret(),
                session,
                next,
                account);
        begun.put(flow.state(), flow);
        return flow;
    }

    /** Takes it out: who comes a second time with the same state is refused, as is another browser. */
    Flow end(String state, Optional<String> session) {
        return Optional.ofNullable(begun.asMap().remove(state))
                .filter(flow -> session.filter(flow.session()::equals).isPresent())
                .orElseThrow(() -> Refusal.forbidden(
                        "this sign-in was not begun here, or took more than 10 minutes: begin to log in again"));
    }
}
