package dev.softservice.server.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * One message to one receiver.
 *
 * @param message the same at each try: the receiver knows by it what it has seen already
 * @param tries   how often it was sent so far
 * @param answer  what came of the last try: the status, or why there was none
 */
record WebhookDelivery(
        long id,
        long webhook,
        String message,
        Topic topic,
        String body,
        Instant at,
        State state,
        int tries,
        Instant nextAt,
        Optional<Instant> triedAt,
        String answer) {
    enum State {
        WAITING,
        DELIVERED,
        GIVEN_UP
    }
}
