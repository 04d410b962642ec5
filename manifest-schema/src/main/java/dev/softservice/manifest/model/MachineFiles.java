package dev.softservice.manifest.model;

import java.util.List;
import java.util.regex.Pattern;

/** The files and folders of a machine that a distro may ask to read. */
public final class MachineFiles {
    /** No step up, nothing twice, nothing at the end: one place has one name. Without blanks and commas, as words of permissions are. */
    private static final Pattern PATH = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[A-Za-z0-9_.@+~-]{1,100}){1,16}");

    /** Where machines keep the sockets of their services. */
    private static final List<String> SOCKETS = List.of("/run/", "/var/run/");

    private MachineFiles() {}

    public static boolean mayBeAskedFor(String path) {
        return path.length() <= 200 && PATH.matcher(path).matches();
    }

    /** As {@link #mayBeAskedFor} has it. */
    public static String normal(String path) {
        var plain = path.replaceAll("/+", "/");
        return plain.length() > 1 ? plain.replaceAll("/$", "") : plain;
    }

    /** What is only read can still be talked to where it is a socket. */
    static boolean holdsSockets(String path) {
        var folder = path.equals("/") ? path : path + "/";
        return path.endsWith(".sock")
                || SOCKETS.stream().anyMatch(sockets -> sockets.startsWith(folder) || folder.startsWith(sockets));
    }
}
