package dev.softservice.server.runners;

import dev.softservice.runner.evidence.VerifyingKey;
import dev.softservice.runner.wire.Messages.Machine;
import java.time.Instant;

/**
 * A machine that verifies runs for this hub.
 *
 * @param key      what its verdicts are signed with
 * @param boot     its latest start; empty: it has not asked yet
 * @param draining it gets no further run
 * @param trouble  why it takes nothing, one line; empty: nothing is wrong
 * @param seenAt   when it was heard of last, to a minute
 */
record KnownRunner(
        long id,
        String name,
        VerifyingKey key,
        Machine machine,
        String boot,
        boolean draining,
        String trouble,
        Instant createdAt,
        Instant seenAt) {}
