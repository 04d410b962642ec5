package dev.softservice.manifest.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema (2020-12) of {@code softservice.yaml}, for editors; it knows the shape, the reader knows what it means. */
public final class ManifestSchema {
    /** Where it lies on the class path; stable. */
    public static final String RESOURCE = "/dev/softservice/manifest/softservice-v1.schema.json";

    /** The schema's {@code $id}: the same on every hub, so that a cache of schemas holds it once. */
    public static final String ID = "urn:softservice:manifest:v1";

    /** Where a hub serves it. */
    public static final String PATH = "/schema/softservice-v1.json";

    private ManifestSchema() {}

    /** The schema as JSON text. */
    public static String text() {
        try (var in = ManifestSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException(RESOURCE + " is not on the class path");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
