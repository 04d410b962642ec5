package dev.softservice.server.release;

import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.Version;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in each repository that has releases what is stable there, signed and for a few days. It is said anew when it changes and once a day, so that a
 * client that hears nothing newer knows that something is wrong.
 */
public final class Statements {
    private static final Logger LOG = LoggerFactory.getLogger(Statements.class);
    private static final Duration RENEWED = Duration.ofDays(1);
    /** Nobody has believed a statement that is further ahead: then this hub's clock was wrong, and is right now. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final Releases releases;
    private final Repositories repositories;
    private final ReleaseRefs refs;
    private final Clock clock;
    /** What was said last, by the repository's id. */
    private final Map<Long, Said> said = new ConcurrentHashMap<>();

    /** The repositories that hold the root key's word. */
    private final Set<Long> delegated = new HashSet<>();

    private record Said(StableStatement statement, byte[] envelope) {}

    /** What there is to say about one repository. */
    record Facts(Optional<Release> stable, List<Release> yanked) {}

    public Statements(Releases releases, Repositories repositories, ReleaseRefs refs, Clock clock) {
        this.releases = releases;
        this.repositories = repositories;
        this.refs = refs;
        this.clock = clock;
    }

    /** The signed envelope that the repository shows; empty before the first release. */
    public Optional<byte[]> of(HostedRepository repository) {
        return said(repository).map(Said::envelope);
    }

    /** Renews what has changed or grown old, in every repository. One that can't be written is tried again the next time. */
    public void renew() {
        for (var fact : releases.facts().entrySet()) {
            try {
                repositories.lasting(fact.getKey()).ifPresent(repository -> say(repository, fact.getValue()));
            } catch (RuntimeException failed) {
                LOG.error("saying what is stable in repository {}; it is tried again", fact.getKey(), failed);
            }
        }
    }

    /** The same for one repository, at once. */
    void renew(HostedRepository repository) {
        var facts = releases.facts().get(repository.id());
        if (facts != null) say(repository, facts);
    }

    private synchronized void say(HostedRepository repository, Facts facts) {
        // Once a start: it only changes while the hub is down.
        if (delegated.add(repository.id())) {
            try {
                releases.key().rootWord().ifPresent(word -> refs.sayKeys(repository, word));
            } catch (RuntimeException failed) {
                delegated.remove(repository.id());
                throw failed;
            }
        }
        var before = said(repository);
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var stable = facts.stable().map(release -> named(repository, release, before));
        var yanked = new TreeMap<Version, String>();
        for (var release : facts.yanked())
            yanked.put(version(release), release.yanked().orElseThrow().reason());
        var names = repositories.otherNames(repository);
        boolean same = before.filter(last -> last.statement().stable().equals(stable)
                        && last.statement().yanked().equals(yanked)
                        && last.statement().names().equals(names)
                        && last.statement().hub().equals(releases.key().principal())
                        && last.statement().issued().plus(RENEWED).isAfter(now)
                        && !last.statement().issued().isAfter(now.plus(SKEW)))
                .isPresent();
        if (same) return;
        var issued = before.map(last -> last.statement().issued())
                .filter(last -> last.isAfter(now) && !last.isAfter(now.plus(SKEW)))
                .orElse(now);
        var statement = new StableStatement(
                releases.key().principal(),
                repository.life().madeAs().toString(),
                issued,
                issued.plus(StableStatement.HOLDS),
                stable,
                yanked,
                names);
        var envelope = statement.toEnvelope(releases.key().key());
        refs.say(repository, envelope);
        said.put(repository.id(), new Said(statement, envelope));
    }

    private StableStatement.Named named(HostedRepository repository, Release release, Optional<Said> before) {
        return before.flatMap(last -> last.statement().stable())
                .filter(named -> named.version().equals(version(release))
                        && named.commit().equals(release.commit().name()))
                .orElseGet(() -> new StableStatement.Named(
                        version(release),
                        release.commit().name(),
                        StableStatement.digest(refs.tagObject(repository, release))));
    }

    private static Version version(Release release) {
        return Version.parse(release.version()).orElseThrow();
    }

    private Optional<Said> said(HostedRepository repository) {
        var known = said.get(repository.id());
        if (known != null) return Optional.of(known);
        return refs.said(repository).flatMap(envelope -> switch (StableStatement.open(
                envelope, releases.key().allowedSigners())) {
            case Checked.Genuine<StableStatement> genuine -> Optional.of(new Said(genuine.value(), envelope));
            // Of a key that is not this hub's any more: said anew.
            case Checked.Refused<StableStatement> _ -> Optional.empty();
        });
    }
}
