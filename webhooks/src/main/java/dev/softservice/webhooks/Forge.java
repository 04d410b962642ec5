package dev.softservice.webhooks;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One kind of forge. */
public interface Forge {
    /** Checks size, then the signature over the raw bytes, and only then reads. Never throws for what was sent. */
    Receipt receive(Delivery delivery, Secret secret);

    /** The repository that a clone URL names and the API beside it; empty where the URL's path names none. Asks nobody. */
    Optional<Remote> remote(URI cloneUrl);

    /** The ref of the mirrored repository that holds the pull request's head: {@code refs/pull/7/head}. Empty: it has none. */
    Optional<String> headRef(RemotePull pull);

    /** Every open pull request, or none at all: never a part, since whatever is missing would count as closed. */
    Answer<List<RemotePull>> openPulls(Remote remote);

    /** One pull request, whatever its state. */
    Answer<RemotePull> pull(Remote remote, int number);

    /** Shows a status beside a commit; posting the same again is harmless. Returns the status as the forge now has it. */
    Answer<CommitStatus> post(Remote remote, CommitStatus status);
}
