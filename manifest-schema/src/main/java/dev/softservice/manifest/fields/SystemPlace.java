package dev.softservice.manifest.fields;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells the folders of a machine that belong to its system from those where people keep data. */
public final class SystemPlace {
    private static final Set<String> SYSTEM = Set.of(
            "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "run", "sbin", "sys", "tmp", "usr");
    private static final Set<String> OF_VAR = Set.of("run", "log", "lock", "spool", "tmp", "cache");
    private static final Set<String> OF_VAR_LIB =
            Set.of("docker", "containerd", "containers", "kubelet", "podman", "dbus", "systemd");

    private static final Pattern OF_AN_APPLICATION =
            Pattern.compile("/(?:etc|tmp|var/(?:log|spool|cache))/([A-Za-z0-9_][^/]*)(?:/.*)?");
    private static final Set<String> OF_ETC = Set.of(
            "localtime",
            "timezone",
            "passwd",
            "group",
            "shadow",
            "hosts",
            "hostname",
            "os-release",
            "machine-id",
            "ssl",
            "pki",
            "ca-certificates",
            "docker",
            "containerd",
            "sudoers",
            "ssh",
            "systemd",
            "apt",
            "udev",
            "modprobe.d",
            "network",
            "NetworkManager",
            "alternatives",
            "X11",
            "journal",
            ".X11-unix");

    private SystemPlace() {}

    /** Anything but an absolute path, or one from home ({@code ~}), below a folder that holds data counts as the system's. */
    public static boolean is(String path) {
        var parts = List.of(path.replaceAll("/+", "/").split("/", -1));
        if (!path.startsWith("/") && !path.startsWith("~")
                || parts.contains("..")
                || parts.contains(".")
                || path.endsWith(".sock")) return true;
        if (path.startsWith("~")) return false;
        var first = parts.get(1);
        if (first.isEmpty() || SYSTEM.contains(first)) return true;
        if (!first.equals("var") || parts.size() < 3) return first.equals("var");
        return parts.get(2).isEmpty()
                || OF_VAR.contains(parts.get(2))
                || parts.get(2).equals("lib")
                        && (parts.size() < 4 || parts.get(3).isEmpty() || OF_VAR_LIB.contains(parts.get(3)));
    }

    /** The system's own: there on every machine, or said by it to be absent. */
    public static boolean isOfTheMachine(String path) {
        return is(path) && !isOfAnApplication(path);
    }

    /** A folder below the system's that an application has made for itself, such as {@code /etc/pihole}. */
    public static boolean isOfAnApplication(String path) {
        var own = OF_AN_APPLICATION.matcher(path);
        return own.matches() && !OF_ETC.contains(own.group(1));
    }
}
