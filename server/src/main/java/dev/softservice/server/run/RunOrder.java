package dev.softservice.server.run;

import java.util.List;
import java.util.OptionalInt;

/**
 * What is to be run, and by whose rules.
 *
 * @param required the level that has to be reached, read from the target branch; 0: none in particular
 * @param approved false: waits for a maintainer
 * @param reuse    whether a proof may answer in place of running
 * @param notes    what the hub has to say about it beforehand, a line each
 */
public record RunOrder(long repository, Run.Kind kind, OptionalInt pull, String ref, String commit, String tree, int required,
                       boolean approved, boolean reuse, List<String> notes) {}
