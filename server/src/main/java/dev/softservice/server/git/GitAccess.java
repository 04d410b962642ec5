package dev.softservice.server.git;

import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.repo.LiveAccess;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Seen;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Finds out who uses a git client, and what they may see. */
public interface GitAccess {
    /** Whom the Authorization header of a request stands for; empty if nobody known. */
    Optional<Bearer> authenticate(HttpServerRequest request);

    /** The repository of that name, and who somebody is in it; refuses what they may not see. */
    Seen look(RepositoryName name, Bearer bearer);

    /** Runs {@code end} as soon as they may not have a transfer any more. */
    LiveAccess.Watch watch(Bearer bearer, long repository, Role needed, Runnable end);
}
