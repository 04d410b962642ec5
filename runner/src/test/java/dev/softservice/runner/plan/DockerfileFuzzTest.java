package dev.softservice.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Dockerfiles that nobody would write. Each is made from a seed, which a failure names. */
class DockerfileFuzzTest {
    private static final int DOCKERFILES = 4_000;

    /** Writes a Dockerfile, and knows what it names. */
    private static final class Author {
        private final Random random;
        private final char escape;
        private final List<String> lines = new ArrayList<>();
        private final List<String> stages = new ArrayList<>();
        private final Set<String> images = new LinkedHashSet<>();
        private int names;

        Author(long seed) {
            random = new Random(seed);
            escape = random.nextBoolean() ? '\\' : '`';
            if (random.nextBoolean()) lines.add("# syntax=docker/dockerfile:1");
            if (escape == '`') lines.add("# EscApe = `");
            if (random.nextBoolean()) lines.add("# FROM nothing");
            write("ARG", List.of("SET=set", "EMPTY=", "QUOTED=\"quo\"ted"));
            int stagesToCome = 1 + random.nextInt(4);
            for (int stage = 0; stage < stagesToCome; stage++) stage();
        }

        String text() {
            return (random.nextInt(4) == 0 ? "\uFEFF" : "") + String.join(random.nextBoolean() ? "\n" : "\r\n", lines);
        }

        private void stage() {
            var words = new ArrayList<String>();
            if (random.nextBoolean()) words.add("--platform=linux/amd64");
            words.add(base());
            var name = "stage" + stages.size();
            words.add(random.nextBoolean() ? "AS" : "as");
            words.add(name);
            write("FROM", words);
            for (int step = random.nextInt(6); step > 0; step--) step();
            stages.add(name);
        }

        private String base() {
            return switch (random.nextInt(7)) {
                case 0 -> "scratch";
                case 1 -> stages.isEmpty() ? image() : stages.get(random.nextInt(stages.size()));
                case 2 -> named("set", "$SET");
                case 3 -> named("unset", "${UNSET:-unset}");
                case 4 -> named("a:quoted", "a${SET:+:\"${QUOTED}\"}");
                case 5 -> '"' + image() + '"';
                default -> image();
            };
        }

        private String named(String image, String written) {
            images.add(image);
            return written;
        }

        private String image() {
            var image = "image" + names++ + ":1";
            images.add(image);
            return image;
        }

        /** A stage by name or number, or an image. */
        private String source() {
            if (stages.isEmpty() || random.nextBoolean()) return image();
            int stage = random.nextInt(stages.size());
            return random.nextBoolean() ? "" + stage : "Stage" + stage;
        }

        private void step() {
            switch (random.nextInt(7)) {
                case 0 ->
                    write(
                            random.nextBoolean() ? "COPY" : "ADD",
                            flags("--from=" + source(), "--chown=1:1", List.of("/a", "/b")));
                case 1 -> write("RUN", flags("--mount=" + mount(), "--network=none", List.of("true")));
                case 2 -> write("RUN", flags("--mount=" + mount(), "--mount=" + mount(), List.of("true")));
                case 3 -> here("RUN", "cat");
                case 4 -> here("COPY", "/x");
                case 5 -> write("ONBUILD COPY", List.of("/a", "--from=nothing", "/b"));
                default -> write("ENV", List.of("A=FROM", "B=\"COPY", "--from=nothing\""));
            }
        }

        private List<String> flags(String one, String other, List<String> rest) {
            var words = new ArrayList<>(random.nextBoolean() ? List.of(one, other) : List.of(other, one));
            words.addAll(rest);
            return words;
        }

        private String mount() {
            var fields = new ArrayList<>(List.of("type=bind", "target=/x", "source=/"));
            fields.add(random.nextInt(4), (random.nextBoolean() ? "from=" : "From=") + source());
            if (random.nextBoolean()) fields.replaceAll(field -> "\\\"" + field + "\\\"");
            return String.join(",", fields);
        }

