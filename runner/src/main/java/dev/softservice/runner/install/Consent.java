package dev.softservice.runner.install;

import dev.softservice.manifest.Manifest.Permissions;
import dev.softservice.runner.evidence.ReleaseTag;
import java.util.ArrayList;
import java.util.List;

/** What a release wants beyond what its user has agreed to. */
final class Consent {
    private Consent() {}

    /** Each thing that {@code wanted} asks for and {@code granted} does not hold, for people to read. */
    static List<String> beyond(Permissions granted, Permissions wanted) {
        var more = new ArrayList<String>();
        if (wanted.internet() && !granted.internet()) more.add("reach the internet");
        wanted.capabilities().stream().filter(capability -> !granted.capabilities().contains(capability))
                .forEach(capability -> more.add("use the capability " + capability));
        return more;
    }

    /** The published endpoints that there were not before. */
    static List<String> opened(List<String> before, List<String> after) {
        return after.stream().filter(name -> !before.contains(name)).map(name -> "publish the port " + name).toList();
    }

    /** Asks for what is wanted beyond what was agreed to; {@code accepted}: agreed to already by an option. */
    static void ask(List<String> wanted, String release, boolean accepted, Conversation conversation) {
        if (wanted.isEmpty()) return;
        conversation.say(release + " asks to " + String.join(", ", wanted));
        if (accepted || conversation.agree("Allow this?")) return;
        throw InstallRefusal.input(release + " asks to " + String.join(", ", wanted) + ", which nobody has allowed: add --accept-permissions to allow it");
    }

    /** What is shown at the first installation, whether or not it asks for anything. */
    static String shown(Permissions permissions) {
        return "permissions: " + ReleaseTag.describe(permissions);
    }
}
