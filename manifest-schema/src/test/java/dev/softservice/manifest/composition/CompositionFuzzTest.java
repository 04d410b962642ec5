package dev.softservice.manifest.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.softservice.manifest.composition.Resolver.Resolved;
import dev.softservice.manifest.composition.Resolver.Unresolved;
import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.read.ManifestReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole worlds of distros as strangers may release them: ranges beyond reason, cycles, depth, missing and broken releases. */
class CompositionFuzzTest {
    private static final long SEED = 20_261_123L;
    private static final String HUB = "https://hub.example";
    private static final List<String> OPERATORS =
            List.of("", "^", "~", "~>", ">=", "<=", ">", "<", "=", "v", "^ ", "!", "^^");
    private static final List<String> NUMBERS =
            List.of("0", "1", "2", "15", "x", "*", "999999999", "9999999999", "00", "-1", "");
    private static final List<String> SUFFIXES =
            List.of("", "", "", "-rc.1", "-0", "-", "-" + "a".repeat(64), "+build", "-x.y-z", "--");
    private static final List<String> JOINERS = List.of("", "", " ", " || ", "||", " - ", "  ", ",");
    private static final List<String> VERSIONS = List.of(
            "1.0.0",
            "1.0.1",
            "1.2.0",
            "2.0.0",
            "2.0.0-rc.1",
            "15.0.0",
            "0.0.1",
            "999999999.0.0",
            "99999999999999999999.0.0",
            "1.0",
            "v1.0.0",
            "",
            "1.0.0-01",
            "1.0.0+" + "b".repeat(100),
            "x",
            "1.0.0\n2.0.0");

    private static String range(Random random) {
        var text = new StringBuilder();
        for (int sets = random.nextInt(3); sets >= 0; sets--) {
            text.append(any(OPERATORS, random)).append(any(NUMBERS, random));
            for (int dots = random.nextInt(4); dots > 0; dots--)
                text.append('.').append(any(NUMBERS, random));
            text.append(any(SUFFIXES, random)).append(sets == 0 ? "" : any(JOINERS, random));
        }
        return text.toString();
    }

    private static String any(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static String manifest(String name, List<String> uses) {
        return "softservice: v1\nname: " + name
                + "\nversion: \"1.0\"\nservices: {web: {image: nginx}}\nprovides: {http: {service: web, port: 80}}\n"
                + "tests: [{name: t, tcp: {host: web, port: 80}}]\n"
                + (uses.isEmpty() ? "" : "uses:\n" + String.join("", uses));
    }

    private static String use(int number, String distro, String range, String with) {
        return "  u" + number + ": {distro: \"" + distro + "\", version: \""
                + range.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" + with + "}\n";
    }

    /** Distros d0 … d9 with releases and manifests at random. Half of the ranges are ordinary, so that much of it resolves. */
    private static final class World implements ReleaseSource {
        private final Map<String, List<Available>> releases = new HashMap<>();
        private final Map<String, Reading> readings = new HashMap<>();

        World(Random random) {
            for (int distro = 0; distro < 10; distro++) {
                var url = HUB + "/a/d" + distro;
                for (int release = random.nextInt(4); release >= 0; release--) {
                    var id = "%040x".formatted(random.nextLong() & Long.MAX_VALUE);
                    var version = any(VERSIONS, random);
                    releases.computeIfAbsent(url, _ -> new ArrayList<>())
                            .add(new Available(version, "v" + version, id, id));
                    readings.put(
                            id,
                            new ManifestReader()
                                    .read(InMemoryFiles.manifest(
                                            random.nextInt(12) == 0
                                                    ? "services: ["
                                                    : manifest("d" + distro, uses(random, distro)))));
                }
            }
        }

        @Override
        public List<Available> releases(DistroAddress distro) {
            return releases.getOrDefault(distro.url(), List.of());
        }

        @Override
        public Loaded load(DistroAddress distro, Available release) {
            return new Loaded(new InMemoryFiles(), readings.get(release.commit()));
        }
    }

    private static List<String> uses(Random random, int from) {
        var uses = new ArrayList<String>();
        for (int number = random.nextInt(4); number > 0; number--) {
            // Mostly onwards, so that not everything is a cycle.
            int to = random.nextInt(8) == 0 ? random.nextInt(12) : Math.min(11, from + 1 + random.nextInt(3));
            uses.add(use(
                    number,
                    "a/d" + to,
                    random.nextInt(4) > 0 ? ">=0.0.0" : range(random),
                    random.nextInt(8) == 0 ? ", with: {none: x}" : ""));
        }
        return uses;
    }

    @Test
    void everyWorldResolvesOrSaysWhyNotAndTheSameEachTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int whole = 0;
            for (int round = 0; round < 250; round++) {
                var random = new Random(SEED + round);
                var world = new World(random);
                var root = new ManifestReader()
                        .read(InMemoryFiles.manifest(manifest("root", uses(random, 0))))
                        .manifest();
                if (root.isEmpty()) continue;
                var outcome = resolve(new Resolver(world), root.get());
                assertThat(shown(resolve(new Resolver(world), root.get())))
                        .as("round %d", round)
                        .isEqualTo(shown(outcome));
                switch (outcome) {
                    case Unresolved no ->
                        assertThat(no.reasons())
                                .as("round %d", round)
                                .isNotEmpty()
                                .allSatisfy(reason -> assertThat(reason)
                                        .isNotBlank()
                                        .hasLineCount(1)
                                        .hasSizeLessThan(3_000));
                    case Resolved yes -> {
                        whole++;
                        var composition = yes.composition();
                        assertThat(composition.parts()).as("round %d", round).hasSizeLessThanOrEqualTo(65);
                        assertThat(shown(resolve(Resolver.pinned(world, composition.resolved()), root.get())))
                                .as("round %d, as recorded", round)
                                .isEqualTo(shown(outcome));
                    }
                }
            }
            assertThat(whole).as("the generator makes worlds that hold").isGreaterThan(30);
        });
    }

    private static Resolver.Resolution resolve(Resolver resolver, Manifest root) {
        return resolver.resolve(
                root, new InMemoryFiles(), Optional.of(HUB), Optional.of(new DistroAddress(HUB + "/a/d0")));
    }

    private static List<String> shown(Resolver.Resolution resolution) {
        return switch (resolution) {
            case Resolved yes ->
                yes.composition().resolved().stream()
                        .map(Composition.Used::line)
                        .toList();
            case Unresolved no -> no.reasons();
        };
    }

    @Test
    void everyRangeThatIsAcceptedCanBeResolved() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int accepted = 0;
            var world = new World(new Random(SEED));
            for (int round = 0; round < 1_200; round++) {
                var random = new Random(SEED + round);
                var range = random.nextInt(50) == 0 ? range(random).repeat(40) : range(random);
                var root = new ManifestReader()
                        .read(InMemoryFiles.manifest(manifest("root", List.of(use(1, "a/d1", range, "")))));
                root.problems()
                        .forEach(problem -> assertThat(problem.text())
                                .as(range)
                                .isNotBlank()
                                .hasLineCount(1)
                                .hasSizeLessThan(1_500));
                if (root.manifest().isEmpty()) continue;
                accepted++;
                assertThat(resolve(new Resolver(world), root.manifest().get()))
                        .as("round %d: %s", round, range)
                        .isNotNull();
            }
            assertThat(accepted)
                    .as("the generator makes ranges that are accepted")
                    .isGreaterThan(100);
        });
    }
}
