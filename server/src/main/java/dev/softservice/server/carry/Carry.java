package dev.softservice.server.carry;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import java.time.Instant;
import java.util.List;

/**
 * One try to carry newer parts to a distro.
 *
 * @param stable the commit of the release that was tested anew
 * @param commit what lands if that is green: the same tree, on top of the stable one
 * @param parts  what is newer than in the release, such as {@code samples/postgresql v15.0.3}
 */
public record Carry(
        long id, long repository, Sha stable, Sha commit, List<String> parts, RunId run, State state, Instant at) {
    public Carry {
        parts = List.copyOf(parts);
    }

    public enum State {
        TESTING,
        /** It was green, and its commit is on main; the release follows as any other does. */
        LANDED,
        /** It does not work with what is newer. */
        RED,
        /** The platform could not tell, or somebody stopped it. */
        UNTOLD,
        /** Main has moved meanwhile: what comes next there is tested with what is newer anyway. */
        OVERTAKEN
    }
}
