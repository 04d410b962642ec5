package dev.softservice.manifest.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema (2020-12) of {@code .softservice/policy.yaml}, for editors. */
public final class PolicySchema {
    /** Where it lies on the class path; stable. */
    public static final String RESOURCE = "/dev/softservice/manifest/policy-v1.schema.json";

    private PolicySchema() {}

    /** The schema as JSON text. */
    public static String text() {
        try (var in = PolicySchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException(RESOURCE + " is not on the class path");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
