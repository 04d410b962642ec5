package dev.softservice.server.run;

import dev.softservice.server.core.Sha;
import java.util.List;
import java.util.OptionalInt;

/**
 * What to run, and by which rules.
 *
 * @param ladder   how high it climbs, and has to: read from the target branch
 * @param approved false: waits for a maintainer
 * @param reuse    whether a proof may answer in place of running
 * @param notes    what the hub has to say about it beforehand, a line each
 */
public record RunOrder(
        long repository,
        Run.Kind kind,
        OptionalInt pull,
        String ref,
        Sha commit,
        Sha tree,
        LadderPolicy ladder,
        boolean approved,
        boolean reuse,
        List<String> notes) {}
