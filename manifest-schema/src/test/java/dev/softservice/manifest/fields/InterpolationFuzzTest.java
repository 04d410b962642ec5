package dev.softservice.manifest.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.read.ManifestReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts with {@code ${…}} made of pieces whose value is known, so that the whole value is; and the same texts damaged. */
class InterpolationFuzzTest {
    private static final long SEED = 20_261_124L;
    /** Values that would do harm if they were read again. */
    private static final Map<String, String> VALUES =
            Map.of("parameters.one", "${parameters.two}", "parameters.two", "$$ $1 \\$ ${", "release.version", "1.0");

    private static final List<String> LITERALS =
            List.of("", "a", " ", "{}", "}", "\\", "/x:", "ü", "😀", "{{ x }}", "%s", "#");

    /** @param text as written, in the dialect at hand; {@code value}: what it stands for */
    private record Piece(String text, String value) {}

    private static Piece piece(Random random, boolean compose, int depth) {
        return switch (random.nextInt(compose ? 9 : 5)) {
            case 0 -> new Piece("$$", "$");
            case 1 -> new Piece("${parameters.one}", VALUES.get("parameters.one"));
            case 2 -> new Piece("${parameters.two}", VALUES.get("parameters.two"));
            case 3 -> new Piece("$- ", "$- ");
            case 5 -> new Piece("${ONE}", VALUES.get("parameters.one"));
            case 6 -> new Piece("${TWO:?must be there}", VALUES.get("parameters.two"));
            case 7 -> {
                var inner = depth > 3 ? new Piece("d", "d") : piece(random, true, depth + 1);
                yield inner.text().indexOf('}') >= 0 && !inner.text().startsWith("${")
                        ? inner
                        : new Piece("${NOWHERE:-" + inner.text() + "}", inner.value());
            }
            case 8 -> new Piece("${NOWHERE:+never}", "");
            default -> {
                var literal = LITERALS.get(random.nextInt(LITERALS.size()));
                yield new Piece(literal, literal);
            }
        };
    }

    private static Piece text(Random random, boolean compose) {
        var text = new StringBuilder();
        var value = new StringBuilder();
        for (int pieces = random.nextInt(8); pieces >= 0; pieces--) {
            var piece = piece(random, compose, 0);
            text.append(piece.text());
            value.append(piece.value());
        }
        return new Piece(text.toString(), value.toString());
    }

    private static Reading read(String text, boolean compose) {
        var head = "softservice: v1\n"
                + "name: fuzz\n"
                + "version: \"1.0\"\n"
                + "parameters: {one: {type: string}, two: {type: string}}\n"
                + "tests: [{name: t, tcp: {host: web, port: 80}}]\n";
        var services = "services: {web: {image: nginx, environment: {KEY: \""
                + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}}}\n";
        return new ManifestReader()
                .read(
                        compose
                                ? InMemoryFiles.manifest(head + "compose: compose.yaml\n")
                                        .with("compose.yaml", services)
                                : InMemoryFiles.manifest(head + services));
    }

    private static Optional<String> resolved(Reading reading) {
        return reading.manifest()
                .map(manifest -> manifest.services()
                        .get("web")
                        .environment()
                        .get("KEY")
                        .resolve(name -> {
                            assertThat(VALUES)
                                    .as("only what was accepted is asked for")
                                    .containsKey(name);
                            return VALUES.get(name);
                        }));
    }

    @Test
    void aTextMeansWhatItsPiecesMean() {
        for (boolean compose : new boolean[] {false, true}) {
            for (int round = 0; round < 1_500; round++) {
                var text = text(new Random(SEED + round), compose);
                var reading = read(text.text(), compose);
                assertThat(reading.errors())
                        .as("round %d, compose %s: %s", round, compose, text.text())
                        .isEmpty();
                assertThat(resolved(reading))
                        .as("round %d, compose %s: %s", round, compose, text.text())
                        .contains(text.value());
            }
        }
    }

    @Test
    void aDamagedTextIsReadOrRefusedInOneLine() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < 4_000; round++) {
                var random = new Random(SEED + round);
                boolean compose = random.nextBoolean();
                var text = new StringBuilder(text(random, compose).text().repeat(random.nextInt(30) == 0 ? 200 : 1));
                for (int change = random.nextInt(4); change >= 0 && !text.isEmpty(); change--) {
                    int at = random.nextInt(text.length());
                    switch (random.nextInt(3)) {
                        case 0 -> text.deleteCharAt(at);
                        case 1 -> text.insert(at, "${}$:-?+.ab ".charAt(random.nextInt(12)));
                        default -> text.setCharAt(at, "${}$:-?+.ab ".charAt(random.nextInt(12)));
                    }
                }
                var reading = read(text.toString(), compose);
                reading.problems()
                        .forEach(problem -> assertThat(problem.text())
                                .as(text.toString())
                                .isNotBlank()
                                .hasLineCount(1)
                                .hasSizeLessThan(1_500));
                resolved(reading);
            }
        });
    }
}
