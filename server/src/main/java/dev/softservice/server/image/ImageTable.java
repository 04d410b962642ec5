package dev.softservice.server.image;

import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.runner.model.KeptImage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Which release keeps which image, and which blobs each image needs. */
final class ImageTable {
    private ImageTable() {}

    static boolean isSettled(Handle handle, long release) {
        return handle.createQuery("select count(*) from image_set where release = :release")
                        .bind("release", release)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    static Map<String, KeptImage> of(Handle handle, long release) {
        var images = new TreeMap<String, KeptImage>();
        handle.createQuery("select * from image where release = :release")
                .bind("release", release)
                .map((row, _) -> Map.entry(row.getString("service"), placed(row)))
                .forEach(image -> images.put(image.getKey(), image.getValue()));
        return images;
    }

    /** One that is kept for any release, by what an engine may call it. */
    static Optional<KeptImage> known(Handle handle, Digest id) {
        return handle.createQuery("select * from image where config = :id or manifest = :id limit 1")
                .bind("id", id.text())
                .map((row, _) -> read(row))
                .findFirst();
    }

    static KeptImage read(ResultSet row) throws SQLException {
        return new KeptImage(
                new Digest(row.getString("config")),
                new Digest(row.getString("manifest")),
                Optional.of(row.getString("architecture"))
                        .filter(name -> !name.isEmpty())
                        .map(Architecture::new),
                row.getLong("size"));
    }

    /** As {@link #read}, of a release of this hub, which says where else the image is. */
    private static KeptImage placed(ResultSet row) throws SQLException {
        return read(row)
                .at(Optional.of(row.getString("registry"))
                        .filter(place -> !place.isEmpty())
                        .map(ImagePlace::new));
    }

    static void settle(Handle handle, ImageStore.Wanted wanted, Map<String, KeptImage> images, Instant now) {
        handle.createUpdate("insert into image_set (release, repository, kept_at) values (:release, :repository, :now)")
                .bind("release", wanted.release())
                .bind("repository", wanted.repository())
                .bind("now", now.toEpochMilli())
                .execute();
        images.forEach((service, image) -> handle.createUpdate("""
            insert into image (release, service, config, manifest, architecture, size, registry)
            values (:release, :service, :config, :manifest, :architecture, :size, :registry)\
            """)
                .bind("release", wanted.release())
                .bind("service", service)
                .bind("registry", image.place().map(ImagePlace::url).orElse(""))
                .bindMap(columns(image))
                .execute());
    }

    /** What {@link #read} reads. */
    static Map<String, Object> columns(KeptImage image) {
        return Map.of(
                "config",
                image.id().text(),
                "manifest",
                image.manifest().text(),
                "architecture",
                image.architecture().map(Architecture::name).orElse(""),
                "size",
                image.size());
    }

    static void needs(Handle handle, Digest manifest, ImageManifest content) {
        need(handle, manifest, new ImageManifest.Blob(manifest, content.write().length));
        for (var blob : content.blobs()) need(handle, manifest, blob);
    }

    private static void need(Handle handle, Digest manifest, ImageManifest.Blob blob) {
        handle.createUpdate("""
            insert into image_blob (manifest, blob, size) values (:manifest, :blob, :size) on conflict do nothing\
            """)
                .bind("manifest", manifest.text())
                .bind("blob", blob.digest().text())
                .bind("size", blob.size())
                .execute();
    }

    /** Bytes of all blobs, each counted once. */
    static long space(Handle handle) {
        return handle.createQuery(
                        "select coalesce(sum(size), 0) from (select distinct blob, size from image_blob) as blobs")
                .mapTo(Long.class)
                .one();
    }

    /** The oldest release whose images are kept although a newer one of the same repository has its own. */
    static Optional<Long> superseded(Handle handle) {
        return handle.createQuery("""
            select old.release from image_set old where exists (select 1 from image where image.release = old.release)
            and exists (select 1 from image_set newer where newer.repository = old.repository and newer.release > old.release)
            order by old.release limit 1\
            """).mapTo(Long.class).findFirst();
    }

    /** The release stays settled; its images are nobody's for its sake any more. */
    static void drop(Handle handle, long release) {
        handle.createUpdate("delete from image where release = :release")
                .bind("release", release)
                .execute();
    }

    /** Forgets what no image needs; returns the blobs that are needed. */
    static Set<Digest> needed(Handle handle) {
        handle.createUpdate("""
            delete from image_blob where manifest not in (select manifest from image)
            and manifest not in (select manifest from image_copy)\
            """).execute();
        return new HashSet<>(handle.createQuery("select distinct blob from image_blob")
                .map((row, _) -> new Digest(row.getString("blob")))
                .list());
    }

    /** Whether a blob, or a manifest, belongs to an image of this repository. */
    static boolean isOf(Handle handle, long repository, Digest blob) {
        return handle.createQuery("""
            select (select count(*) from image_blob need join image on image.manifest = need.manifest
            join image_set kept on kept.release = image.release where kept.repository = :repository and need.blob = :blob)
            + (select count(*) from image_blob need join image_copy image on image.manifest = need.manifest
            join image_copy_set kept on kept.id = image.copied where kept.repository = :repository and need.blob = :blob)\
            """)
                        .bind("repository", repository)
                        .bind("blob", blob.text())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    static boolean isManifest(Handle handle, Digest blob) {
        return handle.createQuery("""
            select (select count(*) from image where manifest = :manifest)
            + (select count(*) from image_copy where manifest = :manifest)\
            """)
                        .bind("manifest", blob.text())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }
}
