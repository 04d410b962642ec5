package dev.softservice.server.db;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import java.sql.Types;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** How the types of ids stand in columns: statements take them as they are. */
final class Ids {
    private Ids() {}

    static Jdbi registered(Jdbi jdbi) {
        return jdbi.registerColumnMapper(RunId.class, (row, column, _) -> new RunId(row.getLong(column)))
                .registerArgument(new Runs())
                .registerArgument(new Shas())
                .registerArgument(new Branches());
    }

    private static final class Runs extends AbstractArgumentFactory<RunId> {
        Runs() {
            super(Types.BIGINT);
        }

        @Override
        protected Argument build(RunId run, ConfigRegistry config) {
            return (position, statement, _) -> statement.setLong(position, run.value());
        }
    }

    private static final class Shas extends AbstractArgumentFactory<Sha> {
        Shas() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(Sha sha, ConfigRegistry config) {
            return (position, statement, _) -> statement.setString(position, sha.name());
        }
    }

    private static final class Branches extends AbstractArgumentFactory<BranchName> {
        Branches() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(BranchName branch, ConfigRegistry config) {
            return (position, statement, _) -> statement.setString(position, branch.name());
        }
    }
}
