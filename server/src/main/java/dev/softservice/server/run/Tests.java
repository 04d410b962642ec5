package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What a run tests a distro with: besides the releases that are there, or in their place. */
record Tests(Optional<Trial> trial, List<Pin> pins) {
    static final Tests NONE = new Tests(Optional.empty(), List.of());

    static Tests of(Handle handle, RunId run) {
        return new Tests(Trial.of(handle, run), Pin.of(handle, run));
    }
}
