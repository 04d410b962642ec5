package dev.softservice.server.review;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what waits for somebody, among the open pull requests that changed last. */
public final class Waiting {
    private static final int MOST = 100;

    /** In the order in which people want to see them. */
    public enum Why {
        LET_RUN("Waits for your word before its code runs"),
        READY("Verified: you may merge it"),
        RED("Yours, and red"),
        CONFLICT("Yours, and in conflict with its base"),
        CHANGES("Yours, and a reviewer asks for changes"),
        MENTIONED("Somebody mentions you");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** {@code anchor}: the place on the pull request's page; empty: its top. */
    public record Item(HostedRepository repository, PullRequest pull, Why why, String anchor) {}

    private final Database database;
    private final Access access;
    private final Pulls pulls;
    private final Versions versions;
    private final Reviews reviews;

    public Waiting(Database database, Access access, Pulls pulls, Versions versions, Reviews reviews) {
        this.database = database;
        this.access = access;
        this.pulls = pulls;
        this.versions = versions;
        this.reviews = reviews;
    }

    /** By reason, and of each the one that changed last first. Needs {@code READER}. */
    public List<Item> of(Bearer bearer) {
        var onHub = bearer.onHub();
        onHub.require(Role.READER, "see what waits for them");
        var items = new ArrayList<Item>();
        for (var pull : pulls.openEverywhere(Visible.to(bearer), MOST)) {
            var seen = access.see(pull.repository(), bearer);
            if (seen.isEmpty()) continue;
            var repository = seen.get().repository();
            var by = seen.get().account();
            asMaintainer(repository, pull, by).ifPresent(why -> items.add(new Item(repository, pull, why, "")));
            if (pull.author().equals(by.name())) asAuthor(repository, pull, items);
            mention(pull, by).ifPresent(id -> items.add(new Item(repository, pull, Why.MENTIONED, "comment-" + id)));
        }
        items.sort(java.util.Comparator.comparing(Item::why));
        return List.copyOf(items);
    }

    private Optional<Why> asMaintainer(HostedRepository repository, PullRequest pull, Account by) {
        if (!by.role().atLeast(Role.MAINTAINER)) return Optional.empty();
        var waits = pulls.run(repository, pull.number())
                .filter(run -> run.state() == Run.State.WAITING)
                .isPresent();
        if (waits) return Optional.of(Why.LET_RUN);
        return pulls.mergeability(pull).now() ? Optional.of(Why.READY) : Optional.empty();
    }

    private void asAuthor(HostedRepository repository, PullRequest pull, List<Item> items) {
        if (!pull.conflicts().isEmpty()) items.add(new Item(repository, pull, Why.CONFLICT, ""));
        else if (pulls.run(repository, pull.number())
                .flatMap(Run::verdict)
                .filter(Run.Outcome.FAILED::equals)
                .isPresent()) items.add(new Item(repository, pull, Why.RED, ""));
        int newest = versions.list(pull).getLast().number();
        reviews.standing(pull).stream()
                .filter(review -> review.verdict() == Review.Verdict.CHANGES_REQUESTED && review.version() == newest)
                .findFirst()
                .ifPresent(review -> items.add(new Item(repository, pull, Why.CHANGES, "review-" + review.id())));
    }

    /** The newest comment of somebody else that mentions them, unless they have said something since. */
    private Optional<Long> mention(PullRequest pull, Account by) {
        var name = Pattern.compile("(?<![\\w@.-])@" + Pattern.quote(by.name()) + "(?![\\w-])");
        var said = database.read(handle -> CommentTable.list(handle, pull.id(), by.name()));
        for (var comment : said.reversed()) {
            if (comment.author().equals(by.name())) return Optional.empty();
            if (name.matcher(comment.body()).find()) return Optional.of(comment.id());
        }
        return Optional.empty();
    }
}
