package dev.softservice.server.app;

import dev.softservice.server.forge.HubParts;
import java.time.Clock;

/** Hands mirrors the parts of a hub that they work on. */
public final class MirrorParts {
    private MirrorParts() {}

    public static HubParts of(App app, Clock clock) {
        return new HubParts(
                app.database(),
                app.vault(),
                app.audit(),
                app.repositories(),
                app.git(),
                app.pulls(),
                app.proposals(),
                app.runs(),
                app.releases(),
                app.url(),
                clock);
    }
}
