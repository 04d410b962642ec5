package dev.softservice.runner.install;

import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds the permissions that a release wants beyond those that its user has agreed to. They are those of the distro
 * itself and of all its parts.
 */
public final class Consent {
    private Consent() {}

    /** All that is wanted by anybody; {@code wanted}: by the path of uses that leads to each distro, {@code ""} the root itself. */
    public static Permissions sum(Map<String, Permissions> wanted) {
        return Permissions.of(wanted.values().stream()
                .flatMap(each -> each.all().stream())
                .sorted(Comparator.comparing((Permission one) -> !(one instanceof Permission.Internet))
                        .thenComparing(Permission::word))
                .distinct()
                .toList());
    }

    /** Each thing that {@code wanted} asks for and {@code granted} does not hold, for people to read. */
    public static List<String> beyond(Permissions granted, Map<String, Permissions> wanted) {
        return sum(wanted).all().stream()
                .filter(permission -> !granted.all().contains(permission))
                .map(permission -> permission.meaning() + who(wanted, permission))
                .toList();
    }

    /** Which of its parts want it, where it is not the distro itself. */
    private static String who(Map<String, Permissions> wanted, Permission what) {
        var paths = wanted.entrySet().stream()
                .filter(part -> part.getValue().all().contains(what))
                .map(Map.Entry::getKey)
                .toList();
        return paths.contains("") ? "" : " (for " + String.join(", ", paths) + ")";
    }

    /** The published endpoints that there were not before. */
    public static List<String> opened(List<String> before, List<String> after) {
        return after.stream()
                .filter(name -> !before.contains(name))
                .map(name -> "publish the port " + name)
                .toList();
    }

    /** Asks for what is wanted beyond what was agreed to; {@code accepted}: agreed to already by an option. */
    static void ask(List<String> wanted, String release, boolean accepted, Conversation conversation) {
        if (wanted.isEmpty()) return;
        conversation.say(release + " asks to " + String.join(", ", wanted));
        if (accepted || conversation.agree("Allow this?")) return;
        throw InstallRefusal.input(release + " asks to " + String.join(", ", wanted)
                + ", which nobody has allowed: add --accept-permissions to allow it");
    }

    /** What is shown at the first installation, whether or not it asks for anything: {@code permissions: internet (for mail), NET_RAW}. */
    static String shown(Map<String, Permissions> wanted) {
        var words = sum(wanted).all().stream()
                .map(permission -> permission.word() + who(wanted, permission))
                .toList();
        return "permissions: " + (words.isEmpty() ? "none" : String.join(", ", words));
    }
}
