package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps an installation from following its hub is told in plain words, and what this machine lacks is held against no release. */
class FollowingTest extends OnAFollowedHub {
    @BeforeEach
    void open() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"));
        hub.allowedSigners = Files.readString(shelf.keyFile);
        install(Optional.empty());
    }

    private void install(Optional<Path> key) throws InterruptedException {
        var source = Source.parse(hub.url() + "/samples/notes", folder);
        new Installer(site).install(Wishes.of(source, key));
    }

    private Overview.Condition status() throws InterruptedException {
        return new Overview(site).of(Optional.empty(), false).getFirst();
    }

    @Test
    void whatThisMachineLacksIsToldAndTriedAgainLaterAndLater() throws Exception {
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.unbuildable = "1.1.0";
        assertThatThrownBy(this::track)
                .isInstanceOfSatisfying(
                        InstallRefusal.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(Kind.PLATFORM));
        assertThat(status().follows(now)).isFalse();
        assertThat(status().well()).as("what runs runs well").isTrue();
        assertThat(status().remarks())
                .singleElement()
                .asString()
                .startsWith("does not follow its hub since 2026-11-22 12:00 UTC: notes 1.1.0 can't be had")
                .endsWith("track tries again from 2026-11-22 12:15 UTC on");
        now = NOON.plus(Duration.ofMinutes(10));
        int calls = machine.calls.size();
        assertThat(track()).isInstanceOf(Upgrader.Waiting.class);
        assertThat(machine.calls).hasSize(calls);
        now = NOON.plus(Duration.ofMinutes(16));
        assertThatThrownBy(this::track).isInstanceOf(InstallRefusal.class);
        assertThat(status().remarks().getFirst())
                .contains("since 2026-11-22 12:00 UTC, 2 times")
                .contains("12:46");
        machine.unbuildable = "";
        now = NOON.plus(Duration.ofMinutes(47));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(status().remarks()).isEmpty();
        assertThat(status().follows(now)).isTrue();
    }

    @Test
    void aReleaseThatFailedHereIsTriedAgainAfterAWeek() throws Exception {
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.broken = "1.1.0";
        assertThatThrownBy(this::track).hasMessageContaining("did not come up here");
        assertThat(track()).isInstanceOf(Upgrader.Passed.class);
        assertThat(status().follows(now)).isFalse();
        assertThat(status().remarks())
                .singleElement()
                .asString()
                .contains("1.1.0 failed here on 2026-11-22 12:00 UTC: web is not healthy")
                .contains("tried again from 2026-11-29 12:00 UTC on")
                .contains("softservice upgrade notes --retry");
        machine.broken = "";
        now = NOON.plus(Duration.ofDays(8));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aChangedKeyIsExplainedWithTheCommandThatPinsIt() throws Exception {
        var other = new ReleaseShelf(folder.resolve("hub/samples/other"), SigningKey.generate());
        var subject = shelf.commit(NotesDistro.files("1.1.0"));
        var evidence = shelf.evidence("1.1.0", subject, dev.softservice.runner.evidence.Evidence.Result.PASSED);
        shelf.tag("1.1.0", subject, shelf.note(subject, evidence, other.key), other.key);
        shelf.stable(subject);
        hub.allowedSigners = Files.readString(other.keyFile);
        var command = "softservice trust notes " + other.key.fingerprint();
        assertThatThrownBy(this::track)
                .hasMessageContaining(command)
                .hasMessageContaining("pinned here is " + shelf.key.fingerprint())
                .message()
                .doesNotContain("remove");
        assertThat(status().remarks().getFirst()).contains(command);
        assertThatThrownBy(() -> new Repin(site).trust("notes", shelf.key.fingerprint(), Optional.empty()))
                .as("the fingerprint was not compared")
                .hasMessageContaining("nothing was changed");
        new Repin(site).trust("notes", other.key.fingerprint(), Optional.empty());
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        other.close();
    }

    @Test
    void aKeyThatIsGivenForWhatIsInstalledIsCompared() throws Exception {
        install(Optional.of(shelf.keyFile));
        var plain = folder.resolve("plain.pub");
        Files.writeString(plain, shelf.key.publicLine("the hub, by another name"));
        install(Optional.of(plain));
        var strange = folder.resolve("strange.pub");
        Files.writeString(strange, SigningKey.generate().publicLine("thief"));
        assertThatThrownBy(() -> install(Optional.of(strange)))
                .isInstanceOfSatisfying(
                        InstallRefusal.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(Kind.UNTRUSTED))
                .hasMessageContaining("softservice trust notes SHA256:")
                .hasMessageContaining("--key " + strange);
    }

    @Test
    void plainHttpToAnotherMachineIsAskedAbout() throws Exception {
        assertThat(Source.parse("http://hub.example.org/a/b", folder).isUnprotected())
                .isTrue();
        assertThat(Source.parse("http://192.168.1.7:8080/a/b", folder).isUnprotected())
                .isTrue();
        assertThat(Source.parse("https://hub.example.org/a/b", folder).isUnprotected())
                .isFalse();
        assertThat(Source.parse("localhost:8080/a/b", folder).isUnprotected()).isFalse();
        assertThat(Source.parse("http://[::1]:8080/a/b", folder).isUnprotected())
                .isFalse();
        new Repairer(site).stop(Optional.empty());
        machine.volumes.clear();
        var wish = Wishes.of(Source.parse("http://192.0.2.1/a/second", folder), Optional.empty());
        assertThatThrownBy(() -> new Installer(site).install(wish)).hasMessageContaining("add --yes");
    }

    @Test
    void whatSomebodyTookAwayIsMadeAgainAndTold() throws Exception {
        machine.lost.add("web");
        assertThat(status().well()).isFalse();
        assertThat(track())
                .isInstanceOfSatisfying(
                        Upgrader.Healed.class,
                        healed -> assertThat(healed.what()).containsExactly("web was gone"));
        assertThat(status().well()).isTrue();
        assertThat(track()).isInstanceOf(Upgrader.UpToDate.class);
    }

    @Test
    void whatItsUserStoppedStaysDownUntilItIsStarted() throws Exception {
        var repairer = new Repairer(site);
        assertThat(repairer.stop(Optional.empty()).upkeep().stopped()).isTrue();
        assertThat(machine.running).isEmpty();
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        assertThat(track()).isInstanceOf(Upgrader.Resting.class);
        assertThat(machine.running).isEmpty();
        assertThat(repairer.repair(Optional.empty()).upkeep().stopped()).isFalse();
        assertThat(machine.running).contains("1.0.0");
        repairer.restart(Optional.empty());
        assertThat(machine.running).contains("1.0.0");
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void newSettingsAreTriedAsAReleaseIsAndTakenBackWithTheData() throws Exception {
        var settings = new Settings(site);
        settings.set(Optional.empty(), Map.of("port", "18123"));
        assertThat(settings.get(Optional.empty())).contains(new Settings.Setting("port", "18123", false));
        machine.broken = "1.0.0";
        machine.brokenOnce = true;
        assertThatThrownBy(() -> settings.set(Optional.empty(), Map.of("port", "18124")))
                .hasMessageContaining("1.0.0 runs again, with its data");
        assertThat(settings.get(Optional.empty())).contains(new Settings.Setting("port", "18123", false));
        assertThat(track()).as("nothing is held against the release").isInstanceOf(Upgrader.UpToDate.class);
    }

    @Test
    void aPortThatSomethingElseHasIsRefusedBeforeAnythingStops() throws Exception {
        machine.takenPort = Optional.of("127.0.0.1:18124");
        int calls = machine.calls.size();
        assertThatThrownBy(() -> new Settings(site).set(Optional.empty(), Map.of("port", "18124")))
                .hasMessageContaining("notes: 127.0.0.1:18124 is taken by something else on this machine");
        assertThat(machine.calls).hasSize(calls);
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void installingWhatIsInstalledSaysHowItIsAndMendsIt() throws Exception {
        machine.lost.add("web");
        install(Optional.empty());
        assertThat(quiet.heard).anyMatch(line -> line.contains("web was gone; made right again"));
        assertThat(status().well()).isTrue();
        new Repairer(site).stop(Optional.empty());
        install(Optional.empty());
        assertThat(quiet.heard.getLast()).contains("is installed and stopped; softservice start notes starts it");
        assertThat(machine.running).isEmpty();
    }

    @Test
    void secretsAreMarkedAndHowLongCopiesAreKeptCanBeSet() throws Exception {
        var settings = new Settings(site);
        assertThat(settings.get(Optional.empty()))
                .anyMatch(setting -> setting.name().equals("key")
                        && setting.secret()
                        && setting.value().length() == 24);
        settings.set(Optional.empty(), Map.of("copies.last", "5", "copies.share", "10"));
        assertThat(settings.get(Optional.empty())).contains(new Settings.Setting("copies.last", "5", false));
        assertThatThrownBy(() -> settings.set(Optional.empty(), Map.of("copies.last", "0")))
                .hasMessageContaining("copies.last is 1 to 1000");
        assertThatThrownBy(() -> settings.set(Optional.empty(), Map.of("colour", "red")))
                .hasMessageContaining("colour");
        assertThat(machine.calls.stream().filter("starting 1.0.0"::equals)).hasSize(1);
    }

    @Test
    void oneThatIsDamagedHidesNoOther() throws Exception {
        var broken = folder.resolve("state/installations/broken");
        Files.createDirectories(broken);
        Files.writeString(broken.resolve("state.json"), "{half");
        var conditions = new Overview(site).of(Optional.empty(), false);
        assertThat(conditions).hasSize(2);
        assertThat(conditions.getFirst().sound()).isFalse();
        assertThat(conditions.getFirst().remarks()).singleElement().asString().contains("state.json");
        assertThat(conditions.getLast().well()).isTrue();
    }

    @Test
    void anEngineThatHasNotAskedForHealthYetIsNoReasonToDoubtWhatWasSeen() {
        var seen = Optional.of(NOON);
        assertThat(container(Machine.Health.STARTING, Optional.of(NOON.minusSeconds(5)))
                        .well(seen))
                .isTrue();
        assertThat(container(Machine.Health.STARTING, Optional.of(NOON.plusSeconds(5)))
                        .well(seen))
                .as("it was started again since")
                .isFalse();
        assertThat(container(Machine.Health.STARTING, Optional.empty()).well(seen))
                .isFalse();
        assertThat(container(Machine.Health.UNHEALTHY, Optional.of(NOON.minusSeconds(5)))
                        .well(seen))
                .isFalse();
    }

    private static Machine.Container container(Machine.Health health, Optional<Instant> since) {
        return new Machine.Container("web", Machine.State.RUNNING, health, since);
    }

    @Test
    void oneThatIsDamagedNeverStopsTheOthers() throws Exception {
        var state = folder.resolve("state/installations");
        for (var name : List.of("a-cut", "b-other", "zz-gone")) Files.createDirectories(state.resolve(name));
        Files.writeString(state.resolve("a-cut/state.json"), "{\"name\": ");
        Files.writeString(state.resolve("b-other/state.json"), "[]");
        Files.createDirectories(state.resolve("zz-gone/state.json"));
        Files.createDirectories(state.resolve("Not a name"));
        Files.writeString(state.resolve("Not a name/state.json"), "{}");
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        var found = new HashMap<String, Round.Finding>();
        new Round(
                        site,
                        Optional.of(new ScheduledBackups.Plan(folder.resolve("backups"), Duration.ofDays(1), 3)),
                        Optional.empty())
                .play(site.folders().names(), finding -> found.putIfAbsent(finding.name(), finding));
        assertThat(found.get("notes"))
                .isInstanceOfSatisfying(
                        Round.Looked.class,
                        looked -> assertThat(looked.outcome()).isInstanceOf(Upgrader.Upgraded.class));
        assertThat(found).containsOnlyKeys("a-cut", "b-other", "zz-gone", "Not a name", "notes");
        found.remove("notes");
        assertThat(found.values())
                .allMatch(finding -> finding instanceof Round.Refused || finding instanceof Round.Broken);
    }

    @Test
    void aReleaseIsTriedWithItsUsersSettingsBeforeAnythingIsTouched() throws Exception {
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.untrue = Set.of("1.1.0");
        var calls = List.copyOf(machine.calls);
        assertThatThrownBy(this::track)
                .hasMessageContaining("does not pass its tests here, with your settings: web is not healthy")
                .hasMessageContaining("1.0.0 was left running");
        assertThat(machine.calls.subList(calls.size(), machine.calls.size()))
                .as("nothing was stopped, copied or started")
                .containsExactly("prepare 1.1.0");
        assertThat(machine.running).contains("1.0.0");
        assertThat(track()).isInstanceOf(Upgrader.Passed.class);
        assertThat(new Upgrader(site)
                        .upgrade(
                                Optional.empty(),
                                new Upgrader.Wish(
                                        Map.of(), false, true, false, Building.ASK, Upgrader.Trial.SKIPPED, false)))
                .isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void aDryRunTriesAndChangesNothing() throws Exception {
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        var dry = new Upgrader.Wish(Map.of(), false, false, false, Building.ASK, Upgrader.Trial.ALONE, false);
        var before = machine.calls.size();
        assertThat(new Upgrader(site).upgrade(Optional.empty(), dry))
                .isInstanceOfSatisfying(
                        Upgrader.Tried.class,
                        tried -> assertThat(tried.reason()).isEmpty());
        machine.untrue = Set.of("1.1.0");
        assertThat(new Upgrader(site).upgrade(Optional.empty(), dry))
                .isInstanceOfSatisfying(
                        Upgrader.Tried.class,
                        tried -> assertThat(tried.reason()).isPresent());
        assertThat(machine.calls).hasSize(before);
        assertThat(machine.tried).hasSize(2).allSatisfy(plan -> {
            assertThat(plan.environment().scope()).isInstanceOf(dev.softservice.runner.plan.EnvironmentScope.Run.class);
            assertThat(plan.suites())
                    .flatExtracting(dev.softservice.runner.plan.Plan.Suite::tests)
                    .isNotEmpty();
        });
        machine.untrue = Set.of();
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
    }

    @Test
    void testsThatDoNotFitTheSettingsOfWhatRunsEitherDecideNothing() throws Exception {
        shelf.release("1.1.0", NotesDistro.files("1.1.0"));
        machine.untrue = Set.of("1.0.0", "1.1.0");
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(quiet.heard).anyMatch(line -> line.contains("its tests do not fit your settings"));
    }
}
