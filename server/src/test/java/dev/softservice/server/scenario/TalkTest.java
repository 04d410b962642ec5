package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.review.Comment;
import dev.softservice.server.review.Comments;
import dev.softservice.server.review.LinePlace;
import dev.softservice.server.review.NewComment;
import dev.softservice.server.review.PullTimeline;
import dev.softservice.server.review.Review;
import dev.softservice.server.review.Review.Verdict;
import dev.softservice.server.review.Reviews;
import dev.softservice.server.review.Side;
import dev.softservice.server.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People talk about a change: comments that follow the code, reviews sent as one, one timeline. */
class TalkTest extends HubTest {
    private static final String PAGE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

    private ObjectId main;
    private Comments comments;
    private Reviews reviews;

    @BeforeEach
    void aPullRequest() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "page", PAGE));
        hub.settle();
        main = hub.tip(wiki, Hub.MAIN).orElseThrow();
        comments = hub.app.discussion().comments();
        reviews = hub.app.discussion().reviews();
        pushed(hub.ann, PAGE.replace("five", "FIVE"));
    }

    private void pushed(Account by, String page) {
        hub.propose(
                by, wiki, hub.commit(wiki, Optional.of(main), "Shout", Map.of("page", page)), Map.of("topic", "shout"));
    }

    private PullRequest pull() {
        return hub.pull(wiki, 1);
    }

    private Comment said(Account by, String body) {
        return comments.say(wiki, pull(), NewComment.of(body), by);
    }

    private static NewComment on(int version, Side side, int line, String body) {
        return new NewComment(body, Optional.of(new LinePlace(version, "page", side, line)), OptionalLong.empty());
    }

    private Optional<LinePlace> now(Comment comment) {
        return hub.app
                .discussion()
                .followed()
                .in(
                        wiki,
                        pull(),
                        comment.place().orElseThrow().place(),
                        hub.app.versions().list(pull()).getLast());
    }

    private Review sent(Account by, Verdict verdict, int version) {
        return reviews.send(wiki, pull(), new Reviews.Sending(version, verdict, "", List.of()), by);
    }

    @Test
    void anAnswerToAnAnswerBelongsToTheSameThread() {
        var first = said(hub.stranger, "Why?");
        var answer = comments.say(
                wiki, pull(), new NewComment("Because.", Optional.empty(), OptionalLong.of(first.id())), hub.ann);
        var more = comments.say(
                wiki, pull(), new NewComment("I see.", Optional.empty(), OptionalLong.of(answer.id())), hub.stranger);
        assertThat(more.thread()).hasValue(first.id());
    }

    @Test
    void aCommentFollowsItsLineIntoALaterVersion() {
        var comment = comments.say(wiki, pull(), on(1, Side.NEW, 5, "So loud?"), hub.bob);
        assertThat(comment.place().orElseThrow().text()).isEqualTo("FIVE");
        pushed(hub.ann, "zero\n" + PAGE.replace("five", "FIVE"));
        assertThat(now(comment)).contains(new LinePlace(2, "page", Side.NEW, 6));
    }

    @Test
    void aCommentWhoseLineWasChangedIsOutdated() {
        var comment = comments.say(wiki, pull(), on(1, Side.NEW, 5, "So loud?"), hub.bob);
        pushed(hub.ann, PAGE.replace("five", "Five"));
        assertThat(now(comment)).isEmpty();
    }

    @Test
    void aCommentFollowsARenamedFile() {
        var comment = comments.say(wiki, pull(), on(1, Side.NEW, 5, "So loud?"), hub.bob);
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, Optional.of(main), "Shout", Map.of("page", "", "start", PAGE.replace("five", "FIVE"))),
                Map.of("topic", "shout"));
        assertThat(now(comment)).contains(new LinePlace(2, "start", Side.NEW, 5));
    }

    @Test
    void aCommentOnWhatTheLineWasBeforeIsKeptOnThatSide() {
        var comment = comments.say(wiki, pull(), on(1, Side.OLD, 5, "This was fine."), hub.bob);
        assertThat(comment.place().orElseThrow().text()).isEqualTo("five");
        pushed(hub.ann, PAGE.replace("five", "Five"));
        assertThat(now(comment)).contains(new LinePlace(2, "page", Side.OLD, 5));
    }

    @Test
    void aLineThatIsNotThereCanNotBeSpokenOf() {
        assertThatThrownBy(() -> comments.say(wiki, pull(), on(1, Side.NEW, 9, "?"), hub.bob))
                .hasMessage("there is no line 9 of text in page on the new side of version 1");
        assertThatThrownBy(() -> comments.say(wiki, pull(), on(7, Side.NEW, 1, "?"), hub.bob))
                .hasMessage("no version 7 of pull request #1 here");
    }

    @Test
    void whatACommentSaidBeforeItWasEditedIsKept() {
        var comment = said(hub.bob, "Wrong!");
        comments.edit(pull(), comment.id(), "I think this is wrong.", hub.bob);
        assertThat(comments.earlier(pull(), comment.id(), Account.ANONYMOUS))
                .extracting(Comment.Earlier::body)
                .containsExactly("Wrong!");
        assertThatThrownBy(() -> comments.edit(pull(), comment.id(), "Right!", hub.max))
                .hasMessageContaining("is bob's: only they may edit it");
    }

    @Test
    void aDeletedCommentLeavesNoWordsBehind() {
        var comment = said(hub.bob, "A secret");
        comments.edit(pull(), comment.id(), "Another secret", hub.bob);
        assertThatThrownBy(() -> comments.delete(wiki, pull(), comment.id(), hub.ann))
                .hasMessageContaining("only a maintainer may delete somebody else's comment");
        assertThat(comments.delete(wiki, pull(), comment.id(), hub.max).body()).isEmpty();
        assertThat(comments.earlier(pull(), comment.id(), hub.bob)).isEmpty();
        assertThatThrownBy(() -> comments.edit(pull(), comment.id(), "again", hub.bob))
                .hasMessageContaining("was deleted by max");
    }

    @Test
    void aThreadIsResolvedAndOpenedAgain() {
        var comment = said(hub.bob, "Why?");
        assertThatThrownBy(() -> comments.resolve(pull(), comment.id(), true, hub.stranger))
                .hasMessageContaining("only a contributor may resolve threads of others");
        assertThat(comments.resolve(pull(), comment.id(), true, hub.ann).resolved())
                .hasValueSatisfying(mark -> assertThat(mark.by()).isEqualTo("ann"));
        assertThat(comments.resolve(pull(), comment.id(), false, hub.bob).resolved())
                .isEmpty();
    }

    @Test
    void aCommentOfAnotherPullRequestIsNotThere() {
        var comment = said(hub.bob, "Why?");
        var other = hub.proposed(hub.bob, wiki, "other", Map.of("other", "x\n"));
        assertThatThrownBy(() -> comments.edit(other, comment.id(), "Ha", hub.bob))
                .hasMessage("no comment " + comment.id() + " on pull request #2");
        assertThatThrownBy(() -> comments.say(
                        wiki, other, new NewComment("Ha", Optional.empty(), OptionalLong.of(comment.id())), hub.bob))
                .hasMessage("no comment " + comment.id() + " on this pull request");
    }

    @Test
    void aReviewIsSeenByNobodyElseUntilItIsSentAsOne() {
        reviews.add(wiki, pull(), on(1, Side.NEW, 5, "So loud?"), hub.bob);
        reviews.add(wiki, pull(), NewComment.of("Else fine."), hub.bob);
        assertThat(comments.list(pull(), hub.max)).isEmpty();
        assertThat(comments.list(pull(), Account.ANONYMOUS)).isEmpty();
        assertThat(comments.list(pull(), hub.bob)).hasSize(2);
        var sent = sent(hub.bob, Verdict.CHANGES_REQUESTED, 1);
        assertThat(comments.list(pull(), hub.max))
                .extracting(comment -> comment.review().orElse(0))
                .containsExactly(sent.id(), sent.id());
        assertThat(reviews.draft(pull(), hub.bob)).isEmpty();
    }

    @Test
    void anUnsentReviewCanBeThrownAway() {
        reviews.add(wiki, pull(), on(1, Side.NEW, 5, "So loud?"), hub.bob);
        reviews.discard(pull(), hub.bob);
        assertThat(comments.list(pull(), hub.bob)).isEmpty();
    }

    @Test
    void aVerdictStaysWithTheVersionThatWasLookedAt() {
        sent(hub.bob, Verdict.CHANGES_REQUESTED, 1);
        pushed(hub.ann, PAGE.replace("five", "Five"));
        sent(hub.bob, Verdict.APPROVED, 2);
        sent(hub.max, Verdict.APPROVED, 1);
        sent(hub.max, Verdict.CHANGES_REQUESTED, 2);
        assertThat(reviews.standing(pull()))
                .extracting(review -> review.author() + " " + review.verdict() + " " + review.version())
                .containsExactly("bob APPROVED 2", "max CHANGES_REQUESTED 2");
    }

    @Test
    void nobodyJudgesTheirOwnChangeAndReadersOnlyComment() {
        assertThatThrownBy(() -> sent(hub.ann, Verdict.APPROVED, 1)).hasMessageContaining("your own change");
        assertThatThrownBy(() -> sent(hub.stranger, Verdict.APPROVED, 1))
                .hasMessageContaining("only a contributor may approve");
        assertThatThrownBy(() -> sent(hub.bob, Verdict.COMMENTED, 1)).hasMessageContaining("review is empty");
    }

    @Test
    void aMaintainerWhoApprovesAStrangersVersionLetsItRun() {
        var pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        assertThat(hub.runOf(pull).state()).isEqualTo(Run.State.WAITING);
        reviews.send(wiki, pull, new Reviews.Sending(1, Verdict.APPROVED, "", List.of()), hub.bob);
        assertThat(hub.runOf(pull).state()).isEqualTo(Run.State.WAITING);
        reviews.send(wiki, pull, new Reviews.Sending(1, Verdict.APPROVED, "", List.of()), hub.max);
        assertThat(hub.runOf(pull).state()).isEqualTo(Run.State.QUEUED);
    }

    @Test
    void whoWritesTooMuchWaits() {
        for (int i = 0; i < 20; i++) said(hub.bob, "more " + i);
        assertThatThrownBy(() -> said(hub.bob, "even more"))
                .hasMessage("bob has written 20 comments within 1 minute: wait, and send this one again")
                .extracting(refused -> ((Refusal) refused).kind())
                .isEqualTo(Refusal.Kind.THROTTLED);
        said(hub.ann, "others may");
        assertThatThrownBy(() -> said(hub.ann, " \n ")).hasMessage("comment is empty: say something");
    }

    @Test
    void anAuthorClosesAndReopensTheirOwnWhichIsTestedThen() {
        var mine = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        assertThatThrownBy(() -> hub.app.pulls().close(wiki, 1, hub.stranger))
                .hasMessageContaining("only a maintainer may close somebody else's");
        hub.app.pulls().close(wiki, mine.number(), hub.stranger);
        assertThatThrownBy(() -> hub.app.pulls().reopen(wiki, mine.number(), hub.bob))
                .hasMessageContaining("only a maintainer may reopen somebody else's");
        hub.push(wiki, "main", "meanwhile", Map.of("b", "b\n"));
        var again = hub.app.pulls().reopen(wiki, mine.number(), hub.stranger);
        assertThat(again.state()).isEqualTo(PullRequest.State.OPEN);
        assertThat(again.baseSha().id()).isEqualTo(hub.tip(wiki, Hub.MAIN).orElseThrow());
        assertThat(hub.runOf(again).state()).isEqualTo(Run.State.WAITING);
        assertThatThrownBy(() -> hub.app.pulls().reopen(wiki, mine.number(), hub.stranger))
                .hasMessage("pull request #2 is open already");
    }

    @Test
    void theTimelineHasEverythingInOneOrder() {
        hub.settle();
        said(hub.bob, "Why?");
        sent(hub.bob, Verdict.APPROVED, 1);
        pushed(hub.ann, PAGE.replace("five", "Five"));
        hub.settle();
        hub.app.pulls().close(wiki, 1, hub.ann);
        hub.app.pulls().reopen(wiki, 1, hub.ann);
        hub.settle();
        hub.app.pulls().merge(wiki, 1, hub.max);
        var timeline = new PullTimeline(hub.app.versions(), hub.app.pulls(), hub.app.runs(), comments, reviews);
        assertThat(timeline.of(wiki, pull(), Account.ANONYMOUS))
                .extracting(entry -> switch (entry) {
                    case PullTimeline.Entry.Pushed pushed ->
                        "version " + pushed.version().number();
                    case PullTimeline.Entry.Tested _ -> "run";
                    case PullTimeline.Entry.Happened happened ->
                        happened.event().kind() + " by " + happened.event().by();
                    case PullTimeline.Entry.Reviewed reviewed ->
                        "review by " + reviewed.review().author();
                    case PullTimeline.Entry.Said said ->
                        "comment by " + said.thread().first().author();
                })
                .containsSubsequence(
                        "version 1",
                        "comment by bob",
                        "review by bob",
                        "version 2",
                        "CLOSED by ann",
                        "REOPENED by ann",
                        "MERGED by max")
                .contains("run");
    }
}
