package dev.softservice.manifest.model;

import java.util.List;

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

    private Capabilities() {}
}
