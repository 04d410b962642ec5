package dev.softservice.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
    private static final String STRANGER = "203.0.113.9";
    private static final Bearer ALICE = Bearer.of(new Account(7, "alice", Role.MAINTAINER));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<String> looked = new ArrayList<>();
    private final Authentication door = new Authentication(this::lookUp, new Clock() {
        private final InstantSource source = () -> now;

        @Override
        public Instant instant() {
            return source.instant();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });

    private Optional<Bearer> lookUp(String token) {
        looked.add(token);
        return token.equals("alices") ? Optional.of(ALICE) : Optional.empty();
    }

    @Test
    void afterTooManyWrongTokensNoneOfThatClientIsLookedUp() {
        bringWrong(Authentication.FREE);
        assertThatThrownBy(() -> door.byToken("one more", STRANGER))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.kind()).isEqualTo(Refusal.Kind.THROTTLED))
                .hasMessage("too many wrong tokens came from your address; try again in 3 s");
        assertThat(looked).hasSize(Authentication.FREE).doesNotContain("one more");
        assertThatThrownBy(() -> door.byToken("alices", STRANGER))
                .as("a right guess learns nothing either")
                .isInstanceOf(Refusal.class);
    }

    @Test
    void aTokenThatWasGoodLatelyGoesOnWorkingBehindTheSameAddress() {
        assertThat(door.byToken("alices", STRANGER)).contains(ALICE);
        bringWrong(Authentication.FREE);
        assertThat(door.byToken("alices", STRANGER)).contains(ALICE);
        assertThatThrownBy(() -> door.byToken("another", STRANGER)).isInstanceOf(Refusal.class);
    }

    @Test
    void otherClientsAreNotHeldBack() {
        bringWrong(Authentication.FREE);
        assertThat(door.byToken("alices", "198.51.100.1")).contains(ALICE);
        assertThat(door.bySession("alices")).contains(ALICE);
    }

    @Test
    void timeGivesOneTryAfterAnother() {
        bringWrong(Authentication.FREE);
        now = now.plus(Authentication.A_TRY);
        assertThat(door.byToken("wrong", STRANGER)).isEmpty();
        assertThatThrownBy(() -> door.byToken("wrong", STRANGER)).isInstanceOf(Refusal.class);
        now = now.plus(Authentication.A_TRY.multipliedBy(Authentication.FREE));
        bringWrong(Authentication.FREE);
    }

    private void bringWrong(int times) {
        for (var time = 0; time < times; time++)
            assertThat(door.byToken("wrong " + time, STRANGER)).isEmpty();
    }
}
