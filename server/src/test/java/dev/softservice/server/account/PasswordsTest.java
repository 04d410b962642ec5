package dev.softservice.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.MigratedFile;
import dev.softservice.server.db.Sqlite;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
    private static final String GOOD = "correct horse battery";
    private static final String HOME = "192.0.2.7";

    @TempDir
    Path folder;

    private Clock moving;
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private Database database;
    private Accounts accounts;
    private Audit audit;
    private Passwords passwords;
    private Account admin;

    @BeforeEach
    void open() {
        InstantSource source = () -> now;
        moving = source.withZone(ZoneOffset.UTC);
        MigratedFile.at(folder.resolve("hub.db"));
        database = Database.open(new Sqlite(folder.resolve("hub.db"), Duration.ofSeconds(5)));
        audit = new Audit(database, moving);
        accounts = new Accounts(database, audit, moving);
        accounts.acceptFirst("a-token-that-is-long");
        admin = new Account(1, "admin", Role.ADMIN);
        accounts.create("ada", Role.CONTRIBUTOR, admin);
        // A tenth of a second for each try, as on a hub, is nothing that most of these tests are about.
        passwords = new Passwords(database, accounts, audit, moving, new Argon2(8, 1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Account set(String name) {
        return passwords.setByLink(passwords.link(name, admin).secret(), GOOD);
    }

    @Test
    void aLinkSetsThePasswordOnceAndThatSignsIn() {
        var link = passwords.link("ada", admin);
        assertThat(passwords.setByLink(link.secret(), GOOD).name()).isEqualTo("ada");
        var token = passwords.signIn("ada", GOOD, HOME);
        assertThat(accounts.authenticate(token.text()).orElseThrow().onHub().role())
                .isEqualTo(Role.CONTRIBUTOR);
        assertThatThrownBy(() -> passwords.setByLink(link.secret(), GOOD)).hasMessageContaining("used already");
    }

    @Test
    void aLinkHoldsForADayAndANewerOneTakesItsPlace() {
        var first = passwords.link("ada", admin);
        var second = passwords.link("ada", admin);
        assertThatThrownBy(() -> passwords.ofLink(first.secret())).hasMessageContaining("ask an administrator");
        now = now.plus(Duration.ofHours(25));
        assertThatThrownBy(() -> passwords.setByLink(second.secret(), GOOD)).hasMessageContaining("older than a day");
        assertThatThrownBy(() -> passwords.link("ada", new Account(2, "ada", Role.MAINTAINER)))
                .hasMessageContaining("only an admin");
    }

    @Test
    void whatIsStoredIsArgon2idAndNeitherThePasswordNorTheLink() {
        var link = passwords.link("ada", admin);
        var stored = database.read(handle -> handle.createQuery("select hash from one_time_link")
                .mapTo(String.class)
                .list());
        assertThat(stored).hasSize(1).doesNotContain(link.secret());
        new Passwords(database, accounts, audit, moving).setByLink(link.secret(), GOOD);
        String hash = database.read(handle -> handle.createQuery("select hash from password")
                .mapTo(String.class)
                .one());
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(GOOD);
    }

    @Test
    void toCompareWithNobodysHashIsAsMuchWorkAsWithAnother() {
        var argon2 = new Argon2();
        var nobodys = argon2.hashOfNothing();
        int costs = nobodys.indexOf(",p=1$");
        assertThat(argon2.hash(GOOD)).startsWith(nobodys.substring(0, costs)).hasSameSizeAs(nobodys);
        assertThat(argon2.matches(GOOD, nobodys)).isFalse();
        assertThat(argon2.hashOfNothing()).isNotEqualTo(nobodys);
    }

    /** Of the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1}. */
    @Test
    void aHashOfTheReferenceImplementationIsMatched() {
        var reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(new Argon2().matches("password", reference)).isTrue();
        assertThat(new Argon2().matches("passwort", reference)).isFalse();
    }

    @Test
    void wrongOnesAreSlowedDownForEachAccountAndTheOthersGoOn() {
        set("ada");
        set("admin");
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> passwords.signIn("ada", "wrong wrong wrong", HOME))
                    .hasMessage("no account here has this name and this password");
        }
        assertThatThrownBy(() -> passwords.signIn("ada", GOOD, "198.51.100.1"))
                .extracting(refused -> ((Refusal) refused).kind())
                .isEqualTo(Refusal.Kind.THROTTLED);
        assertThat(passwords.signIn("admin", GOOD, HOME).account().name()).isEqualTo("admin");
        now = now.plus(Duration.ofSeconds(11));
        assertThat(passwords.signIn("ada", GOOD, HOME).account().name()).isEqualTo("ada");
    }

    @Test
    void anAddressThatTriesManyAccountsIsSlowedDown() {
        set("ada");
        for (int i = 0; i < 30; i++) {
            int one = i;
            assertThatThrownBy(() -> passwords.signIn("user" + one, GOOD, HOME)).hasMessageContaining("no account");
        }
        assertThatThrownBy(() -> passwords.signIn("ada", GOOD, HOME)).hasMessageContaining("too many wrong passwords");
        assertThat(passwords.signIn("ada", GOOD, "198.51.100.1").account().name())
                .isEqualTo("ada");
    }

    @Test
    void aChangeAsksForThePresentOneAndEndsWhatWasSignedIn() {
        var ada = set("ada");
        var token = passwords.signIn("ada", GOOD, HOME);
        assertThatThrownBy(() -> passwords.change(ada, "wrong wrong wrong", "another fine one", HOME))
                .hasMessageContaining("no account here has this name and this password");
        passwords.change(ada, GOOD, "another fine one", HOME);
        assertThat(accounts.authenticate(token.text())).isEmpty();
        assertThat(passwords.signIn("ada", "another fine one", HOME).account().name())
                .isEqualTo("ada");
    }

    @Test
    void whatIsEasyToGuessIsRefused() {
        for (var bad : java.util.List.of("short", "x".repeat(201), "aaaaaaaaaaaaaaaa", "my name is Ada!")) {
            assertThatThrownBy(() ->
                            passwords.setByLink(passwords.link("ada", admin).secret(), bad))
                    .hasMessageStartingWith("password ");
        }
    }
}
