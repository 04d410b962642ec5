package dev.softservice.server.image;

import dev.softservice.runner.model.KeptImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Which release of another hub, of which this one has a copy, has which image. */
final class CopyTable {
    /** Of each distro: whoever is about to upgrade may still fetch what they have. */
    private static final int KEPT = 2;

    private CopyTable() {}

    /** Again for the same version: its images are these now. Gives up those of the versions that came before the last two. */
    static void take(Handle handle, long repository, String version, Map<String, KeptImage> images) {
        handle.createUpdate("delete from image_copy_set where repository = :repository and version = :version")
                .bind("repository", repository)
                .bind("version", version)
                .execute();
        handle.createUpdate("insert into image_copy_set (repository, version) values (:repository, :version)")
                .bind("repository", repository)
                .bind("version", version)
                .execute();
        long copied = handle.createQuery(
                        "select id from image_copy_set where repository = :repository and version = :version")
                .bind("repository", repository)
                .bind("version", version)
                .mapTo(Long.class)
                .one();
        images.forEach((service, image) -> handle.createUpdate("""
            insert into image_copy (copied, service, config, manifest, architecture, size)
            values (:copied, :service, :config, :manifest, :architecture, :size)\
            """)
                .bind("copied", copied)
                .bind("service", service)
                .bindMap(ImageTable.columns(image))
                .execute());
        handle.createUpdate("""
            delete from image_copy_set where repository = :repository and id not in
            (select id from image_copy_set where repository = :repository order by id desc limit :kept)\
            """)
                .bind("repository", repository)
                .bind("kept", KEPT)
                .execute();
    }

    /** By version, the newest first, and by service. */
    static Map<String, Map<String, KeptImage>> of(Handle handle, long repository) {
        var copies = new LinkedHashMap<String, Map<String, KeptImage>>();
        handle.createQuery("""
            select kept.version as version, image.* from image_copy_set kept join image_copy image on image.copied = kept.id
            where kept.repository = :repository order by kept.id desc, image.service\
            """)
                .bind("repository", repository)
                .map((row, _) ->
                        Map.entry(row.getString("version"), Map.entry(row.getString("service"), ImageTable.read(row))))
                .forEach(row -> copies.computeIfAbsent(row.getKey(), _ -> new TreeMap<>())
                        .put(row.getValue().getKey(), row.getValue().getValue()));
        return copies;
    }
}
