package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.review.NewComment;
import dev.softservice.server.review.Review.Verdict;
import dev.softservice.server.review.Reviews.Sending;
import dev.softservice.server.review.Waiting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everybody sees what waits for them, and only that. */
class WaitingTest extends HubTest {
    private List<String> waiting(Account by) {
        return new Waiting(
                        hub.app.database(),
                        hub.app.access(),
                        hub.app.pulls(),
                        hub.app.versions(),
                        hub.app.discussion().reviews())
                .of(Bearer.of(by)).stream()
                        .map(item -> item.why() + " #" + item.pull().number())
                        .toList();
    }

    @Test
    void eachSeesWhatTheyMustDo() {
        released();
        hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        hub.proposed(hub.ann, wiki, "fine", Map.of("b", "b\n"));
        hub.proposed(hub.ann, wiki, "broken", Map.of("outcome", "fail: no"));
        hub.settle();
        assertThat(waiting(hub.max)).containsExactly("LET_RUN #1", "READY #2");
        assertThat(waiting(hub.ann)).containsExactly("RED #3");
        assertThat(waiting(hub.stranger)).isEmpty();

        hub.app
                .discussion()
                .comments()
                .say(wiki, hub.pull(wiki, 2), NewComment.of("What do you think, @stranger?"), hub.bob);
        hub.app.discussion().comments().say(wiki, hub.pull(wiki, 2), NewComment.of("mail@stranger.example"), hub.ann);
        hub.app
                .discussion()
                .reviews()
                .send(wiki, hub.pull(wiki, 2), new Sending(1, Verdict.CHANGES_REQUESTED, "", List.of()), hub.bob);
        assertThat(waiting(hub.stranger)).containsExactly("MENTIONED #2");
        assertThat(waiting(hub.ann)).containsExactly("RED #3", "CHANGES #2");
        hub.app.discussion().comments().say(wiki, hub.pull(wiki, 2), NewComment.of("Nothing."), hub.stranger);
        assertThat(waiting(hub.stranger)).isEmpty();
    }
}