        private void here(String instruction, String word) {
            boolean tabs = random.nextBoolean();
            var quote = List.of("", "'", "\"").get(random.nextInt(3));
            write(instruction, List.of("<<" + (tabs ? "-" : "") + quote + "EOF" + quote, word));
            lines.addAll(
                    List.of("FROM nothing", "# COPY --from=nothing / /", "ONBUILD RUN --mount=from=nothing x", "x"));
            lines.add((tabs ? "\t\t" : "") + "EOF");
        }

        /** One instruction in any case, with any gaps, over any lines. */
        private void write(String name, List<String> words) {
            var line = new StringBuilder(gap(random.nextInt(3)));
            for (char c : name.toCharArray()) line.append(random.nextBoolean() ? Character.toLowerCase(c) : c);
            for (var word : words) {
                line.append(gap(1 + random.nextInt(2)));
                if (random.nextInt(4) == 0) {
                    lines.add(line.append(escape).append(gap(random.nextInt(2))).toString());
                    line.setLength(0);
                    if (random.nextBoolean()) lines.add(gap(random.nextInt(3)) + "# FROM nothing");
                    if (random.nextBoolean()) lines.add("");
                }
                line.append(word);
            }
            lines.add(line.toString());
            if (random.nextInt(4) == 0) lines.add("# COPY --from=nothing / / " + escape);
        }

        private String gap(int length) {
            var gap = new StringBuilder();
            for (int i = 0; i < length; i++) gap.append(random.nextBoolean() ? ' ' : '\t');
            return gap.toString();
        }
    }

    @Test
    void everyImageOfAGeneratedDockerfileIsFoundAndNoOther() {
        for (long seed = 0; seed < DOCKERFILES; seed++) {
            var author = new Author(seed);
            var names = Dockerfile.parse(author.text()).names(Map.of(), _ -> List.of());
            assertThat(names.doubt()).as("seed %d:%n%s", seed, author.text()).isEmpty();
            assertThat(names.images())
                    .as("seed %d:%n%s", seed, author.text())
                    .containsExactlyInAnyOrderElementsOf(author.images);
        }
    }

    @Test
    void whatIsPinnedNamesTheSameWithTheExactImageInItsPlace() {
        for (long seed = 0; seed < DOCKERFILES; seed++) {
            var author = new Author(seed);
            var exact = new java.util.TreeMap<String, ImagePlan.Pulled>();
            author.images.forEach(image -> exact.put(image, new ImagePlan.Pulled("exact/" + image.replace(':', '/'))));
            var pinned = Dockerfile.pinned(author.text(), Map.of(), exact);
            assertThat(Dockerfile.parse(pinned).names(Map.of(), _ -> List.of()).images())
                    .as("seed %d:%n%s%n%s", seed, author.text(), pinned)
                    .containsExactlyInAnyOrderElementsOf(exact.values().stream()
                            .map(ImagePlan.Pulled::reference)
                            .toList());
        }
    }

    @Test
    void whateverIsBrokenInItNothingIsThrownAndItEnds() {
        var bits = "\\`\"'$ \n\t{}<>=-:,#@[]\r\uFEFF\u00a0aF";
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (long seed = 0; seed < DOCKERFILES; seed++) {
                var random = new Random(seed);
                var text = new StringBuilder(new Author(seed).text());
                for (int edit = 1 + random.nextInt(12); edit > 0; edit--) {
                    int at = random.nextInt(text.length());
                    if (random.nextInt(3) == 0) text.deleteCharAt(at);
                    else text.insert(at, bits.charAt(random.nextInt(bits.length())));
                }
                try {
                    var names = Dockerfile.parse(text.toString()).names(Map.of("SET", "x"), _ -> List.of());
                    assertThat(names.doubt().isPresent() || !names.images().contains(""))
                            .isTrue();
                    Dockerfile.pinned(text.toString(), Map.of(), Map.of("set", new ImagePlan.Pulled("exact")));
                    Dockerfile.parse(text.toString()).refusal();
                } catch (RuntimeException thrown) {
                    throw new AssertionError("seed " + seed + ":\n" + text, thrown);
                }
            }
        });
    }
}
