package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import dev.softservice.server.web.Route;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page and every answer of the API that can be read, of a whole hub with something on each: none is broken, and each page has one heading of the first level. */
class EveryPageTest {
    @Test
    void everyPageThatAnAdminCanReadIsThereAndHasOneHeading(@TempDir Path folder) throws Exception {
        try (var whole = new FilledHub(folder);
                var browser = whole.hub.browser()) {
            var wrong = new ArrayList<String>();
            assertThat(browser.get("/profile").body()).contains("<h1>admin</h1>");
            for (var route : whole.readable) {
                for (var repository : List.of(whole.filled, whole.empty)) {
                    var path = FilledHub.path(route, repository);
                    look(route, path, repository == whole.filled, reply(route, path, whole.hub, browser), wrong);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static void look(Route route, String path, boolean filled, HttpResponse<String> reply, List<String> wrong) {
        int status = reply.statusCode();
        if (status >= 500) wrong.add(path + ": " + status);
        if (!FilledHub.isHere(route)) return;
        if (filled && status != 200) wrong.add(path + ": " + status);
        var html = reply.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
        int headings = html ? reply.body().split("<h1[ >]", -1).length - 1 : 1;
        if (headings != 1) wrong.add(path + ": " + headings + " headings of the first level");
    }

    private static HttpResponse<String> reply(Route route, String path, HubForTests hub, BrowserSession browser) {
        return route.surface() == Route.Surface.API
                ? hub.send(hub.request(path).header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN))
                : browser.get(path);
    }
}
