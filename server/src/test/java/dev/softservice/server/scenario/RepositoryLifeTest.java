package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.server.MovableClock;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.FormerNames;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryLife;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Visible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository gets another name, is set at rest, is deleted and taken back, and goes. */
class RepositoryLifeTest {
    private static final RepositoryName WIKI = new RepositoryName("samples", "wiki");
    private static final RepositoryName PAGES = new RepositoryName("samples", "pages");

    /** Besides those whose names end with Rows. */
    private static final Set<String> DELETING = Set.of(
            "Catalog.java",
            "FormerNames.java",
            "Imports.java",
            "Memberships.java",
            "MirrorTable.java",
            "RepositoryRemoval.java");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();
    private Hub hub;
    private HostedRepository wiki;

    @BeforeEach
    void open() {
        hub = Hub.open(data, Optional.empty(), clock);
        wiki = hub.repository("wiki");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private HostedRepository rename(String name) {
        return hub.app.life().rename(wiki, name, hub.admin);
    }

    private Optional<HostedRepository> found(RepositoryName name) {
        return hub.app.repositories().find(name);
    }

    private String manifest(RepositoryName name) {
        return hub.app.git().resolve(name, Hub.MAIN).orElseThrow().name();
    }

    private void released() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("1.0")));
        hub.settle();
    }

    @Test
    void theFormerNameLeadsToTheRepositoryInGitAndEverywhere() {
        released();
        var before = manifest(WIKI);
        var renamed = rename("pages");
        assertThat(renamed.name()).isEqualTo(PAGES);
        assertThat(found(WIKI)).contains(renamed);
        assertThat(found(PAGES)).contains(renamed);
        assertThat(manifest(WIKI)).isEqualTo(before);
        assertThat(manifest(PAGES)).isEqualTo(before);
        assertThat(hub.app.catalog().search("pages", 1, Visible.ALL).entries()).hasSize(1);
        hub.close();
        hub = Hub.open(data, Optional.empty(), clock);
        assertThat(manifest(WIKI)).as("after a restart").isEqualTo(before);
        assertThat(manifest(PAGES)).isEqualTo(before);
    }

    @Test
    void aChangeOfNameThatFailsLeavesNoWayToTheRepositorysFolder() {
        var names = new FormerNames(hub.app.database());
        var follows = new RepositoryLife.Follows(
                (_, _, _) -> {
                    throw new IllegalStateException("the disk is full");
                },
                () -> {});
        var failing = new RepositoryLife(hub.app.database(), names, hub.app.audit(), clock, follows);
        assertThatThrownBy(() -> failing.rename(wiki, "pages", hub.admin)).hasMessageContaining("the disk is full");
        assertThat(names.folder(PAGES)).isEqualTo(PAGES);
        assertThat(names.folder(WIKI)).isEqualTo(WIKI);
        assertThat(found(PAGES)).isEmpty();
    }

    @Test
    void nobodyElseGetsAFormerNameAndItsRepositoryMayHaveItBack() {
        rename("pages");
        assertThatThrownBy(() -> hub.app.repositories().create(WIKI, "", hub.admin))
                .hasMessage("samples/wiki is a former name of samples/pages, and leads there: choose another name");
        var other = hub.repository("other");
        assertThatThrownBy(() -> hub.app.life().rename(other, "wiki", hub.admin))
                .hasMessageContaining("is a former name of samples/pages");
        assertThatThrownBy(() -> hub.app.life().rename(other, "pages", hub.admin))
                .hasMessage("there is a repository samples/pages already");
        assertThat(rename("wiki").name()).isEqualTo(WIKI);
        assertThat(found(PAGES).orElseThrow().id()).isEqualTo(wiki.id());
        assertThat(hub.app.life().formerNames(wiki)).containsExactly(PAGES);
        assertThatThrownBy(() -> hub.app.repositories().create(PAGES, "", hub.admin))
                .hasMessageContaining("is a former name of samples/wiki");
    }

    @Test
    void namesAreNotCollectedWithoutEnd() {
        for (int i = 0; i < 20; i++) rename("pages-" + i);
        assertThatThrownBy(() -> rename("pages-20")).hasMessageContaining("has had 20 names");
        assertThat(rename("wiki").name()).isEqualTo(WIKI);
    }

    @Test
    void hostileNamesAreRefused() {
        for (var name : new String[] {"", "..", "a/b", "Wiki", "a\nb", "a".repeat(40), "-a", "%2e"})
            assertThatThrownBy(() -> rename(name))
                    .as(name)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("repository name must be");
        assertThat(found(WIKI)).contains(wiki);
    }

    @Test
    void onlyOwnersDoAnyOfIt() {
        for (var deed : new Runnable[] {
            () -> hub.app.life().rename(wiki, "pages", hub.max),
            () -> hub.app.life().archive(wiki, true, hub.max),
            () -> hub.app.life().delete(wiki, "samples/wiki", hub.max),
            () -> hub.app.life().takeBack(wiki, hub.max)
        }) assertThatThrownBy(deed::run).hasMessageContaining("only an owner may");
        assertThat(found(WIKI)).contains(wiki);
    }

    @Test
    void releasesKeepTheNameThatTheyAreSignedWithAndTheStatementSaysTheOthers() {
        released();
        rename("pages");
        hub.app.finishBegun();
        var said = StableStatement.unverified(
                        hub.app.statements().of(found(PAGES).orElseThrow()).orElseThrow())
                .orElseThrow();
        assertThat(said.repository()).isEqualTo("samples/wiki");
        assertThat(said.names()).containsExactly("samples/pages");
        assertThat(said.isCalled("samples/pages")).isTrue();
        assertThat(said.isCalled("samples/wiki")).isTrue();
        assertThat(said.isCalled("samples/other")).isFalse();
    }

    @Test
    void whatIsArchivedLandsNothingByItself() {
        hub.app.accounts().create("max", Role.MAINTAINER, Account.HUB);
        assertThat(hub.app.access().stillHas(Role.MAINTAINER, "max", wiki)).isTrue();
        assertThat(hub.app.life().archive(wiki, true, hub.admin).isArchived()).isTrue();
        assertThat(hub.app.access().stillHas(Role.MAINTAINER, "max", wiki)).isFalse();
        assertThat(hub.app.access().see(WIKI, Bearer.NOBODY)).isPresent();
        hub.app.life().archive(wiki, false, hub.admin);
        assertThat(hub.app.access().stillHas(Role.MAINTAINER, "max", wiki)).isTrue();
    }

    @Test
    void whatIsDeletedIsOutOfSightAndComesBackWholeWithinSevenDays() {
        released();
        assertThatThrownBy(() -> hub.app.life().delete(wiki, "wiki", hub.admin))
                .hasMessage("to delete samples/wiki, write exactly this name");
        hub.app.life().delete(wiki, "samples/wiki", hub.admin);
        assertThat(hub.app.access().see(WIKI, Bearer.of(hub.admin))).isEmpty();
        assertThat(hub.app.catalog().search("", 1, Visible.ALL).entries()).isEmpty();
        assertThat(hub.app.repositories().all()).isEmpty();
        assertThatThrownBy(() -> hub.app.repositories().create(WIKI, "", hub.admin))
                .hasMessageContaining("about to be deleted");
        clock.forward(RepositoryLife.DELAY.minus(Duration.ofSeconds(1)));
        hub.app.finishBegun();
        hub.app.life().takeBack(wiki, hub.admin);
        clock.forward(RepositoryLife.DELAY);
        hub.app.finishBegun();
        assertThat(hub.app.access().see(WIKI, Bearer.NOBODY)).isPresent();
        assertThat(hub.app.catalog().search("", 1, Visible.ALL).entries()).hasSize(1);
        assertThat(manifest(WIKI)).isNotEmpty();
    }

    @Test
    void afterSevenDaysItsRowsAndFilesAreGoneAndItsNamesAreFree() throws Exception {
        var before = counts();
        var other = hub.repository("other");
        released();
        var proposed = hub.proposed(hub.ann, wiki, "a proposal", Map.of("README.md", "words"));
        hub.settle();
        var run = hub.runOf(hub.pull(wiki, proposed.number()));
        rename("pages");
        hub.app.life().delete(wiki, "samples/pages", hub.admin);
        clock.forward(RepositoryLife.DELAY);
        assertThatThrownBy(() -> hub.app.life().takeBack(wiki, hub.admin)).hasMessageContaining("its time has come");
        hub.app.finishBegun();
        hub.app.finishBegun();
        assertThat(found(WIKI)).isEmpty();
        assertThat(found(PAGES)).isEmpty();
        assertThat(hub.app.runs().find(run.id())).isEmpty();
        try (var left = Files.walk(data)) {
            assertThat(left.map(Path::toString))
                    .noneMatch(path -> path.endsWith("wiki.git") || path.endsWith("/" + run.id()));
        }
        assertThat(found(other.name())).contains(other);
        hub.app.life().delete(other, "samples/other", hub.admin);
        clock.forward(RepositoryLife.DELAY);
        hub.app.finishBegun();
        var anew = hub.repository("wiki");
        // What no release needs any more of its images goes with the next round of the store.
        hub.app.images().collect();
        assertThat(counts()).isEqualTo(before);
        assertThat(hub.app.git().resolve(anew.name(), Hub.MAIN))
                .as("a new one of that name is empty")
                .isEmpty();
    }

    /** A table that a migration adds is let go of, too. */
    @Test
    void whateverBelongsToARepositoryIsDeletedSomewhere() throws Exception {
        var made = Pattern.compile("(?s)create table (\\w+) \\((.*?)\\n\\);");
        var names = Pattern.compile("references (repository|run|pull|release|comment|webhook|mirror|image_set) ");
        var owned = new ArrayList<String>();
        for (var migration : files(Path.of("src/main/resources/db/migration"), ".sql")) {
            var tables = made.matcher(Files.readString(migration));
            while (tables.find()) if (names.matcher(tables.group(2)).find()) owned.add(tables.group(1));
        }
        var deleting = new StringBuilder();
        for (var source : files(Path.of("src/main/java/dev/softservice/server"), ".java")) {
            var name = source.getFileName().toString();
            if (name.endsWith("Rows.java") || DELETING.contains(name)) deleting.append(Files.readString(source));
        }
        assertThat(owned).hasSizeGreaterThan(30);
        for (var table : owned) assertThat(deleting).as(table).containsPattern("\\b" + table + "\\b");
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(end)).toList();
        }
    }

    /** Rows of every table that belong to repositories, whichever migration made it. */
    private Map<String, Long> counts() {
        return hub.app.database().read(handle -> {
            var counts = new TreeMap<String, Long>();
            var tables =
                    new ArrayList<>(handle.createQuery("""
                        select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not in (
                        'audit', 'namespace', 'session', 'token', 'account', 'flyway_schema_history')\
                        """).mapTo(String.class).list());
            for (var table : tables)
                counts.put(
                        table,
                        handle.createQuery("select count(*) from " + table)
                                .mapTo(Long.class)
                                .one());
            return counts;
        });
    }
}
