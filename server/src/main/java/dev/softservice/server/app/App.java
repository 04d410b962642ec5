package dev.softservice.server.app;

import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.image.Blobs;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Postgres;
import dev.softservice.server.db.Sqlite;
import dev.softservice.server.db.Vault;
import dev.softservice.server.forge.Mirrors;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TreeFolders;
import dev.softservice.server.git.Upkeep;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.pull.BranchMoves;
import dev.softservice.server.pull.Landings;
import dev.softservice.server.pull.Ledger;
import dev.softservice.server.pull.Mergeability;
import dev.softservice.server.pull.Proposals;
import dev.softservice.server.pull.PullTable;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.TargetPolicy;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.release.Baselines;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Compositions;
import dev.softservice.server.release.EvidenceMaker;
import dev.softservice.server.release.HubDistros;
import dev.softservice.server.release.HubKey;
import dev.softservice.server.release.Publisher;
import dev.softservice.server.release.ReleaseIntentions;
import dev.softservice.server.release.ReleaseRefs;
import dev.softservice.server.release.ReleaseSteps;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryLocks;
import dev.softservice.server.review.Commands;
import dev.softservice.server.review.Comments;
import dev.softservice.server.review.Followed;
import dev.softservice.server.review.Reviews;
import dev.softservice.server.run.ImageUse;
import dev.softservice.server.run.RunBook;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunEvents;
import dev.softservice.server.run.RunFeed;
import dev.softservice.server.run.RunFolder;
import dev.softservice.server.run.RunQueue;
import dev.softservice.server.run.RunRequests;
import dev.softservice.server.run.RunSources;
import dev.softservice.server.run.RunWorker;
import dev.softservice.server.run.RunWorkers;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Scratch;
import dev.softservice.server.run.Verifier;
import dev.softservice.server.web.PublicUrl;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole hub, wired by hand in the order in which its parts need each other. Nothing runs before {@link #start}. */
public final class App implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(20);
    private static final long DRAIN_MILLIS = 3_000;
    private static final long FINISH_SECONDS = 30;

    private final Verifier verifier;
    private final DataFolder folder;
    private final Database database;
    private final Vault vault;
    private final GitStore git;
    private final Upkeep upkeep;
    private final GitReader reader;
    private final Audit audit;
    private final Accounts accounts;
    private final Authentication authentication;
    private final Optional<String> firstToken;
    private final Passwords passwords;
    private final Optional<String> firstLink;
    private final Repositories repositories;
    private final Catalog catalog;
    private final RunEvents events;
    private final RunFeed feed = new RunFeed();
    private final RunWorkers workers;
    private final Runs runs;
    private final Releases releases;
    private final Comparing comparing;
    private final ImageStore images;
    private final Publisher publisher;
    private final Landings landings;
    private final Proposals proposals;
    private final Pulls pulls;
    private final Versions versions;
    private final Followed followed;
    private final Comments comments;
    private final Reviews reviews;
    private final PublicUrl url;
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("repair").factory());

    /** Opens everything, or refuses with one line. {@code verifier} makes the engine's side, given its place on this hub. */
    public static App open(Config config, Clock clock, Function<Verifier.Place, Verifier> verifier) {
        var folder = DataFolder.open(config.data());
        try {
            var dialect = config.database()
                    .<dev.softservice.server.db.Dialect>map(Postgres::new)
                    .orElseGet(() -> new Sqlite(folder.database(), DATABASE_PATIENCE));
            var database = Database.open(dialect);
            try {
                return new App(config, clock, new Storage(folder, database), verifier);
            } catch (RuntimeException failed) {
                database.close();
                throw failed;
            }
        } catch (RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    private record Storage(DataFolder folder, Database database) {}

    private App(Config config, Clock clock, Storage storage, Function<Verifier.Place, Verifier> verifier) {
        folder = storage.folder();
        database = storage.database();
        url = new PublicUrl(config.publicUrl(), config.address());
        git = new GitStore(folder.repositories());
        upkeep = new Upkeep(git, UPKEEP_INTERVAL);
        reader = new GitReader(git);
        vault = Vault.open(folder.secretsKey());
        audit = new Audit(database, clock);
        accounts = new Accounts(database, audit, clock);
        authentication = new Authentication(accounts::authenticate, clock);
        firstToken = accounts.bootstrap(config.adminToken());
        passwords = new Passwords(database, accounts, audit, clock);
        firstLink = firstToken.map(
                _ -> passwords.link(Accounts.FIRST_ADMIN, Account.HUB).secret());
        repositories = new Repositories(database, git::create, audit, clock, Catalog::added);
        catalog = new Catalog(database);

        var locks = new RepositoryLocks();
        var files = new RunFolder(folder.runs());
        events = new RunEvents(files, run -> Runs.isFinished(database, run));
        var control = new RunControl(
                new RunQueue(clock, PullTable::isTrusted), events, feed, run -> Runs.require(database, run));
        releases = new Releases(database, HubKey.open(folder.signingKey(), folder.hubId()));
        var trees = new TreeFolders(git, folder.trees());
        var distros = new HubDistros(repositories, releases, git, trees, () -> url.of(""));
        this.verifier = verifier.apply(
                new Verifier.Place(folder.hubId(), new Composer(distros, () -> Optional.of(url.of("")))));
        var book = new RunBook(database, control, files, clock);
        var worker = new RunWorker(
                book,
                new RunRequests(folder.hubId(), config.level(), new Baselines(repositories, releases, git, trees)::of),
                new RunSources(git, repositories, trees, new Scratch(folder.work())),
                this.verifier,
                new ImageUse(folder.images(), Duration.ofDays(config.keepImages()), clock));
        workers = RunWorkers.recover(database, book, worker, config.workers());
        runs = new Runs(database, workers, files, audit);

        comparing = new Comparing(releases, repositories, runs, new Compositions(distros, git, () -> url.of("")));
        images = new ImageStore(database, new Blobs(folder.blobs()), this.verifier, config.images(), clock);
        var releaseRefs =
                new ReleaseRefs(repositories, git, reader, repository -> Mirrors.versionTags(database, repository));
        publisher = new Publisher(
                locks,
                runs,
                images,
                new ReleaseIntentions(releases, releaseRefs, runs, clock, config.level()),
                new ReleaseSteps(releases, releaseRefs, new EvidenceMaker(reader, Version.text()), runs, catalog));
        var ledger = new Ledger(database, audit, locks, clock);
        var policy = new TargetPolicy(git, releases, config.level());
        var moves = new BranchMoves(ledger, git, control, policy, catalog);
        landings = new Landings(moves, ledger, git, repositories);
        proposals = new Proposals(moves, ledger, git, control, url::of);
        var mergeability = new Mergeability(database, reader, repositories, Mirrors.known(database));
        pulls = new Pulls(ledger, control, proposals, landings, mergeability);
        versions = new Versions(database, git);
        followed = new Followed(versions, git);
        comments = new Comments(ledger, versions, followed, new Commands(pulls, versions, runs));
        reviews = new Reviews(ledger, pulls, versions, followed);
        feed.listen("landings", landings::onRun);
        feed.listen("releases", publisher::onRun);
    }

    /** Starts working. What a crash has cut off is finished in the background: the hub serves meanwhile. */
    public void start() {
        workers.start();
        keeper.execute(this::repair);
        keeper.scheduleWithFixedDelay(this::finishBegun, FINISH_SECONDS, FINISH_SECONDS, TimeUnit.SECONDS);
    }

    /** What has failed half-way while the hub runs, such as a release whose last step met a full disk, is not left until the next start. */
    public void finishBegun() {
        try {
            landings.finishBegun();
            landings.freshenWhenIdle();
            publisher.finishBegun();
        } catch (RuntimeException failed) {
            LOG.error("finishing what was begun", failed);
        }
    }

    /** Finishes whatever a crash has cut off; harmless where there is nothing. */
    public void repair() {
        try {
            landings.repairAll();
            publisher.repairAll();
            images.collect();
        } catch (RuntimeException failed) {
            LOG.error("repair after the start", failed);
        }
    }

    /** The first admin token where one was made just now: to be shown once. */
    public Optional<String> firstToken() {
        return firstToken;
    }

    /** Where the first administrator sets a password, where there is no account yet: to be shown once. */
    public Optional<String> firstLink() {
        return firstLink.map(secret -> url.of("/setup/" + secret));
    }

    public Passwords passwords() {
        return passwords;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Authentication authentication() {
        return authentication;
    }

    public Audit audit() {
        return audit;
    }

    public Database database() {
        return database;
    }

    public Vault vault() {
        return vault;
    }

    public GitStore git() {
        return git;
    }

    public GitReader reader() {
        return reader;
    }

    public Repositories repositories() {
        return repositories;
    }

    public Catalog catalog() {
        return catalog;
    }

    public RunEvents events() {
        return events;
    }

    public RunFeed feed() {
        return feed;
    }

    public Runs runs() {
        return runs;
    }

    public Releases releases() {
        return releases;
    }

    public ImageStore images() {
        return images;
    }

    public Comparing comparing() {
        return comparing;
    }

    public Proposals proposals() {
        return proposals;
    }

    public Pulls pulls() {
        return pulls;
    }

    public Versions versions() {
        return versions;
    }

    public Followed followed() {
        return followed;
    }

    public Comments comments() {
        return comments;
    }

    public Reviews reviews() {
        return reviews;
    }

    public PublicUrl url() {
        return url;
    }

    public RunWorkers workers() {
        return workers;
    }

    /** Within 30 s: runs under way go back into the queue, what has been told is followed up, then everything is closed. */
    @Override
    public void close() {
        keeper.shutdown();
        workers.close();
        try {
            if (!feed.drain(DRAIN_MILLIS)) LOG.info("what follows from the last runs is done at the next start");
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        feed.close();
        verifier.close();
        events.close();
        upkeep.close();
        git.close();
        database.close();
        folder.close();
    }
}
