package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.image.TinyImage;
import dev.softservice.runner.install.InstallRefusal.Kind;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release goes to a machine without a network in one file, and is believed there as it would be from its hub, or not. */
class BundlesTest extends OnAFollowedHub {
    private static final TinyImage ONE = TinyImage.of("base", "one", "x".repeat(5_000));
    private static final TinyImage TWO = TinyImage.of("base", "two", "y".repeat(5_000));

    @BeforeEach
    void release() throws IOException {
        hub.registry.put(ONE);
        hub.registry.put(TWO);
        release("1.0.0", ONE);
        hub.allowedSigners = shelf.promise();
    }

    private static Evidence.Composition tested(TinyImage image) {
        var kept = Map.of("web", image.kept());
        return new Evidence.Composition(List.of(), Map.of("web", image.id().text()), Map.of(), kept);
    }

    private void release(String version, TinyImage image) throws IOException {
        shelf.release(version, NotesDistro.files(version), tested(image));
        shelf.say(now, version);
    }

    private Bundler.Made made(String name, Optional<String> version) throws InterruptedException {
        var wish = new Bundler.Wish(
                Source.parse(hub.url() + "/samples/notes", folder),
                version.flatMap(Version::parse),
                Optional.empty(),
                false,
                false);
        return new Bundler(quiet, site.clock()).make(wish, folder.resolve(name));
    }

    private Path bundle(String name) throws InterruptedException {
        return made(name, Optional.empty()).file();
    }

    private InstallState install(Path file, boolean yes, boolean stale) throws InterruptedException {
        try (var bundle = BundleSupply.open(file, site.folders())) {
            return new Installer(site.with(bundle))
                    .install(new Installer.Wish(
                            bundle.source(),
                            Optional.empty(),
                            Map.of(),
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            yes,
                            Building.ASK,
                            stale))
                    .state();
        }
    }

    private InstallState install(Path file) throws InterruptedException {
        return install(file, true, false);
    }

    private Upgrader.Outcome upgrade(Path file) throws InterruptedException {
        try (var bundle = BundleSupply.open(file, site.folders())) {
            return new Upgrader(site.with(bundle)).upgrade(Optional.empty(), new Upgrader.Wish(Map.of(), false, false));
        }
    }

