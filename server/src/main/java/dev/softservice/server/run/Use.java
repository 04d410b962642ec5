package dev.softservice.server.run;

import dev.softservice.manifest.composition.Composition;
import java.util.Optional;

/**
 * A distro that another one is made of.
 *
 * @param used      exactly which release of what
 * @param onThisHub {@code owner/name}; empty where its repository is not on this hub
 */
public record Use(Composition.Used used, Optional<String> onThisHub) {
    /** Its name on this hub, else its address. */
    public String distro() {
        return onThisHub.orElse(used.distro());
    }

    /** The tag without its {@code v}. */
    public String version() {
        return used.tag().startsWith("v") ? used.tag().substring(1) : used.tag();
    }
}
