package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Members.Member;
import dev.softservice.server.repo.Realm;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tabs above the pages of a distro and above those for who runs the hub: the same on each, one of them marked. */
class TabsTest {
    private static final Pattern TABS = Pattern.compile("<nav class=\"tabs\".*?</nav>", Pattern.DOTALL);
    private static final Pattern TAB = Pattern.compile("href=\"([^\"]+)\"");
    private static final String CURRENT = " aria-current=\"page\"";
    private static final String DISTRO = "/acme/wiki";
    private static final List<String> PUBLIC =
            List.of(DISTRO, DISTRO + "/files", DISTRO + "/pulls", DISTRO + "/runs", DISTRO + "/releases");

    @TempDir
    Path data;

    @Test
    void everyPageOfADistroHasTheTabsThatItsVisitorMayOpen() throws Exception {
        try (var hub = new HubForTests(data)) {
            var wiki = hub.repository("acme", "wiki");
            hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("A wiki")));
            hub.settle();
            try (var reader = hub.browser("ada");
                    var maintainer = hub.browser("bob");
                    var owner = hub.browser("eve")) {
                give(hub, wiki, "bob", Role.MAINTAINER);
                give(hub, wiki, "eve", Role.OWNER);
                for (var page : PUBLIC) {
                    assertThat(tabs(reader, page)).as(page).isEqualTo(PUBLIC);
                    assertThat(tabs(maintainer, page)).as(page).endsWith(DISTRO + "/mirror", DISTRO + "/webhooks");
                    assertThat(tabs(owner, page))
                            .as(page)
                            .endsWith(DISTRO + "/mirror", DISTRO + "/webhooks", DISTRO + "/settings");
                }
                assertThat(tabs(owner, DISTRO + "/settings")).endsWith(DISTRO + "/settings");
                assertThat(maintainer.get(DISTRO + "/settings").statusCode()).isEqualTo(403);
            }
        }
    }

    private static void give(HubForTests hub, HostedRepository wiki, String name, Role role) {
        hub.app.roles().members().set(new Realm.One(wiki), new Member(name, false, role), hub.admin);
    }

    /** The page of mirrors comes with the worker of mirrors, which this hub is without: {@code MirrorPagesTest} looks at it. */
    @Test
    void everyPageForWhoRunsTheHubMarksItself() {
        try (var hub = new HubForTests(data);
                var admin = hub.browser()) {
            for (var page : List.of("/users", "/invitations", "/audit", "/queue", "/runners", "/storage"))
                assertThat(tabs(admin, page))
                        .containsExactly(
                                "/users", "/invitations", "/audit", "/queue", "/runners", "/mirrors", "/storage");
        }
    }

    /** Where the tabs of a page lead; only its own is marked. */
    private static List<String> tabs(BrowserSession browser, String page) {
        var tabs = TABS.matcher(browser.get(page).body());
        assertThat(tabs.find()).as(page).isTrue();
        assertThat(tabs.group()).as(page).containsOnlyOnce(CURRENT).contains("href=\"" + page + "\"" + CURRENT);
        return TAB.matcher(tabs.group()).results().map(tab -> tab.group(1)).toList();
    }
}
