package dev.softservice.server.app;

import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.image.Blobs;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.anew.Anew;
import dev.softservice.server.anew.Bases;
import dev.softservice.server.anew.Mender;
import dev.softservice.server.carry.Carrier;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.culprit.Culprits;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Vault;
import dev.softservice.server.forge.Mirrors;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.RepositoryUpkeep;
import dev.softservice.server.git.TreeFolders;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.mail.Mailboxes;
import dev.softservice.server.policy.Policies;
import dev.softservice.server.pull.BranchMoves;
import dev.softservice.server.pull.Conditions;
import dev.softservice.server.pull.Landed;
import dev.softservice.server.pull.LandingStatuses;
import dev.softservice.server.pull.Landings;
import dev.softservice.server.pull.Ledger;
import dev.softservice.server.pull.MergeRules;
import dev.softservice.server.pull.Mergeability;
import dev.softservice.server.pull.Proposals;
import dev.softservice.server.pull.PullTable;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.SmallerSuites;
import dev.softservice.server.pull.TargetPolicy;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.pull.Weakenings;
import dev.softservice.server.release.Baselines;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Compositions;
import dev.softservice.server.release.EvidenceMaker;
import dev.softservice.server.release.HubDistros;
import dev.softservice.server.release.HubKey;
import dev.softservice.server.release.NotesMaker;
import dev.softservice.server.release.Publisher;
import dev.softservice.server.release.ReleaseIntentions;
import dev.softservice.server.release.ReleaseRefs;
import dev.softservice.server.release.ReleaseSteps;
import dev.softservice.server.release.Releases;
import dev.softservice.server.release.Statements;
import dev.softservice.server.release.Yanks;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.FormerNames;
import dev.softservice.server.repo.Imports;
import dev.softservice.server.repo.LiveAccess;
import dev.softservice.server.repo.Members;
import dev.softservice.server.repo.Namespaces;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryLife;
import dev.softservice.server.repo.RepositoryLocks;
import dev.softservice.server.repo.RepositoryRemoval;
import dev.softservice.server.repo.RepositorySettings;
import dev.softservice.server.repo.Roles;
import dev.softservice.server.repo.Teams;
import dev.softservice.server.review.Discussion;
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
import dev.softservice.server.trial.Outcomes;
import dev.softservice.server.trial.Trials;
import dev.softservice.server.trial.Users;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.why.MainTip;
import dev.softservice.server.why.Why;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole hub, wired by hand in the order in which its parts need each other. Nothing runs before {@link #start}. */
public final class App implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);
    private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(20);
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Verifier verifier;
    private final DataFolder folder;
    private final Database database;
    private final Vault vault;
    private final GitStore git;
    private final RepositoryUpkeep upkeep;
    private final GitReader reader;
    private final Audit audit;
    private final Accounts accounts;
    private final WaysIn waysIn;
    private final Repositories repositories;
    private final Imports imports;
    private final Access access;
    private final Roles roles;
    private final RepositorySettings settings;
    private final RepositoryLife life;
    private final RepositoryRemoval removal;
    private final LiveAccess live;
    private final Catalog catalog;
    private final RunEvents events;
    private final RunFeed feed = new RunFeed();
    private final RunWorkers workers;
    private final Runs runs;
    private final Releases releases;
    private final HubDistros distros;
    private final Statements statements;
    private final Yanks yanks;
    private final Comparing comparing;
    private final ImageStore images;
    private final Publisher publisher;
    private final Policies policies;
    private final Carrier carrier;
    private final Trials trials;
    private final Anew anew;
    private final Culprits culprits;
    private final Landings landings;
    private final Proposals proposals;
    private final Pulls pulls;
    private final Why why;
    private final Versions versions;
    private final Discussion discussion;
    private final PublicUrl url;
    private final StorageUse storageUse;
    private final Resumption resumption;

    /** Opens everything, or refuses with one line. {@code verifier} makes the engine's side, given its place on this hub. */
    public static App open(Config config, Clock clock, Function<Verifier.Place, Verifier> verifier) {
        var opened = OpenedStorage.of(config.storage());
        try {
            return new App(config, clock, opened, verifier);
        } catch (RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    private App(Config config, Clock clock, OpenedStorage storage, Function<Verifier.Place, Verifier> verifier) {
        folder = storage.folder();
        database = storage.database();
        url = new PublicUrl(config.listening().publicUrl(), config.listening().address());
        storageUse = new StorageUse(folder.root(), clock);
        var formerNames = new FormerNames(database);
        git = new GitStore(folder.repositories(), formerNames::folder);
        upkeep = new RepositoryUpkeep(git, UPKEEP_INTERVAL);
        reader = new GitReader(git);
        vault = Vault.open(folder.secretsKey());
        audit = new Audit(database, clock);
        accounts = new Accounts(database, audit, clock);
        waysIn = WaysIn.to(accounts, new Mailboxes.Keeping(database, vault, audit, clock), config.people(), url::of);
        config.adminToken().ifPresent(accounts::acceptFirst);
        repositories = new Repositories(database, git::create, audit, clock, Catalog::added);
        imports = new Imports(database, audit, clock);
        access = new Access(database);
        live = new LiveAccess(accounts, access);
        accounts.listen(live::recheck);
        roles = new Roles(
                new Namespaces(database, audit, clock),
                new Members(database, audit, live::recheck),
                new Teams(database, audit, clock, live::recheck));
        settings = new RepositorySettings(database, audit, live::recheck);
        catalog = new Catalog(database);
        var locks = new RepositoryLocks();
        var files = new RunFolder(folder.runs());
        events = new RunEvents(files, run -> Runs.isFinished(database, run));
        var control = new RunControl(
                new RunQueue(clock, PullTable::isTrusted), events, feed, runs -> Runs.all(database, runs));
        releases = new Releases(database, HubKey.open(folder.signingKey(), folder.hubId()));
        var trees = new TreeFolders(git, folder.trees());
        distros = new HubDistros(repositories, releases, git, trees, () -> url.of(""));
        this.verifier = verifier.apply(
                new Verifier.Place(folder.hubId(), new Composer(distros, () -> Optional.of(url.of("")))));
        var book = new RunBook(database, control, files, clock);
        var worker = new RunWorker(
                book,
                new RunRequests(
                        folder.hubId(),
                        config.verifying().level(),
                        new Baselines(repositories, releases, git, trees)::of,
                        repository -> repositories.byId(repository).name()),
                new RunSources(git, repositories, trees, new Scratch(folder.work())),
                this.verifier,
                new ImageUse(folder.images(), Duration.ofDays(config.verifying().keepImages()), clock));
        workers = RunWorkers.recover(database, book, worker, config.verifying().workers());
        runs = new Runs(database, workers, files, audit);
        life = new RepositoryLife(
                database, formerNames, audit, clock, new RepositoryLife.Follows(Catalog::renamed, live::recheck));
        removal = Leaving.of(
                database, formerNames, new Leaving.Kept(runs, git), new RepositoryRemoval.Records(audit, clock));

        comparing = new Comparing(releases, repositories, runs, new Compositions(distros, git, () -> url.of("")));
        images = new ImageStore(database, new Blobs(folder.blobs()), this.verifier, config.images(), clock);
        var releaseRefs =
                new ReleaseRefs(repositories, git, reader, repository -> Mirrors.versionTags(database, repository));
        statements = new Statements(releases, repositories, releaseRefs, clock);
        yanks = new Yanks(releases, statements, catalog, audit, clock);
        publisher = new Publisher(
                locks,
                runs,
                images,
                new ReleaseIntentions(
                        releases, releaseRefs, runs, clock, config.verifying().level()),
                new ReleaseSteps(
                        releases,
                        releaseRefs,
                        new ReleaseSteps.Written(
                                new EvidenceMaker(reader, ProgramVersion.text()),
                                new NotesMaker(releases, releaseRefs, runs, new Landed(database, reader)::lines)),
                        runs,
                        new ReleaseSteps.Shown(catalog, statements)));
        var ledger = new Ledger(database, audit, locks, clock);
        policies = new Policies(git);
        var policy =
                new TargetPolicy(git, releases, policies, config.verifying().level());
        var told =
                new MergeRules.Told(pulls -> Reviews.opinions(database, pulls), pulls -> Outcomes.on(database, pulls));
        var rules = new MergeRules(database, repositories, git, policies, told);
        var moves = new BranchMoves(ledger, git, control, policy, catalog);
        var weakenings = new Weakenings(database, repositories, runs, new SmallerSuites(runs, releases, git));
        var conditions = new Conditions(rules, weakenings);
        landings = new Landings(moves, ledger, git, repositories, new Landings.Asks(conditions, access));
        proposals = new Proposals(moves, ledger, git, control, url::of);
        var forges = Mirrors.known(database);
        var mergeability = new Mergeability(database, reader, repositories, forges, conditions);
        pulls = new Pulls(ledger, control, proposals, landings, mergeability);
        why = new Why(
                new Why.Released(
                        releases,
                        new MainTip(reader, runs, publisher, run -> Outcomes.onMain(database, run)),
                        comparing),
                new LandingStatuses(database, mergeability, landings),
                runs,
                forges);
        versions = new Versions(database, git);
        discussion = Discussion.of(ledger, versions, git, pulls, runs);
        feed.listen("weakenings", weakenings::onRun);
        feed.listen("landings", landings::onRun);
        feed.listen("releases", publisher::onRun);
        carrier = new Carrier(
                new Carrier.Places(repositories, releases, comparing, git, forges),
                control,
                proposals,
                database,
                clock);
        trials = new Trials(
                new Users(database, repositories, releases, publisher, comparing),
                pulls,
                new Trials.Testing(runs, control, config.verifying().users()),
                database,
                clock);
        feed.listen("trials", trials::onRun);
        var bases = new Bases(this.verifier::renewImage);
        anew = new Anew(
                new Anew.Places(releases, runs, catalog),
                control,
                bases,
                new Mender(repositories, git, new Mender.Opened(proposals, pulls, forges), bases, clock),
                new Anew.Rhythm(
                        database, clock, Duration.ofDays(config.verifying().anew())));
        feed.listen("anew", anew::onRun);
        culprits = new Culprits(repositories, releases, runs, control, database);
        feed.listen("culprits", culprits::onRun);
        resumption = new Resumption(
                List.of(landings::repairAll, publisher::repairAll),
                List.of(
                        landings::finishBegun,
                        landings::advanceAll,
                        landings::freshenWhenIdle,
                        publisher::finishBegun,
                        statements::renew,
                        carrier::advance,
                        trials::advance,
                        removal::advance,
                        culprits::advance),
                images::collect,
                anew::advance);
    }

    /** Starts working. What a crash has cut off is finished in the background: the hub serves meanwhile. */
    public void start() {
        workers.start();
        resumption.start();
    }

    /** See {@link Resumption#finishBegun}. */
    public void finishBegun() {
        resumption.finishBegun();
    }

    /** See {@link Resumption#repair}. */
    public void repair() {
        resumption.repair();
    }

    /** Where the first administrator's account is made, while there is none. */
    public Optional<String> firstLink() {
        return waysIn.firstAdmin().secret().map(secret -> url.of("/first/" + secret));
    }

    public Accounts accounts() {
        return accounts;
    }

    public WaysIn waysIn() {
        return waysIn;
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

    public Imports imports() {
        return imports;
    }

    public Access access() {
        return access;
    }

    /** How much room the parts of the data folder take, looked at once a minute at most. */
    public Supplier<dev.softservice.server.web.Storage> storage() {
        return storageUse;
    }

    public Roles roles() {
        return roles;
    }

    public RepositorySettings settings() {
        return settings;
    }

    /** Renaming, archiving and deleting repositories. */
    public RepositoryLife life() {
        return life;
    }

    public LiveAccess live() {
        return live;
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

    HubDistros distros() {
        return distros;
    }

    public Statements statements() {
        return statements;
    }

    public Yanks yanks() {
        return yanks;
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

    public Carrier carrier() {
        return carrier;
    }

    public Anew anew() {
        return anew;
    }

    public Culprits culprits() {
        return culprits;
    }

    public Policies policies() {
        return policies;
    }

    public Pulls pulls() {
        return pulls;
    }

    public Why why() {
        return why;
    }

    public Versions versions() {
        return versions;
    }

    public Discussion discussion() {
        return discussion;
    }

    DataFolder folder() {
        return folder;
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
        resumption.stop();
        workers.close();
        try {
            if (!feed.drain(DRAIN.toMillis())) LOG.info("what follows from the last runs is done at the next start");
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        // What a round has begun still reads and writes.
        resumption.close();
        feed.close();
        verifier.close();
        events.close();
        upkeep.close();
        git.close();
        database.close();
        folder.close();
    }
}
