package dev.softservice.manifest.composition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.manifest.composition.Resolver.Resolved;
import dev.softservice.manifest.composition.Resolver.Unresolved;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.model.VersionLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final String HUB = "https://hub.example";
    private final Shelf shelf = new Shelf();

    @Test
    void takesTheHighestReleaseThatFits() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        shelf.put("samples/postgresql", "15.2.1", distro("postgresql"));
        shelf.put("samples/postgresql", "15.10.0", distro("postgresql"));
        shelf.put("samples/postgresql", "16.0.0", distro("postgresql"));

        assertThat(resolved(distro("wiki", use("database", "samples/postgresql", "^15.0"))))
                .containsExactly("database=https://hub.example/samples/postgresql v15.10.0 "
                        + Shelf.id("samples/postgresql15.10.0"));
    }

    @Test
    void passesOverPreReleasesUnlessTheRangeNamesOne() {
        shelf.put("samples/proxy", "2.0.0", distro("proxy"));
        shelf.put("samples/proxy", "2.1.0-rc.1", distro("proxy"));

        assertThat(resolved(distro("wiki", use("front", "samples/proxy", "^2.0"))))
                .singleElement()
                .asString()
                .contains(" v2.0.0 ");
        assertThat(resolved(distro("wiki", use("front", "samples/proxy", ">=2.1.0-rc.1"))))
                .singleElement()
                .asString()
                .contains(" v2.1.0-rc.1 ");
    }

    @Test
    void twoUsesOfOneDistroAreTwoInstancesWithRangesOfTheirOwn() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        shelf.put("samples/postgresql", "16.0.0", distro("postgresql"));
        shelf.put("samples/shop", "1.0.0", distro("shop", use("database", "samples/postgresql", "^16")));

        var root = distro("office", use("shop", "samples/shop", "1.x"), use("database", "samples/postgresql", "~15.0"));

        assertThat(composition(root).parts())
                .extracting(Composition.Part::path)
                .containsExactly("shop.database", "shop", "database", "");
        assertThat(resolved(root))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("database=").contains("v15.0.0"),
                        line -> assertThat(line).startsWith("shop.database=").contains("v16.0.0"),
                        line -> assertThat(line).startsWith("shop=").contains("v1.0.0"));
    }

    @Test
    void resolvesFiveLevelsAndADiamond() {
        shelf.put("a/base", "1.0.0", distro("base"));
        shelf.put("a/left", "1.0.0", distro("left", use("base", "a/base", "*")));
        shelf.put("a/right", "1.0.0", distro("right", use("base", "a/base", "*")));
        shelf.put("a/middle", "1.0.0", distro("middle", use("left", "a/left", "*"), use("right", "a/right", "*")));
        shelf.put("a/upper", "1.0.0", distro("upper", use("middle", "a/middle", "*")));

        assertThat(composition(distro("top", use("upper", "a/upper", "^1"))).parts())
                .extracting(Composition.Part::path)
                .containsExactly(
                        "upper.middle.left.base",
                        "upper.middle.left",
                        "upper.middle.right.base",
                        "upper.middle.right",
                        "upper.middle",
                        "upper",
                        "");
        assertThat(shelf.loads).as("each release is loaded once").isEqualTo(5);
    }

    @Test
    void explainsACycleWithTheChainThatLeadsThere() {
        shelf.put("a/one", "1.0.0", distro("one", use("two", "a/two", "*")));
        shelf.put("a/two", "3.1.0", distro("two", use("one", "a/one", "*")));

        assertThat(reasons(distro("top", use("first", "a/one", "*"))))
                .containsExactly(
                        "uses.one: https://hub.example/a/one would use itself; take one of the uses in this cycle out"
                                + " (through top → first (one 1.0.0) → two (two 3.1.0))");
    }

    @Test
    void saysEveryReasonAtOnceAndNamesWhatThereIs() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        shelf.put("samples/postgresql", "15.0.1", distro("postgresql"));

        assertThat(reasons(distro(
                        "wiki",
                        use("database", "samples/postgresql", "^17"),
                        use("cache", "samples/redis", "*"),
                        use("front", "ftp://x/y", "*"))))
                .containsExactly(
                        "uses.database: https://hub.example/samples/postgresql has no release that fits ^17; its"
                                + " newest are 15.0.1, 15.0.0",
                        "uses.cache: https://hub.example/samples/redis has no release yet",
                        "uses.front: ftp://x/y is neither owner/name nor an http, https or file URL");
    }

    @Test
    void asksForAHubWhereANameNeedsOne() {
        var outcome = new Resolver(shelf)
                .resolve(
                        distro("wiki", use("database", "samples/postgresql", "^15")),
                        NO_FILES,
                        Optional.empty(),
                        Optional.empty());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unresolved.class,
                        unresolved -> assertThat(unresolved.reasons())
                                .singleElement()
                                .asString()
                                .contains("no hub is known here: give one (--hub URL)"));
    }

    @Test
    void looksNamesOfAUsedDistroUpOnTheHubThatItCameFrom() {
        shelf.putAt("https://other.example/tools/proxy", "1.0.0", distro("proxy", use("certs", "tools/certs", "*")));
        shelf.putAt("https://other.example/tools/certs", "1.0.0", distro("certs"));

        assertThat(resolved(distro("wiki", use("front", "https://other.example/tools/proxy.git", "*"))))
                .anySatisfy(
                        line -> assertThat(line).startsWith("front.certs=https://other.example/tools/certs v1.0.0"));
    }

    @Test
    void refusesParametersAndOutputsThatTheUsedReleaseDoesNotHave() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        var use = new Manifest.Use("samples/postgresql", "^15", Map.of("databse", new Template("wiki")));
        var root = distro(
                "wiki",
                Map.of("database", use),
                Map.of("url", new Template("${uses.database.dsn} ${uses.database.host}")));

        assertThat(reasons(root))
                .containsExactly(
                        "uses.database: with.databse: postgresql has no such parameter; it has database",
                        "uses.database: ${uses.database.dsn}: postgresql does not provide dsn; it provides host, port");
    }

    @Test
    void aPinnedCompositionIsTheRecordedOneWhateverHasBeenReleasedSince() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        shelf.put("samples/shop", "1.0.0", distro("shop", use("database", "samples/postgresql", "*")));
        var root = distro("office", use("shop", "samples/shop", "*"), use("database", "samples/postgresql", "*"));
        var record = composition(root).resolved();
        shelf.put("samples/postgresql", "15.1.0", distro("postgresql"));
        shelf.put("samples/shop", "1.1.0", distro("shop"));

        assertThat(composition(root).resolved()).as("unpinned").isNotEqualTo(record);
        assertThat(pinned(root, record, HUB))
                .isInstanceOfSatisfying(
                        Resolved.class,
                        resolved ->
                                assertThat(resolved.composition().resolved()).isEqualTo(record));
    }

    @Test
    void aHubNamesWhatIsOnItWithoutItsAddress() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        var root = distro("wiki", use("database", "samples/postgresql", "*"));
        var record = composition(root).resolved().stream()
                .map(used ->
                        new Composition.Used(used.path(), "samples/postgresql", used.tag(), used.commit(), used.tree()))
                .toList();
        assertThat(pinned(root, record, HUB)).isInstanceOf(Resolved.class);
        var other = distro("wiki", use("database", "samples/mysql", "*"));
        assertThat(pinned(other, record, HUB))
                .isEqualTo(unresolved(
                        "database",
                        "uses.database: tested was samples/postgresql, the manifest names " + HUB + "/samples/mysql"));
    }

    @Test
    void aHubThatMovedMayServeWhatWasTestedBecauseCommitAndTreeSayWhatItIs() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        var root = distro("wiki", use("database", "samples/postgresql", "*"));
        var record = composition(root).resolved();
        shelf.releases.put(
                new DistroAddress("http://127.0.0.1:8080/samples/postgresql"),
                shelf.releases.get(new DistroAddress(HUB + "/samples/postgresql")));

        assertThat(pinned(root, record, "http://127.0.0.1:8080")).isInstanceOf(Resolved.class);
        var byUrl = distro("wiki", use("database", "http://127.0.0.1:8080/samples/postgresql", "*"));
        assertThat(pinned(byUrl, record, HUB))
                .isEqualTo(unresolved(
                        "database",
                        "uses.database: tested was https://hub.example/samples/postgresql, the"
                                + " manifest names http://127.0.0.1:8080/samples/postgresql"));
    }

    @Test
    void whatIsNotExactlyWhatWasRecordedIsRefusedInOneLineEach() {
        shelf.put("samples/postgresql", "15.0.0", distro("postgresql"));
        shelf.put("samples/shop", "1.0.0", distro("shop", use("database", "samples/postgresql", "*")));
        var root = distro("office", use("shop", "samples/shop", "*"));
        var url = HUB + "/samples/postgresql";
        var shop = new Composition.Used(
                "shop", HUB + "/samples/shop", "v1.0.0", Shelf.id("samples/shop1.0.0"), Shelf.id("samples/shop1.0.0"));
        var good = Shelf.id("samples/postgresql15.0.0");
        var bad = "f".repeat(40);
        var chain = " (through office → shop (shop 1.0.0))";

        assertThat(pinned(root, List.of(shop), HUB))
                .isEqualTo(unresolved(
                        "shop", "uses.database: the record of what was tested names no release of " + url + chain));
        assertThat(database(root, shop, "v15.0.1", good, good))
                .containsExactly("uses.database: " + url + " does not show v15.0.1, which was tested" + chain);
        assertThat(database(root, shop, "v15.0.0", bad, good))
                .containsExactly("uses.database: " + url
                        + " shows another commit as v15.0.0 than the one that was tested" + chain);
        assertThat(database(root, shop, "v15.0.0", good, bad))
                .containsExactly("uses.database: " + url + " shows another tree as v15.0.0 than the one that was tested"
                        + chain);
        var whole = new Composition.Used("shop.database", url, "v15.0.0", good, good);
        assertThat(pinned(root, List.of(shop, whole), HUB)).isInstanceOf(Resolved.class);
        assertThat(pinned(root, List.of(shop, whole, new Composition.Used("cache", url, "v15.0.0", good, good)), HUB))
                .isEqualTo(unresolved(
                        "cache", "uses.cache: " + url + " v15.0.0 was tested as a part, and nothing uses it"));
        assertThat(pinned(root, List.of(shop, whole, whole), HUB))
                .isEqualTo(unresolved("shop", "uses.shop.database: the record of what was tested names it twice"));
    }

    private static Unresolved unresolved(String use, String text) {
        return new Unresolved(List.of(new Resolver.Trouble(use, text)));
    }

    private List<String> database(Manifest root, Composition.Used shop, String tag, String commit, String tree) {
        return ((Unresolved) pinned(
                        root,
                        List.of(
                                shop,
                                new Composition.Used("shop.database", HUB + "/samples/postgresql", tag, commit, tree)),
                        HUB))
                .reasons();
    }

    private Resolver.Resolution pinned(Manifest root, List<Composition.Used> record, String hub) {
        return Resolver.pinned(shelf, record).resolve(root, NO_FILES, Optional.of(hub), Optional.empty());
    }

    private Composition composition(Manifest root) {
        var outcome = new Resolver(shelf).resolve(root, NO_FILES, Optional.of(HUB), Optional.empty());
        assertThat(outcome).as(() -> outcome.toString()).isInstanceOf(Resolved.class);
        return ((Resolved) outcome).composition();
    }

    private List<String> resolved(Manifest root) {
        return composition(root).resolved().stream()
                .map(Composition.Used::line)
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    private List<String> reasons(Manifest root) {
        return ((Unresolved) new Resolver(shelf).resolve(root, NO_FILES, Optional.of(HUB), Optional.empty())).reasons();
    }

    private static Map.Entry<String, Manifest.Use> use(String name, String distro, String range) {
        return Map.entry(name, new Manifest.Use(distro, range, Map.of()));
    }

    @SafeVarargs
    private static Manifest distro(String name, Map.Entry<String, Manifest.Use>... uses) {
        var byName = new LinkedHashMap<String, Manifest.Use>();
        for (var use : uses) byName.put(use.getKey(), use.getValue());
        return distro(name, byName, Map.of());
    }

    private static Manifest distro(String name, Map<String, Manifest.Use> uses, Map<String, Template> outputs) {
        var about = new Manifest.About(
                name, name, "", Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
        var database = new Parameter(Parameter.Type.STRING, Optional.of("app"), "", List.of());
        return new Manifest(
                about,
                new VersionLine(1, 0, OptionalInt.empty()),
                Map.of("database", database),
                Optional.empty(),
                uses,
                Map.of(),
                List.of(),
                new Manifest.Provides(
                        Map.of(
                                "main",
                                new Manifest.Endpoint(
                                        "main", 80, Manifest.Protocol.TCP, Optional.empty(), Optional.empty())),
                        outputs),
                Permissions.NONE,
                List.of(),
                Set.of(),
                Manifest.DataHooks.NONE,
                OptionalInt.empty());
    }

    private static final RepositoryFiles NO_FILES = new RepositoryFiles() {
        @Override
        public Optional<Kind> kind(String path) {
            return Optional.empty();
        }

        @Override
        public byte[] read(String path, int limit) throws java.io.IOException {
            throw new java.io.FileNotFoundException(path);
        }
    };

    /** Releases in memory, counting what is loaded. */
    private static final class Shelf implements ReleaseSource {
        private final Map<DistroAddress, List<Available>> releases = new HashMap<>();
        private final Map<String, Manifest> manifests = new HashMap<>();
        private int loads;

        void put(String name, String version, Manifest manifest) {
            putAt(HUB + "/" + name, version, manifest);
        }

        void putAt(String url, String version, Manifest manifest) {
            var commit = id(url.replace(HUB + "/", "") + version);
            releases.computeIfAbsent(new DistroAddress(url), _ -> new ArrayList<>())
                    .add(new Available(version, "v" + version, commit, commit));
            manifests.put(commit, manifest);
        }

        static String id(String of) {
            return "%040x".formatted(of.hashCode() & 0xffffffffL);
        }

        @Override
        public List<Available> releases(DistroAddress distro) {
            return releases.getOrDefault(distro, List.of());
        }

        @Override
        public Loaded load(DistroAddress distro, Available release) {
            loads++;
            return new Loaded(NO_FILES, new Reading(Optional.of(manifests.get(release.commit())), List.of()));
        }
    }
}
