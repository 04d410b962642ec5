package dev.softservice.server.webhook;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of the webhooks of a repository. */
public final class WebhookRows {
    private static final List<String> OF_REPOSITORY = List.of(
            "delete from webhook_delivery where webhook in (select w.id from webhook w where w.repository = :id)",
            "delete from webhook where repository = :id");

    private WebhookRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, OF_REPOSITORY);
    }
}
