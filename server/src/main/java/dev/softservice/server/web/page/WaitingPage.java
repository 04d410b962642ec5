package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.review.Waiting;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Lists what waits for the visitor. */
public final class WaitingPage {
    record Line(String href, String repository, int number, String title, String author, Instant updatedAt) {}

    record Group(String words, List<Line> lines) {}

    record Shown(List<Group> groups) {}

    private final Pages pages;
    private final Waiting waiting;

    public WaitingPage(Pages pages, Waiting waiting) {
        this.pages = pages;
        this.waiting = waiting;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/waiting", READER, this::show));
    }

    private Reply show(Call call) {
        var items = waiting.of(call.bearer());
        var groups = Arrays.stream(Waiting.Why.values())
                .map(why -> new Group(
                        why.words(),
                        items.stream()
                                .filter(item -> item.why() == why)
                                .map(WaitingPage::line)
                                .toList()))
                .filter(group -> !group.lines().isEmpty())
                .toList();
        return pages.show(call, PageTemplate.WAITING, "Waits for you", new Shown(groups));
    }

    private static Line line(Waiting.Item item) {
        var pull = item.pull();
        return new Line(
                PullPages.href(item.repository(), pull.number())
                        + (item.anchor().isEmpty() ? "" : "#" + item.anchor()),
                item.repository().name().toString(),
                pull.number(),
                Text.showable(pull.title()),
                pull.author(),
                pull.updatedAt());
    }
}
