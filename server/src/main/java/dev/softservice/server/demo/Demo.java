package dev.softservice.server.demo;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.EngineSetup;
import dev.softservice.server.app.Config;
import dev.softservice.server.app.Running;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.run.EngineVerifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The story played once, from an empty folder and whatever engine there is to nothing left behind. */
final class Demo {
    private static final long LARGEST_PUSH = 1L << 30;
    private static final int DAYS_IMAGES_ARE_KEPT = 14;
    private static final int USERS_TRIED = 5;

    private final Wish wish;
    private final Teller teller;
    private final Clock clock;

    /**
     * @param folder  empty; the hub's data, people's clones and the end user's state go there
     * @param port    the hub's; 0: any free one
     * @param samples the folder of sample distros
     * @param level   the highest rung that the hub's runs climb to
     */
    record Wish(Path folder, int port, Path samples, int level) {}

    /**
     * How it went.
     *
     * @param missing what the machine lacks to play it, with the remedy; then nothing was begun
     * @param story   how far the story came; empty where it was not begun or was stopped
     * @param left    what could not be taken away at the end
     */
    record Outcome(Optional<String> missing, Optional<Story.Ending> story, List<String> left) {
        /** Every step held, and nothing is left. */
        boolean good() {
            return missing.isEmpty()
                    && story.isPresent()
                    && story.get().broken().isEmpty()
                    && left.isEmpty();
        }
    }

    /** What happens between the story's end and tidying up: a person may look round. */
    interface Afterwards {
        void lookRound(Stage stage, List<Story.Sight> sights) throws InterruptedException;
    }

    Demo(Wish wish, Teller teller, Clock clock) {
        this.wish = wish;
        this.teller = teller;
        this.clock = clock;
    }

    /** Plays; interrupted, it tidies up and gives what it came to. {@code afterwards} is called if every step held. */
    Outcome play(Afterwards afterwards) {
        var tidying = new Tidying(teller);
        Optional<Story.Ending> ending = Optional.empty();
        Optional<String> missing = Optional.empty();
        try {
            missing = prepared(tidying);
            if (missing.isEmpty()) {
                var user = new EndUser(DemoFolders.endUser(wish.folder()), teller);
                var stage = set(tidying, user);
                var story = new Story(stage, user);
                ending = Optional.of(story.play());
                if (ending.get().broken().isEmpty()) afterwards.lookRound(stage, story.sights());
            }
        } catch (InterruptedException stopped) {
            teller.note("stopping");
        } catch (Unmet unmet) {
            teller.failure(unmet.getMessage());
        }
        return new Outcome(missing, ending, tidying.now());
    }

    /** Makes sure of the stock programs and of an engine with the base image; returns what is missing. */
    private Optional<String> prepared(Tidying tidying) throws InterruptedException {
        teller.chapter("Setting up");
        var missing = Prerequisites.missing(wish.folder());
        if (missing.isPresent()) return missing;
        return switch (EngineSetup.run(teller::progress, begun())) {
            case EngineSetup.Missing(var remedy) -> Optional.of(remedy);
            case EngineSetup.Ready(var started) -> {
                started.ifPresent(engine -> tidying.later("the container engine", () -> end(engine)));
                try (var engine = DockerEngine.connect()) {
                    teller.event((started.isPresent() ? "engine started: " : "engine: ") + engine.describe());
                    var temporary = Path.of(System.getProperty("java.io.tmpdir"));
                    for (var folder : new Abandoned(engine).clear(temporary))
                        teller.event("took away what a demo left that was killed: " + folder);
                }
                yield Optional.empty();
            }
        };
    }

    /** The launcher has an engine set up while it builds. */
    private static Optional<Path> begun() {
        return Optional.ofNullable(System.getenv("SOFTSERVICE_ENGINE_PID_FILE")).map(Path::of);
    }

    private static void end(ProcessHandle engine) throws Exception {
        engine.destroy();
        engine.onExit().get(60, java.util.concurrent.TimeUnit.SECONDS);
    }

    /** Starts the hub; everything that is started here or later is undone by {@code tidying}, in the opposite order. */
    private Stage set(Tidying tidying, EndUser user) {
        var token = "demo-" + UUID.randomUUID();
        var config = new Config(
                new Config.Storage(DemoFolders.hub(wish.folder()), Optional.empty()),
                new Config.Listening("127.0.0.1", wish.port(), Optional.empty(), List.of()),
                new Config.Verifying(
                        Runtime.getRuntime().availableProcessors(), wish.level(), DAYS_IMAGES_ARE_KEPT, USERS_TRIED, 0),
                new Config.Incoming(LARGEST_PUSH, List.of()),
                ImageStore.Rules.USUAL,
                Config.People.OF_THE_HUB,
                Optional.of(token));
        var engine = DockerEngine.connect();
        tidying.later("the connection to the engine", engine::close);
        var hubId = new String[1];
        tidying.later("what runs left on the engine", () -> sweep(engine, hubId[0]));
        var hub = Running.start(config, clock, place -> {
            hubId[0] = place.hubId();
            return EngineVerifier.of(engine, clock, place);
        });
        tidying.later("the hub", hub::close);
        tidying.later("the installation", user::close);
        teller.event("hub on an embedded database in " + wish.folder() + ": " + hub.address());
        var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        tidying.later("open connections", http::shutdownNow);
        return Stage.set(new PersonsHub(http, URI.create(hub.address()), token), wish.folder(), wish.samples(), teller);
    }

    /** The hub has stopped, so whatever carries its label is left over; a second look has to find nothing. */
    private static void sweep(DockerEngine engine, String hubId) {
        engine.sweep(hubId, Set::of);
        int left = engine.sweep(hubId, Set::of);
        Unmet.unless(left == 0, left + " containers, networks or volumes were there still");
    }
}
