package dev.softservice.runner.docker.sandbox;

import dev.softservice.runner.docker.link.Link;
import java.util.Optional;

/** The limits and settings of every container on one engine. */
public final class Sandbox implements AutoCloseable {
    private final Link link;
    private final ProfileFile profile = new ProfileFile();
    private Optional<HostSettings> settings = Optional.empty();

    public Sandbox(Link link) {
        this.link = link;
    }

    public synchronized HostSettings settings() throws InterruptedException {
        if (settings.isEmpty() || profile.isGone()) {
            var about = link.info();
            boolean file = link.isLocal() && ProfileFile.isSeenBy(about);
            var found = HostSettings.on(
                    about,
                    link.held(),
                    link.program().takesProfilesAsText()
                            ? Optional::of
                            : list -> file ? Optional.of(profile.of(list)) : Optional.empty());
            settings = Optional.of(link.socket().map(found::withSocket).orElse(found));
        }
        return settings.get();
    }

    @Override
    public void close() {
        profile.close();
    }
}
