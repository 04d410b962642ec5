package dev.softservice.server.image;

import dev.softservice.server.db.Deletion;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lets go of the images of the releases of a repository. What nobody else needs of them is swept away later. */
public final class ImageRows {
    private static final List<String> OF_REPOSITORY = List.of(
            "delete from image where release in (select s.release from image_set s where s.repository = :id)",
            "delete from image_set where repository = :id",
            "delete from image_copy_set where repository = :id");

    private ImageRows() {}

    /** In the caller's transaction. */
    public static void delete(Handle handle, long repository) {
        Deletion.ofRepository(handle, repository, OF_REPOSITORY);
    }
}
