package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.image.TinyImage;
import dev.softservice.runner.install.InstallRefusal.Kind;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is installed are the images that were tested, fetched from the hub, or nothing is. */
class TestedImagesStoryTest {
    private static final TinyImage ONE = TinyImage.of("base", "one", "x".repeat(5_000));
    private static final TinyImage TWO = TinyImage.of("base", "two", "y".repeat(5_000));

    @TempDir
    private Path folder;

    private final FakeMachine machine = new FakeMachine();
    private final Quiet quiet = new Quiet();
    private ReleaseShelf shelf;
    private HubOverHttp hub;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("hub/samples"));
        shelf = new ReleaseShelf(folder.resolve("hub/samples/notes"));
        hub = new HubOverHttp(folder.resolve("hub"));
        hub.allowedSigners = Files.readString(shelf.keyFile);
        hub.registry.put(ONE);
        hub.registry.put(TWO);
        site = new Site(new StateFolder(folder.resolve("state")), machine, quiet, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        hub.close();
        shelf.close();
    }

    private static Evidence.Composition tested(KeptImage image) {
        return new Evidence.Composition(List.of(), Map.of("web", image.id().text()), Map.of(), Map.of("web", image));
    }

    private void release(String version, KeptImage image) throws IOException {
        shelf.release(version, NotesDistro.files(version), tested(image));
    }

    private void releaseWithoutImages(String version) throws IOException {
        var files = new java.util.HashMap<>(NotesDistro.files(version));
        files.computeIfPresent(
                "softservice.yaml", (_, text) -> text.replace("image: debian:bookworm-slim", "build: ."));
        files.put("Dockerfile", "FROM debian:bookworm-slim\n");
        shelf.release(version, files);
    }

    private InstallState install(Building building) throws InterruptedException {
        return install(site, building);
    }

    private InstallState install(Site at, Building building) throws InterruptedException {
        return new Installer(at)
                .install(new Installer.Wish(
                        Source.parse(hub.url() + "/samples/notes", folder),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true,
                        building,
                        false))
                .state();
    }

    private ImagesFrom upgrade(Building building) throws InterruptedException {
        new Upgrader(site)
                .upgrade(
                        Optional.empty(),
                        new Upgrader.Wish(Map.of(), false, false, false, building, Upgrader.Trial.FIRST, false));
        return site.folders()
                .installation("notes")
                .state()
                .orElseThrow()
                .current()
                .orElseThrow()
                .images();
    }

    private static ImagesFrom images(InstallState state) {
        return state.current().orElseThrow().images();
    }

    private ImagePlan planned() {
        return machine.plans.getLast().environment().containers().getFirst().image();
    }

    private void refused(Kind kind, String reason) {
        assertThatThrownBy(() -> install(Building.ASK)).isInstanceOfSatisfying(InstallRefusal.class, refusal -> {
            assertThat(refusal.getMessage()).contains(reason).doesNotContain("\n");
            assertThat(refusal.kind()).isEqualTo(kind);
        });
        assertThat(machine.running).isEmpty();
    }

    @Test
    void theImagesOfTheEvidenceAreFetchedLoadedAndRun() throws Exception {
        release("1.0.0", ONE.kept());
        assertThat(images(install(Building.ASK))).isEqualTo(ImagesFrom.RELEASE);
        assertThat(machine.shelf).containsExactly(ONE.kept());
        assertThat(planned()).isEqualTo(new ImagePlan.Exact(ONE.kept()));
        assertThat(folder.resolve("state/installations/notes/images"))
                .as("what was on its way is gone")
                .doesNotExist();
    }

    @Test
    void anUninstallationTakesTheImagesAwayAgain() throws Exception {
        release("1.0.0", ONE.kept());
        install(Building.ASK);
        new Uninstaller(site).uninstall(Optional.empty(), true);
        assertThat(machine.shelf).isEmpty();
    }

    @Test
    void whatTheEngineHasIsNotFetched() throws Exception {
        release("1.0.0", ONE.kept());
        machine.shelf.add(ONE.kept());
        install(Building.ASK);
        assertThat(hub.registry.asked).isEmpty();
        machine.chains = List.of(
                ONE.manifest().layers().stream().map(layer -> layer.digest()).toList());
        release("1.1.0", TWO.kept());
        upgrade(Building.ASK);
        var shared = Digest.of(TWO.layers().getFirst());
        assertThat(machine.loaded).containsExactly(Set.of(shared));
        assertThat(hub.registry.asked)
                .doesNotContain(shared.text())
                .contains(TWO.id().text());
    }

    @Test
    void whatIsCutOffGoesOnWhereItStopped() throws Exception {
        release("1.0.0", ONE.kept());
        hub.registry.cuts = 3;
        install(Building.ASK);
        assertThat(machine.shelf).containsExactly(ONE.kept());
        assertThat(hub.registry.asked).anyMatch(asked -> asked.matches("sha256:\\w+ bytes=[1-9]\\d*-"));
    }

    @Test
    void aServerThatKnowsNoPartsGivesAllOfItAgain() throws Exception {
        release("1.0.0", ONE.kept());
        hub.registry.cuts = 2;
        hub.registry.ignoresRanges = true;
        install(Building.ASK);
        assertThat(machine.shelf).containsExactly(ONE.kept());
    }

    @Test
    void otherContentThanTheEvidenceNamesIsRefused() throws Exception {
        release("1.0.0", ONE.kept());
        hub.registry.lie(ONE.kept().manifest(), TWO.manifest().write());
        refused(Kind.UNTRUSTED, "gives other content as " + ONE.kept().manifest());
        hub.registry.put(ONE);
        for (var blob : ONE.manifest().blobs()) {
            Folders.delete(folder.resolve("state/installations/notes/images"));
            hub.registry.lie(blob.digest(), "x".repeat((int) blob.size()).getBytes(StandardCharsets.UTF_8));
            refused(Kind.UNTRUSTED, "gives other content as " + blob.digest() + " than the release's evidence names");
            hub.registry.lie(blob.digest(), ("x".repeat((int) blob.size()) + "more").getBytes(StandardCharsets.UTF_8));
            refused(Kind.UNTRUSTED, "gives other content as " + blob.digest());
            hub.registry.put(ONE);
        }
    }

    @Test
    void evidenceThatContradictsItselfIsRefused() throws Exception {
        var mixed = new KeptImage(
                ONE.id(),
                TWO.kept().manifest(),
                TWO.kept().architecture(),
                TWO.kept().size());
        release("1.0.0", mixed);
        refused(
                Kind.UNTRUSTED,
                "evidence contradicts itself about the image " + ONE.id().brief());
    }

    @Test
    void anEngineThatComesToAnotherImageIsRefused() throws Exception {
        release("1.0.0", ONE.kept());
        machine.takesImages = false;
        refused(
                Kind.UNTRUSTED,
                "the engine here does not call the image " + ONE.id().brief());
    }

    @Test
    void anImageThatTheHubHasLostIsSaidInOneLine() throws Exception {
        release("1.0.0", ONE.kept());
        hub.registry.lose(ONE.id());
        refused(Kind.FAILED, "the hub does not keep this image; add --build to build it from source");
    }

    @Test
    void whatRunsGoesOnWhereTheNextImagesCantBeHad() throws Exception {
        release("1.0.0", ONE.kept());
        install(Building.ASK);
        release("1.1.0", TWO.kept());
        hub.registry.lose(TWO.id());
        assertThatThrownBy(() -> upgrade(Building.ASK)).isInstanceOf(InstallRefusal.class);
        assertThat(machine.running).contains("1.0.0");
        hub.registry.put(TWO);
        assertThat(upgrade(Building.ASK)).isEqualTo(ImagesFrom.RELEASE);
        assertThat(machine.running).contains("1.1.0");
    }

    private KeptImage alsoAt(HubOverHttp registry) {
        return ONE.kept().at(Optional.of(new ImagePlace(registry.url() + "/samples/notes")));
    }

    @Test
    void theOperatorsRegistryIsAskedBeforeTheHubAndByItsOwnRules() throws Exception {
        try (var registry = new HubOverHttp(folder);
                var depot = new HubOverHttp(folder)) {
            release("1.0.0", alsoAt(registry));
            registry.registry.token = "for-everybody";
            registry.registry.redirect = depot.url();
            depot.registry.put(ONE);
            depot.registry.cuts = 1;
            assertThat(images(install(Building.ASK))).isEqualTo(ImagesFrom.RELEASE);
            assertThat(machine.shelf).containsExactly(alsoAt(registry));
            assertThat(hub.registry.asked).isEmpty();
            assertThat(depot.registry.leaked)
                    .as("the token went to the registry alone")
                    .isFalse();
        }
    }

    @Test
    void whatARegistryCannotGiveComesFromTheHubAndIsSaid() throws Exception {
        String gone;
        try (var registry = new HubOverHttp(folder)) {
            gone = registry.url();
            release("1.0.0", alsoAt(registry));
            registry.registry.busy = true;
            install(Building.ASK);
            assertThat(machine.shelf).containsExactly(alsoAt(registry));
            assertThat(quiet.heard)
                    .contains(gone + "/v2/samples/notes can't give the images (it answers with 503), so they come from "
                            + hub.url() + "/v2/samples/notes");
        }
        new Uninstaller(site).uninstall(Optional.empty(), true);
        hub.registry.asked.clear();
        install(Building.ASK);
        assertThat(hub.registry.asked).as("nobody answers there").isNotEmpty();
    }

    @Test
    void aRegistryThatGivesOtherContentIsRefused() throws Exception {
        try (var registry = new HubOverHttp(folder)) {
            release("1.0.0", alsoAt(registry));
            registry.registry.put(ONE);
            registry.registry.lie(ONE.id(), TWO.config());
            refused(Kind.UNTRUSTED, registry.url() + "/v2/samples/notes gives other content as " + ONE.id());
        }
    }

    @Test
    void aReleaseWithoutImagesIsBuiltOnlyWhereSomebodyAgrees() throws Exception {
        releaseWithoutImages("1.0.0");
        refused(
                Kind.BAD_INPUT,
                "notes 1.0.0 holds no image of web for amd64, and nobody has agreed to build it: add --yes");
        assertThat(images(install(Building.AGREED))).isEqualTo(ImagesFrom.SOURCE_NEEDED);
        assertThat(planned()).isInstanceOf(ImagePlan.Built.class);

        releaseWithoutImages("1.1.0");
        assertThat(upgrade(Building.ASK)).as("agreed to once").isEqualTo(ImagesFrom.SOURCE_NEEDED);
        release("1.2.0", TWO.kept());
        assertThat(upgrade(Building.ASK)).isEqualTo(ImagesFrom.RELEASE);
    }

    @Test
    void imagesForAnotherProcessorAreNone() throws Exception {
        shelf.release("1.0.0", NotesDistro.files("1.0.0"), tested(ONE.kept()));
        machine.architecture = Optional.of(new Architecture("arm64"));
        var agreeing = new Site(site.folders(), machine, new Quiet(true), Clock.systemUTC());
        install(agreeing, Building.ASK);
        assertThat(planned()).isEqualTo(new ImagePlan.Pulled("debian:bookworm-slim"));
        assertThat(hub.registry.asked).isEmpty();
    }

    @Test
    void whoWantsToBuildBuildsUntilTheySayOtherwise() throws Exception {
        release("1.0.0", ONE.kept());
        assertThat(images(install(Building.WANTED))).isEqualTo(ImagesFrom.SOURCE_WANTED);
        assertThat(hub.registry.asked).isEmpty();
        assertThat(quiet.heard).anyMatch(line -> line.contains("is built here from source, as you want it"));
        release("1.1.0", TWO.kept());
        assertThat(upgrade(Building.ASK)).isEqualTo(ImagesFrom.SOURCE_WANTED);
        release("1.2.0", TWO.kept());
        assertThat(upgrade(Building.UNWANTED)).isEqualTo(ImagesFrom.RELEASE);
    }
}
