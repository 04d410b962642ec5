package dev.softservice.runner.install;

import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.ImageManifest.Blob;
import dev.softservice.runner.model.Digest;
import java.util.function.LongConsumer;

/** Where images of releases are had from, blob by blob, into a folder. Nothing is taken whose digest is another than the one asked for. */
interface ImageSource extends AutoCloseable {
    /** What has come. */
    Blobs blobs();

    /** A manifest by its digest. @throws InstallRefusal where it can't be had as it was tested */
    ImageManifest manifest(Digest digest) throws InterruptedException;

    /** A blob, unless it is here; {@code came} hears of bytes as they are here. @throws InstallRefusal as above */
    void fetch(Blob blob, LongConsumer came) throws InterruptedException;

    @Override
    void close();
}
