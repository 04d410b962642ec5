package dev.softservice.server.mail;

import dev.softservice.server.account.Role;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.PullNews;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullTable;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.review.TalkNews;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads from the rows what has happened to pull requests, and who has to do with it. */
final class Happenings {
    /** As names of accounts are. One text mentions at most so many: a longer list is no conversation. */
    private static final Pattern MENTION =
            Pattern.compile("(?<![\\w@.-])@([a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?)(?![\\w-])");

    private static final int MOST_MENTIONED = 50;

    private final Database database;
    private final Pulls pulls;
    private final Runs runs;
    private final Repositories repositories;
    private final Access access;

    Happenings(Database database, Pulls pulls, Runs runs, Repositories repositories, Access access) {
        this.database = database;
        this.pulls = pulls;
        this.runs = runs;
        this.repositories = repositories;
        this.access = access;
    }

    /** Everything at {@code since} or later, oldest first. */
    List<Happening> since(Instant since) {
        var found = new ArrayList<Happening>();
        for (var news : PullNews.since(database, since))
            pull(news.repository(), news.number()).ifPresent(pull -> found.add(moved(news, pull)));
        for (var news : TalkNews.since(database, since))
            database.read(handle -> PullTable.key(handle, news.pull()))
                    .flatMap(key -> pull(key.repository(), key.number()))
                    .ifPresent(pull -> found.add(said(news, pull)));
        for (var run : runs.judgedSince(since))
            if (run.kind().isOwn()
                    && run.pull().isPresent()
                    && run.verdict().filter(Run.Outcome.FAILED::equals).isPresent())
                pull(run.repository(), run.pull().getAsInt()).ifPresent(pull -> found.add(red(run, pull)));
        found.sort(Comparator.comparing(Happening::at));
        return List.copyOf(found);
    }

    private Optional<PullRequest> pull(long repository, int number) {
        return repositories.lasting(repository).map(found -> pulls.require(found, number));
    }

    private static Happening moved(PullNews news, PullRequest pull) {
        var sentence = switch (news.kind()) {
            case OPENED -> "opened this pull request";
            case UPDATED -> "pushed a new version";
            case MERGED -> "merged this pull request";
            case CLOSED -> "closed this pull request";
            case REOPENED -> "opened this pull request again";
        };
        boolean opened = news.kind() == PullNews.Kind.OPENED;
        return new Happening(
                news.key(),
                opened ? Happening.Kind.OPENED : Happening.Kind.MOVED,
                pull,
                news.at(),
                news.by(),
                new Happening.What(news.by() + " " + sentence + ".", opened ? pull.description() : "", ""));
    }

    private static Happening said(TalkNews news, PullRequest pull) {
        var verb =
                news.verdict().map(verdict -> verdict.words() + " in a review").orElse("comments");
        return new Happening(
                news.key(),
                Happening.Kind.SAID,
                pull,
                news.at(),
                news.author(),
                new Happening.What(news.author() + " " + verb + ":", news.body(), news.anchor()));
    }

    private static Happening red(Run run, PullRequest pull) {
        return new Happening(
                "run-" + run.id() + "-" + run.attempt(),
                Happening.Kind.RED,
                pull,
                run.verdictAt().orElseThrow(),
                "",
                new Happening.What("Run " + run.id() + " failed: " + run.reason(), "", ""));
    }

    /** Who is told of it, without the one who did it: those who took part when it happened, however late it is looked at. */
    Happening.Told told(Happening happening) {
        var author = Set.of(happening.pull().author());
        if (happening.kind() == Happening.Kind.RED) return new Happening.Told(Set.of(), author, Set.of());
        var takingPart =
                new TreeSet<>(TalkNews.voices(database, happening.pull().id(), happening.at()));
        takingPart.addAll(author);
        takingPart.remove(happening.by());
        var mentioned = mentioned(happening.what().words());
        mentioned.remove(happening.by());
        var maintaining = new TreeSet<String>();
        if (happening.kind() == Happening.Kind.OPENED) {
            maintaining.addAll(access.given(Role.MAINTAINER, happening.pull().repository()));
            maintaining.remove(happening.by());
        }
        return new Happening.Told(mentioned, takingPart, maintaining);
    }

    private static Set<String> mentioned(String words) {
        var names = new TreeSet<String>();
        var matcher = MENTION.matcher(words);
        while (names.size() < MOST_MENTIONED && matcher.find()) names.add(matcher.group(1));
        return names;
    }

    /** As people write it: owner/name. */
    String name(PullKey key) {
        return repositories.byId(key.repository()).name().toString();
    }
}
