package dev.softservice.server.account;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a token allows, whatever its account may do.
 *
 * @param most       it never gives more than this role, in any repository
 * @param repository the id of the only repository that it is for; empty: all
 * @param token      its id; 0: none
 */
public record Reach(Role most, Set<TokenScope> scopes, Optional<Long> repository, long token) {
    public static final Reach FULL = new Reach(Role.ADMIN, EnumSet.allOf(TokenScope.class), Optional.empty(), 0);

    public Reach {
        scopes = Set.copyOf(scopes);
    }

    /** Whether a token that reaches as far as {@code other} gives nothing that this one does not. */
    boolean covers(Reach other) {
        return most.atLeast(other.most)
                && scopes.containsAll(other.scopes)
                && (repository.isEmpty() || repository.equals(other.repository));
    }
}
