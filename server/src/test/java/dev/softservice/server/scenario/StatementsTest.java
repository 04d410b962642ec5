package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.evidence.Version;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.repo.HostedRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hub says is stable, when it says it anew, and what yanking does to it. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class StatementsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Parameter
    DatabaseKind kind;

    @TempDir
    Path folder;

    private Instant now = NOON;
    private final InstantSource moving = () -> now;
    private Optional<String> url = Optional.empty();
    private Hub hub;
    private HostedRepository wiki;

    @BeforeEach
    void open() {
        if (kind == DatabaseKind.POSTGRES) url = Optional.of(DatabaseKind.freshPostgresUrl());
        hub = Hub.open(folder, url, moving.withZone(ZoneOffset.UTC));
        wiki = hub.repository("wiki");
        release("one");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private void release(String page) {
        hub.push(wiki, "main", page, Map.of("softservice.yaml", Hub.manifest("2.3"), "page", page));
        hub.settle();
    }

    private StableStatement said() {
        var signers = AllowedSigners.parse(hub.app.releases().allowedSigners());
        assertThat(signers.promiseStatements()).isTrue();
        var envelope = hub.app.statements().of(wiki).orElseThrow();
        var git = hub.app.git().open(wiki.name());
        try {
            assertThat(git.open(hub.tip(wiki, StableStatement.REF).orElseThrow(), Constants.OBJ_BLOB)
                            .getBytes())
                    .as("the ref holds the same")
                    .isEqualTo(envelope);
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
        return switch (StableStatement.open(envelope, signers)) {
            case Checked.Genuine<StableStatement> genuine -> genuine.value();
            case Checked.Refused<StableStatement> refused -> throw new AssertionError(refused.reason());
        };
    }

    private String stable() {
        return said().stable().map(named -> named.version().toString()).orElse("");
    }

    @Test
    void aReleaseIsSaidToBeStableAtOnce() throws Exception {
        assertThat(stable()).isEqualTo("2.3.0");
        var named = said().stable().orElseThrow();
        assertThat(named.commit())
                .isEqualTo(hub.tip(wiki, "refs/heads/stable").orElseThrow().name());
        var tag = hub.app
                .git()
                .open(wiki.name())
                .open(hub.tip(wiki, "refs/tags/v2.3.0").orElseThrow(), Constants.OBJ_TAG)
                .getBytes();
        assertThat(named.tag()).isEqualTo(StableStatement.digest(tag));
        assertThat(said().repository()).isEqualTo("samples/wiki");
        assertThat(said().issued()).isEqualTo(NOON);
        assertThat(said().expires()).isEqualTo(NOON.plus(Duration.ofDays(7)));
        release("two");
        assertThat(stable()).isEqualTo("2.3.1");
    }

    @Test
    void itIsSaidAnewOnceADayAndNotMoreOften() {
        now = NOON.plus(Duration.ofHours(23));
        hub.app.finishBegun();
        assertThat(said().issued()).isEqualTo(NOON);
        now = NOON.plus(Duration.ofHours(25));
        hub.app.finishBegun();
        assertThat(said().issued()).isEqualTo(now);
    }

    @Test
    void whatWasSaidIsKnownAfterARestartAndNeverSetBack() {
        hub.close();
        now = NOON.minus(Duration.ofMinutes(5));
        hub = Hub.open(folder, url, moving.withZone(ZoneOffset.UTC));
        hub.app.repair();
        assertThat(said().issued()).isEqualTo(NOON);
        release("two");
        assertThat(said().issued()).as("the clock was corrected a little").isEqualTo(NOON);
        now = NOON.minus(Duration.ofDays(300));
        hub.app.finishBegun();
        assertThat(said().issued())
                .as("it was wrong by much: nobody has believed that")
                .isEqualTo(now);
    }

    @Test
    void aYankedReleaseIsNotStableAnyMoreAndNoRangeTakesIt() {
        release("two");
        hub.app.yanks().yank(wiki, "2.3.1", "loses pages", hub.max);
        assertThat(stable()).isEqualTo("2.3.0");
        assertThat(said().yanked()).containsExactly(Map.entry(new Version(2, 3, 1), "loses pages"));
        assertThat(hub.app.releases().stable(wiki).orElseThrow().version()).isEqualTo("2.3.0");
        assertThat(hub.app.catalog().entry(wiki).version()).contains("2.3.0");
        var yanked = hub.app.releases().list(wiki, 0).getFirst();
        assertThat(yanked.yanked().orElseThrow().by()).isEqualTo("max");
        assertThat(hub.app.audit().list(0, hub.admin).getFirst())
                .extracting("account", "action", "subject", "detail")
                .containsExactly("max", "release.yank", "samples/wiki v2.3.1", "loses pages");

        var user = hub.repository("shop");
        hub.push(user, "main", "uses it", Map.of("softservice.yaml", Hub.head("shop") + """
            uses: {wiki: {distro: samples/wiki, version: ^2.3}}
            services: {web: {image: "nginx:1.22", expose: [80]}}
            tests: [{name: answers, tcp: {host: web, port: 80}}]
            """));
        var made = hub.app
                .comparing()
                .present(user, hub.tip(user, Hub.MAIN).orElseThrow())
                .orElseThrow();
        assertThat(made.resolved()).extracting("tag").containsExactly("v2.3.0");

        release("three");
        assertThat(stable()).isEqualTo("2.3.2");
        assertThat(said().yanked()).containsOnlyKeys(new Version(2, 3, 1));
    }

    @Test
    void aYankCanBeTakenBack() {
        hub.app.yanks().yank(wiki, "2.3.0", "a mistake", hub.max);
        assertThat(stable()).isEmpty();
        assertThat(hub.app.releases().stable(wiki)).isEmpty();
        assertThat(hub.app.catalog().entry(wiki).version()).isEmpty();
        hub.app.yanks().restore(wiki, "2.3.0", hub.max);
        assertThat(stable()).isEqualTo("2.3.0");
        assertThat(hub.app.catalog().entry(wiki).version()).contains("2.3.0");
        assertThat(said().yanked()).isEmpty();
    }

    @Test
    void onlyMaintainersYankAndWithAReason() {
        assertThatThrownBy(() -> hub.app.yanks().yank(wiki, "2.3.0", "no", hub.ann))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN));
        assertThatThrownBy(() -> hub.app.yanks().yank(wiki, "2.3.0", " ", hub.max))
                .hasMessageContaining("one line of 1 to 500 characters");
        assertThatThrownBy(() -> hub.app.yanks().yank(wiki, "2.3.0", "two\nlines", hub.max))
                .hasMessageContaining("one line of 1 to 500 characters");
        assertThatThrownBy(() -> hub.app.yanks().yank(wiki, "9.9.9", "no", hub.max))
                .hasMessage("there is no release 9.9.9 of samples/wiki");
        assertThat(stable()).isEqualTo("2.3.0");
    }
}
