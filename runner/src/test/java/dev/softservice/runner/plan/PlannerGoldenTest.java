package dev.softservice.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.model.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifest → plan, as pairs of files; {@code -Dgolden.update=true} writes what is planned now. */
class PlannerGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/plan");

    @ParameterizedTest
    @ValueSource(strings = {"wiki", "jobs", "internet"})
    void plansARun(String name) throws IOException {
        compare(name, "run", new EnvironmentScope.Run("hub", "42", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki", "jobs", "internet"})
    void plansAnInstallation(String name) throws IOException {
        compare(name, "installation", new EnvironmentScope.Installation("mine", "127.0.0.1"));
    }

    private static void compare(String name, String purpose, EnvironmentScope scope) throws IOException {
        var folder = GOLDEN.resolve(name);
        var reading = new ManifestReader().read(new FolderFiles(folder));
        assertThat(reading.errors()).isEmpty();
        var manifest = reading.manifest().orElseThrow();
        var values = ParameterValues.resolve(manifest.parameters(), Map.of(), () -> "generated-secret");
        var planning = Planner.plan(
                ResolvedDistro.of(manifest, folder),
                values,
                scope,
                Limits.DEFAULT,
                (path, parameter) -> "secret of " + path + "." + parameter);
        assertThat(planning).isInstanceOf(Planning.Planned.class);
        var text = PlanText.of(((Planning.Planned) planning).plan()).replace(folder.toString(), "FOLDER");
        var golden = folder.resolve("plan." + purpose + ".txt");
        if (Boolean.getBoolean("golden.update")) Files.writeString(golden, text);
        assertThat(text).isEqualTo(Files.readString(golden));
    }
}
