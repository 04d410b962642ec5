package dev.softservice.runner.install;

import dev.softservice.manifest.model.Manifest.Permissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What a release wants beyond what its user has agreed to. Asked for is what it wants itself and what any distro wants that it is made of. */
public final class Consent {
    private Consent() {}

    /** All that is wanted by anybody; {@code wanted}: by the path of uses that leads to each distro, {@code ""} the root itself. */
    public static Permissions sum(Map<String, Permissions> wanted) {
        var capabilities = new TreeSet<String>();
        wanted.values().forEach(each -> capabilities.addAll(each.capabilities()));
        return new Permissions(wanted.values().stream().anyMatch(Permissions::internet), List.copyOf(capabilities));
    }

    /** Each thing that {@code wanted} asks for and {@code granted} does not hold, for people to read. */
    public static List<String> beyond(Permissions granted, Map<String, Permissions> wanted) {
        var more = new ArrayList<String>();
        var all = sum(wanted);
        if (all.internet() && !granted.internet()) more.add("reach the internet" + who(wanted, Permissions::internet));
        all.capabilities().stream()
                .filter(capability -> !granted.capabilities().contains(capability))
                .forEach(capability -> more.add("use the capability " + capability
                        + who(wanted, each -> each.capabilities().contains(capability))));
        return more;
    }

    /** Which of its parts want it, where it is not the distro itself. */
    private static String who(Map<String, Permissions> wanted, Predicate<Permissions> what) {
        var paths = wanted.entrySet().stream()
                .filter(part -> what.test(part.getValue()))
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
        var words = new ArrayList<String>();
        if (sum(wanted).internet()) words.add("internet" + who(wanted, Permissions::internet));
        sum(wanted)
                .capabilities()
                .forEach(capability -> words.add(
                        capability + who(wanted, each -> each.capabilities().contains(capability))));
        return "permissions: " + (words.isEmpty() ? "none" : String.join(", ", words));
    }
}