    private void assertRefused(Kind kind, String reason, ThrowingCallable attempt) {
        var running = machine.running;
        assertThatThrownBy(attempt).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
            assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
        });
        assertThat(machine.running).as("what runs stays").isEqualTo(running);
    }

    @Test
    void isInstalledUpgradedAndTrackedWithoutAnyNetwork() throws Exception {
        var first = bundle("1.bundle");
        now = NOON.plus(Duration.ofDays(1));
        release("1.1.0", TWO);
        var second = bundle("2.bundle");
        now = NOON.plus(Duration.ofDays(2));
        release("1.2.0", ONE);
        var third = bundle("3.bundle");
        hub.close();

        var state = install(first);
        assertThat(state.current().orElseThrow().images()).isEqualTo(ImagesFrom.RELEASE);
        assertThat(machine.shelf).containsExactly(ONE.kept());
        assertThat(machine.plans.getLast().environment().containers().getFirst().image())
                .isEqualTo(new ImagePlan.Exact(ONE.kept()));
        assertThat(state.place().source().url())
                .as("newer ones come from its hub")
                .endsWith("/samples/notes");
        assertThat(upgrade(second)).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(machine.running).contains("1.1.0");

        var shared = Files.createDirectory(folder.resolve("usb"));
        for (var file : List.of(first, third, second)) Files.copy(file, shared.resolve(file.getFileName()));
        Files.writeString(shared.resolve("half.bundle"), "not yet");
        var findings = new ArrayList<Round.Finding>();
        new Round(site, Optional.empty(), Optional.of(shared)).play(List.of("notes"), findings::add);
        assertThat(findings).hasSize(1).allMatch(Round.Looked.class::isInstance);
        assertThat(machine.running).contains("1.2.0");
        assertThat(folder.resolve("state/bundles"))
                .as("nothing of them is left")
                .isDirectoryNotContaining("glob:**[0-9]*");
    }

    @Test
    void theSameHubGivesTheSameBytes() throws Exception {
        var one = Files.readAllBytes(bundle("1.bundle"));
        var other = bundle("2.bundle");
        assertThat(Files.readAllBytes(other)).isEqualTo(one);
        assertThat(other.resolveSibling("2.bundle.parts")).doesNotExist();
    }

    @Test
    void isAnOciLayoutAndHasRepositoriesThatGitClones() throws Exception {
        var made = made("1.bundle", Optional.empty());
        assertThat(made.keys()).containsExactly(shelf.key.verifyingKey().fingerprint());
        var place = Files.createDirectory(folder.resolve("unpacked"));
        var names = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(made.file()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entry.isFile()).isTrue();
                names.add(entry.getName());
                var to = place.resolve(entry.getName());
                Files.createDirectories(to.getParent());
                Files.copy(tar, to);
            }
        }
        assertThat(names)
                .startsWith(
                        "softservice-bundle.json",
                        "allowed_signers",
                        "repositories/0.bundle",
                        "oci-layout",
                        "index.json")
                .contains("blobs/sha256/" + ONE.kept().manifest().hex());
        assertThat(place.resolve("index.json"))
                .content()
                .contains(ONE.kept().manifest().text());
        var git = new ProcessBuilder("git", "bundle", "list-heads", "repositories/0.bundle")
                .directory(place.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(
                        "refs/heads/stable", "refs/tags/v1.0.0", "refs/notes/verification", "refs/softservice/stable");
        assertThat(git.waitFor()).isZero();
    }

    @Test
    void whatWasFetchedBeforeACutIsNotFetchedAgain() throws Exception {
        hub.registry.lose(ONE.id());
        assertThatThrownBy(() -> bundle("1.bundle")).isInstanceOf(InstallRefusal.class);
        assertThat(folder.resolve("1.bundle")).doesNotExist();
        hub.registry.put(ONE);
        hub.registry.asked.clear();
        bundle("1.bundle");
        assertThat(hub.registry.asked)
                .contains(ONE.id().text())
                .doesNotContain(ONE.kept().manifest().text());
    }

    @Test
    void itsKeyIsSomebodysWordUntilItHasBeenCompared() throws Exception {
        var file = bundle("1.bundle");
        hub.close();
        assertRefused(
                Kind.BAD_INPUT,
                "1.bundle names the key " + shelf.key.verifyingKey().fingerprint()
                        + " itself, and anybody through whose"
                        + " hands it went can have put theirs into it: compare it with what the hub's operator tells"
                        + " you, give the key with --key FILE, or add --yes",
                () -> install(file, false, false));
        assertThat(folder.resolve("state/installations/notes/allowed_signers")).doesNotExist();
        install(file, true, false);
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void aBundleOfAnotherHubsKeyIsNotTaken() throws Exception {
        install(bundle("1.bundle"));
        var pinned = shelf.key.verifyingKey().fingerprint();
        shelf.key = SigningKey.generate();
        hub.allowedSigners = shelf.promise();
        now = NOON.plus(Duration.ofHours(1));
        release("1.1.0", TWO);
        var forged = bundle("2.bundle");
        assertRefused(
                Kind.UNTRUSTED, "shows the key " + shelf.key.verifyingKey().fingerprint(), () -> upgrade(forged));
        assertRefused(Kind.UNTRUSTED, "and pinned here is " + pinned, () -> upgrade(forged));
    }

    @Test
    void anOlderBundleSetsNothingBack() throws Exception {
        var old = bundle("1.bundle");
        now = NOON.plus(Duration.ofHours(2));
        release("1.1.0", TWO);
        install(bundle("2.bundle"));
        assertRefused(
                Kind.UNTRUSTED,
                "shows what was stable on 2026-11-22 12:00 UTC, and showed what was on 2026-11-22 14:00 UTC before",
                () -> upgrade(old));
    }

    @Test
    void aBundleHoldsForAsLongAsItsStatementDoes() throws Exception {
        var file = bundle("1.bundle");
        now = NOON.plus(Duration.ofDays(8));
        assertRefused(Kind.UNTRUSTED, "add --accept-stale", () -> install(file));
        install(file, true, true);
        assertThat(machine.running).contains("1.0.0");
    }

    @Test
    void anOlderReleaseIsTakenOnlyWhereItsUserSaysSo() throws Exception {
        now = NOON.plus(Duration.ofHours(1));
        release("1.1.0", TWO);
        var old = made("1.bundle", Optional.of("1.0.0")).file();
        assertRefused(
                Kind.UNTRUSTED,
                "samples/notes 1.0.0 is not what was stable on 2026-11-22 13:00 UTC, which is 1.1.0: add"
                        + " --accept-stale",
                () -> install(old));
        install(old, true, true);
        assertThat(machine.running).contains("1.0.0");
        assertThat(upgrade(bundle("2.bundle"))).isInstanceOf(Upgrader.Upgraded.class);
        assertRefused(Kind.UNTRUSTED, "add --accept-stale", () -> upgrade(old));
    }

    @Test
    void whatIsYankedIsNeitherBundledNorInstalled() throws Exception {
        now = NOON.plus(Duration.ofHours(1));
        release("1.1.0", TWO);
        install(bundle("1.bundle"));
        now = NOON.plus(Duration.ofHours(2));
        shelf.say(now, Optional.of("1.0.0"), Map.of("1.1.0", "loses notes"));
        assertThat(upgrade(bundle("2.bundle")))
                .isInstanceOfSatisfying(
                        Upgrader.Yanked.class,
                        yanked -> assertThat(yanked.reason()).isEqualTo("loses notes"));
        assertRefused(
                Kind.UNTRUSTED,
                "samples/notes 1.1.0 has been yanked, that is, taken back by its maintainers: loses notes",
                () -> made("3.bundle", Optional.of("1.1.0")));
    }

    @Test
    void aBundleOfAnotherDistroIsNotTakenForThisOne() throws Exception {
        install(bundle("1.bundle"));
        var other = folder.resolve("hub/samples/other");
        try (var shop = new ReleaseShelf(other, shelf.key)) {
            shop.hub = shelf.hub;
            shop.release("1.1.0", NotesDistro.files("1.1.0"));
            shop.say(now, "1.1.0");
            var wish = new Bundler.Wish(
                    Source.parse(hub.url() + "/samples/other", folder),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false);
            var file = new Bundler(quiet, site.clock())
                    .make(wish, folder.resolve("2.bundle"))
                    .file();
            assertRefused(
                    Kind.BAD_INPUT,
                    "2.bundle: holds nothing of " + hub.url() + "/samples/notes; it is a bundle of " + hub.url()
                            + "/samples/other",
                    () -> upgrade(file));
            // The same under the address of the one that is installed, which whoever made it can write into it.
            var renamed = folder.resolve("3.bundle");
            BundleForger.of(file).address(hub.url() + "/samples/notes").write(renamed);
            assertRefused(
                    Kind.UNTRUSTED,
                    "shows what is stable in samples/other of " + ReleaseShelf.HUB + ", which was not asked for",
                    () -> upgrade(renamed));
        }
    }

    @Test
    void imagesForAnotherProcessorAreNone() throws Exception {
        var file = bundle("1.bundle");
        machine.architecture = Optional.of(new Architecture("arm64"));
        assertRefused(Kind.BAD_INPUT, "run on arm64, while it was tested on amd64 only", () -> install(file));
    }

    @Test
    void aReleaseWithoutItsImagesIsNotBundled() throws Exception {
        now = NOON.plus(Duration.ofHours(1));
        shelf.release(
                "1.1.0",
                NotesDistro.files("1.1.0"),
                new Evidence.Composition(List.of(), Map.of("web", "debian@sha256:" + "a".repeat(64)), Map.of()));
        shelf.say(now, "1.1.0");
        assertRefused(
                Kind.FAILED,
                "notes 1.1.0: its hub keeps no image of web, so it can't be installed without a network",
                () -> bundle("1.bundle"));
    }

    @Test
    void aSwappedImageIsRefused() throws Exception {
        var file = bundle("1.bundle");
        var swapped = folder.resolve("swapped.bundle");
        var come = folder.resolve("state/installations/notes/images");
        for (var blob : ONE.manifest().blobs()) {
            var name = "blobs/sha256/" + blob.digest().hex();
            Folders.delete(come);
            BundleForger.of(file).swap(name).write(swapped);
            assertRefused(Kind.UNTRUSTED, name + " in it is not what was written", () -> install(swapped));
            Folders.delete(come);
            BundleForger.of(file).drop(name).write(swapped);
            assertRefused(Kind.BAD_INPUT, "holds no whole " + blob.digest(), () -> install(swapped));
        }
        assertThat(machine.shelf).isEmpty();
        Files.copy(file, swapped, StandardCopyOption.REPLACE_EXISTING);
        install(swapped);
        assertThat(machine.shelf).containsExactly(ONE.kept());
    }

    @Test
    void evidenceOfAnotherImageIsRefused() throws Exception {
        KeptImage mixed = new KeptImage(
                ONE.id(),
                TWO.kept().manifest(),
                TWO.kept().architecture(),
                TWO.kept().size());
        now = NOON.plus(Duration.ofHours(1));
        shelf.release(
                "1.1.0",
                NotesDistro.files("1.1.0"),
                new Evidence.Composition(List.of(), Map.of(), Map.of(), Map.of("web", mixed)));
        shelf.say(now, "1.1.0");
        assertRefused(
                Kind.UNTRUSTED,
                "evidence contradicts itself about the image " + ONE.id().brief(),
                () -> bundle("1.bundle"));
    }

    @Test
    void whateverIsNoBundleIsRefusedInOneLine() throws Exception {
        var file = folder.resolve("1.bundle");
        assertRefused(Kind.BAD_INPUT, "this is no whole bundle: there is no such file", () -> install(file));
        Files.writeString(file, "");
        assertRefused(Kind.BAD_INPUT, "1.bundle: this is no whole bundle: it is cut short", () -> install(file));
        Files.write(file, TWO.saved());
        assertRefused(
                Kind.BAD_INPUT, "it is no bundle that softservice has made; softservice bundle", () -> install(file));
        var repository = BundleForger.of(bundle("2.bundle"))
                .replace("repositories/0.bundle", "# v2 git bundle\n".getBytes(StandardCharsets.UTF_8));
        repository.write(file);
        assertRefused(Kind.BAD_INPUT, "a repository in it is cut short", () -> install(file));
        BundleForger.of(folder.resolve("2.bundle"))
                .replace("allowed_signers", Files.readAllBytes(shelf.keyFile))
                .keys(List.of("SHA256:somebody"))
                .write(file);
        assertRefused(Kind.UNTRUSTED, "holds other keys than its index names", () -> install(file));
    }

    @Test
    void madeOfOthersItBringsThemAlong() throws Exception {
        try (var composed = new ComposedHub(folder.resolve("composed"))) {
            composed.notes("1.0.0", ComposedHub.madeOf("v1.0.0", composed.database("1.0.0", "")));
            composed.database("1.5.0", "");
            var file = bundled(composed);
            composed.vanish();
            install(file);
        }
        assertThat(machine.running).contains("1.0.0");
        assertThat(machine.plans.getLast().environment().containers())
                .extracting(container -> container.name())
                .containsExactlyInAnyOrder("database-db", "web");
    }

    private Path bundled(ComposedHub composed) throws Exception {
        try (var server = new HubOverHttp(folder.resolve("composed"))) {
            server.allowedSigners = Files.readString(composed.notes.keyFile);
            var wish = new Bundler.Wish(
                    Source.parse(server.url() + "/samples/notes", folder),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false);
            return new Bundler(quiet, site.clock())
                    .make(wish, folder.resolve("1.bundle"))
                    .file();
        }
    }
}
