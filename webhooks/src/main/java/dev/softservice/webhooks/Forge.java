package dev.softservice.webhooks;

import java.net.URI;
import java.util.Optional;

/** One kind of forge. */
public interface Forge extends ForgeApi {
    /** Checks size, then the signature over the raw bytes, and only then reads. Never throws for what was sent. */
    Receipt receive(Delivery delivery, Secret secret);

    /** The repository that a clone URL names and the API beside it; empty where the URL's path names none. Asks nobody. */
    Optional<Remote> remote(URI cloneUrl);

    /** The ref of the mirrored repository that holds the pull request's head: {@code refs/pull/7/head}. Empty: it has none. */
    Optional<String> headRef(RemotePull pull);
}
