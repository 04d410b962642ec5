package dev.softservice.runner.cli;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.install.Source;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A run of a hub, as somebody names it: its page's address, or {@code owner/name#12} where the hub is known. */
record AskedRun(Source source, long number) {
    private static final Pattern PAGE = Pattern.compile("(?<repo>\\S+?)/runs/(?<number>\\d{1,18})/?(?:[?#]\\S*)?");
    private static final Pattern SHORT = Pattern.compile("(?<repo>[^#\\s]+)#(?<number>\\d{1,18})");

    /** @throws BadInput where it is neither */
    static AskedRun parse(String text, Optional<String> hub, Path folder) {
        var page = PAGE.matcher(text);
        if (page.matches())
            return new AskedRun(Source.parse(page.group("repo"), folder), Long.parseLong(page.group("number")));
        var called = SHORT.matcher(text);
        if (!called.matches() || !DistroAddress.isOnHub(called.group("repo")))
            throw new BadInput("'" + text
                    + "' names no run: give the address of its page, https://HUB/OWNER/NAME/runs/N, or OWNER/NAME#N");
        var at = hub.orElseThrow(() -> new BadInput("'" + text
                + "' is a name on a hub, and no hub is known here: give one (--hub URL), or the address of the run's"
                + " page"));
        return new AskedRun(
                Source.parse(at.replaceAll("/+$", "") + "/" + called.group("repo"), folder),
                Long.parseLong(called.group("number")));
    }

    /** {@code run 12 of https://hub/owner/name}. */
    String shown() {
        return "run " + number + " of " + source.url();
    }
}
