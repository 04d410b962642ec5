package dev.softservice.server.repo;

import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Limits the SQL of other packages to the repositories that a visitor may see. Nobody sees one that is about to go.
 *
 * @param admin whether they see all, but for {@code only}
 * @param only  the one private repository that may be seen at most; 0: no such limit
 */
public record Visible(long account, boolean admin, long only) {
    /** For what the hub itself does. */
    public static final Visible ALL = new Visible(0, true, 0);

    public static Visible to(Bearer bearer) {
        return new Visible(
                bearer.account().id(),
                bearer.account().role() == Role.ADMIN,
                bearer.reach().repository().orElse(0L));
    }

    /** Holds for those rows whose {@code column} is the id of a repository that is seen; needs {@link #bind}. */
    public String condition(String column) {
        return column + """
             not in (select v.id from repository v where v.goes_at is not null or v.private = 1 and not (
            (:vOnly = 0 or v.id = :vOnly) and (:vAdmin = 1 or exists (select 1 from membership vm where
            (vm.repository = v.id or vm.namespace = (select vn.id from namespace vn where vn.name = v.owner))
            and (vm.account = :vAccount or vm.team in (select vt.team from team_member vt where vt.account = :vAccount))))))\
            """;
    }

    public <S extends SqlStatement<S>> S bind(S statement) {
        return statement.bind("vAccount", account).bind("vOnly", only).bind("vAdmin", admin ? 1 : 0);
    }
}
