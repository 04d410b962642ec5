package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallState.Installed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A whole copy of an installation's data, kept beside it on the same engine.
 *
 * @param id         what it is called on the engine
 * @param of         the release that ran over this data; empty: none had come up
 * @param parameters the settings at that time
 * @param taken      when, and what for
 * @param bytes      how much it holds
 * @param going      it is being removed: there is no way back to it any more
 */
public record DataCopy(
        String id, Optional<Installed> of, Map<String, String> parameters, Taken taken, long bytes, boolean going) {
    /** {@code why}: completes the sentence "the data as it was …". */
    public record Taken(Instant at, String why) {}

    public DataCopy {
        parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    public Optional<Version> version() {
        return of.map(Installed::version);
    }

    DataCopy leaving() {
        return new DataCopy(id, of, parameters, taken, bytes, true);
    }
}
