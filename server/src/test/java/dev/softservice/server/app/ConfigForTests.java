package dev.softservice.server.app;

import dev.softservice.server.db.MigratedFile;
import dev.softservice.server.image.ImageStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of a hub under test: on a free port of this machine, with SQLite, climbing to acceptance unless asked otherwise. */
public final class ConfigForTests {
    /** After which a release is verified anew. */
    public static final int DAYS_UNTIL_ANEW = 28;
    /** How many distros each version of a pull request is tried with. */
    public static final int USERS_TRIED = 5;

    private final Path data;
    private Optional<String> database = Optional.empty();
    private Optional<String> adminToken = Optional.empty();
    private int workers = 1;
    private int level = 4;
    private long quarantine = 64L << 20;
    private List<String> forges = List.of();

    private ImageStore.Rules images = ImageStore.Rules.USUAL;

    private Config.People people = Config.People.OF_THE_HUB;
    private Config.Listening listening = listening();

    private ConfigForTests(Path data) {
        this.data = data;
    }

    public static ConfigForTests in(Path data) {
        return new ConfigForTests(data);
    }

    /** A JDBC URL of PostgreSQL; empty: SQLite. */
    public ConfigForTests database(Optional<String> url) {
        database = url;
        return this;
    }

    public ConfigForTests adminToken(String token) {
        adminToken = Optional.of(token);
        return this;
    }

    public ConfigForTests workers(int number) {
        workers = number;
        return this;
    }

    /** The highest rung that runs climb to. */
    public ConfigForTests level(int rung) {
        level = rung;
        return this;
    }

    /** How many bytes one push may bring. */
    public ConfigForTests quarantine(long bytes) {
        quarantine = bytes;
        return this;
    }

    /** An origin that mirrors may be at, besides public ones. */
    public ConfigForTests forge(String origin) {
        forges = List.of(origin);
        return this;
    }

    /** What becomes of the images of releases. */
    public ConfigForTests images(ImageStore.Rules rules) {
        images = rules;
        return this;
    }

    /** Where it listens, in the place of a free port of this machine. */
    public ConfigForTests listening(Config.Listening other) {
        listening = other;
        return this;
    }

    /** What people are reached and known by besides the hub. */
    public ConfigForTests people(Config.People other) {
        people = other;
        return this;
    }

    /** Where it is SQLite, it is migrated already: see {@link MigratedFile}. */
    public Config config() {
        if (database.isEmpty()) MigratedFile.at(data.resolve("hub.db"));
        return new Config(
                new Config.Storage(data, database),
                listening,
                new Config.Verifying(workers, level, 14, USERS_TRIED, DAYS_UNTIL_ANEW),
                new Config.Incoming(quarantine, forges),
                images,
                people,
                adminToken);
    }

    /** A free port of this machine. */
    public static Config.Listening listening() {
        return new Config.Listening("127.0.0.1", 0, Optional.empty(), List.of());
    }
}
