package dev.softservice.manifest.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which Linux capabilities a service has, and which a distro may ask for. */
public final class Capabilities {
    /** Every service has these. */
    public static final List<String> DEFAULT =
            List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID", "SYS_CHROOT");

    /**
     * {@code permissions.capabilities} may hold these. None lets a container see or slow down another: AUDIT_WRITE is for log-in
     * services (sshd, PAM), FSETID for keeping set-group-id on shared folders, IPC_LOCK for keeping secrets out of swap.
     */
    public static final List<String> ASKABLE = List.of("AUDIT_WRITE", "FSETID", "IPC_LOCK");

    /**
     * {@code permissions.capabilities} may hold these as well, for the services that name them under {@code cap_add}: an installation has them, and a run never does, because
     * networks of runs are used again. With what each means, for the person who is asked.
     */
    public static final Map<String, String> INSTALLED = Collections.unmodifiableMap(new TreeMap<>(Map.of(
            "NET_ADMIN",
            "change addresses, routes and firewall rules of its own networks",
            "NET_RAW",
            "send and read any packet on its own networks, also under others' addresses")));

    /** All that {@code permissions.capabilities} may hold. */
    public static List<String> nameable() {
        return java.util.stream.Stream.concat(ASKABLE.stream(), INSTALLED.keySet().stream())
                .toList();
    }

    private Capabilities() {}
}
