package dev.softservice.server.web.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.softservice.runner.files.Bundled;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at pages with axe-core. On a desk in the light theme it looks by all of its rules; on a phone in the dark theme by those whose outcome
 * depends on colours and on room.
 */
final class Axe {
    private static final String AXE = Bundled.text(Axe.class, "/axe.min.js");
    private static final String ALL = "{}";
    static final String OF_COLOURS_AND_ROOM =
            "{runOnly: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable']}";

    /** A line for each element that a rule of weight finds fault with. */
    private static final String LOOK = """
        async options => (await axe.run(document, {resultTypes: ['violations'], ...options})).violations
            .filter(found => ['serious', 'critical'].includes(found.impact))
            .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target} ${node.html.slice(0, 120)}`))\
        """;

    private Axe() {}

    /** What is wrong with these pages, a line each. */
    static List<String> wrong(Page page, String hub, List<String> paths) {
        var wrong = new ArrayList<String>();
        for (var path : paths) {
            page.setViewportSize(1280, 844);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            page.navigate(hub + path);
            page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)");
            for (var fault : faults(page, ALL)) wrong.add(path + " " + fault);
            page.setViewportSize(390, 844);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            for (var fault : faults(page, OF_COLOURS_AND_ROOM)) wrong.add(path + " dark, on a phone: " + fault);
        }
        return wrong;
    }

    /** What is wrong with the page as it stands, by some of the rules. */
    static List<String> faults(Page page, String options) {
        if (page.evaluate("typeof axe").equals("undefined")) page.evaluate(AXE);
        return ((List<?>) page.evaluate("(" + LOOK + ")(" + options + ")"))
                .stream().map(String::valueOf).toList();
    }
}
