package dev.softservice.runner.evidence;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.model.Architecture;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a release was made, and under which name. Tag and evidence both have it under the hub's signature, so that a
 * release can't pass as one of another repository, hub or version.
 *
 * @param hub          the hub's own name, which is the principal of its key: {@code hub-0123456789abcdef@softservice}. It stays when the hub's address changes
 * @param repository   {@code owner/name} on that hub
 * @param architecture the kind of processor that the run was made on; empty where the run's report does not say it
 */
public record Origin(String hub, String repository, Version version, Optional<Architecture> architecture) {
    private static final Pattern HUB = Pattern.compile("hub-[0-9a-z-]{1,64}@softservice");

    public Origin {
        if (!isHub(hub)) throw new IllegalArgumentException("hub: hub-ID@softservice");
        if (!DistroAddress.isOnHub(repository)) throw new IllegalArgumentException("repository: owner/name");
    }

    /** Whether a key's principal is the name of a hub; one that a user wrote need not be. */
    public static boolean isHub(String principal) {
        return HUB.matcher(principal).matches();
    }
}
