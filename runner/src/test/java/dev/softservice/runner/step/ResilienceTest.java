package dev.softservice.runner.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.FolderFiles;
import dev.softservice.manifest.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Limits;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.plan.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResilienceTest {
    @TempDir
    Path folder;
    private final FakeEngine engine = new FakeEngine();
    private final List<String> moments = new ArrayList<>();

    private List<String> run(Duration testing) throws InterruptedException, IOException {
        return new Resilience(engine.upAlready(), Narrator.SILENT, (_, _, moment) -> {
            moments.add(moment.what());
            return List.of();
        }).run(plan(), testing);
    }

    private Plan plan() throws IOException {
        var distro = DistroFolder.at(folder).manifest("""
                services: {db: {image: debian}, web: {image: debian}}
                tests: [{name: answers, exec: {service: web, command: [ask]}}]
                """).path();
        var manifest = new ManifestReader().read(new FolderFiles(distro)).manifest().orElseThrow();
        var values = ParameterValues.resolve(manifest.parameters(), Map.of(), () -> "");
        return ((Planning.Planned) Planner.plan(ResolvedDistro.of(manifest, distro), values, new Scope.Run("hub", "1", false), Limits.DEFAULT, (_, _) -> "")).plan();
    }

    @Test
    void testsThatAreQuickRunAfterEachKill() throws InterruptedException, IOException {
        assertThat(run(Duration.ofSeconds(30))).isEmpty();
        assertThat(engine.calls).containsExactly("kill db", "kill web");
        assertThat(moments).containsExactly("after db was killed", "after web was killed");
    }

    @Test
    void testsThatTakeLongRunOnceAfterAllHaveBeenKilled() throws InterruptedException, IOException {
        assertThat(run(Duration.ofSeconds(31))).isEmpty();
        assertThat(engine.calls).containsExactly("kill db", "kill web");
        assertThat(moments).containsExactly("after each service was killed in turn");
    }
}
