package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.evidence.Evidence;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.DataCopy;
import dev.softservice.runner.install.ImagesFrom;
import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Keeping;
import dev.softservice.runner.install.Machine;
import dev.softservice.runner.install.Overview;
import dev.softservice.runner.install.Source;
import dev.softservice.runner.install.Upkeep;
import dev.softservice.runner.model.Difference;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.reporting.FinishedRun;
import dev.softservice.runner.reporting.FinishedRun.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/commands.md says is what the commands do. */
class CommandsDocTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Problem PROBLEM =
            new Problem(Problem.Severity.ERROR, "softservice.yaml", 3, 1, "unknown-key", "no");

    @TempDir
    Path folder;

    private static String document() throws IOException {
        return Files.readString(Path.of("../docs/commands.md"));
    }

    private static String section(String command) throws IOException {
        var section =
                Pattern.compile("(?ms)^## " + command + "\\n(.*?)(?=^## |\\z)").matcher(document());
        assertThat(section.find())
                .as("docs/commands.md has a section " + command)
                .isTrue();
        return section.group(1);
    }

    private static JsonNode example(String name) throws IOException {
        var block = Pattern.compile("(?ms)^```json " + name + "\\n(.*?)^```").matcher(document());
        assertThat(block.find()).as("an example of " + name).isTrue();
        return new JsonMapper().readTree(block.group(1));
    }

    @Test
    void everyCommandAndEveryOptionIsThere() throws IOException {
        for (var command : Cli.commandLine().getSubcommands().entrySet()) {
            var section = section(command.getKey());
            for (var option : command.getValue().getCommandSpec().options()) {
                if (!option.usageHelp() && !option.versionHelp())
                    assertThat(section).as(command.getKey()).contains(option.longestName());
            }
        }
    }

    @Test
    void theConsoleExamplesThatNeedNoEngineDoWhatTheyShow() throws IOException {
        for (var command : List.of("init", "validate")) {
            var block = Pattern.compile("(?s)```console\\n\\$ softservice ([^\\n]*)\\n(.*?)```")
                    .matcher(section(command));
            assertThat(block.find()).isTrue();
            var did = new Shell(folder).type(block.group(1).split(" "));
            assertThat(did.out().replace(folder.toString(), "/home/eva")).isEqualTo(block.group(2));
        }
    }

    @Test
    void whatInitTellsOfAComposeFileIsWhatItShows() throws IOException {
        Files.createDirectories(folder.resolve("old-wiki"));
        Files.writeString(folder.resolve("old-wiki/compose.yaml"), """
            services:
              web:
                image: wiki:2.3
                container_name: wiki
                environment:
                  DB_HOST: wiki_db_1
                privileged: true
              db:
                image: db:1
                volumes: ["${DATA_DIR}/wiki/db:/var/lib/db"]
            """);
        var did = new Shell(folder).type("init", "old-wiki");
        assertThat(section("init"))
                .contains("$ softservice init old-wiki\n" + did.out().replace(folder.toString(), "/home/eva") + "```");
    }

    @Test
    void theJsonExamplesHaveTheShapeThatIsPrinted() throws IOException {
        var mapper = new JsonMapper();
        assertThat(shape(example("validate")))
                .isEqualTo(shape(mapper.readTree(JsonReport.of(
                        "/x",
                        List.of(PROBLEM),
                        List.of(new Composition.Used("p", "https://h/o/n", "v1.0.0", "c", "t")),
                        List.of("q")))));
        var report = new Report(
                Rungs.NONE.with(Rung.VALID, new RungOutcome.Held(new RungOutcome.Checked(1, 0, 0, 0, 0, 1))),
                List.of(PROBLEM),
                List.of(new TestResult("s", "n", TestResult.State.FAILED, 1, "m", "o")
                        .with(List.of(new dev.softservice.runner.model.Attachment("/r/a", 1, "/tmp/a")))
                        .differing(List.of(new Difference("status", "200", "503")))
                        .with(new Trace(
                                1,
                                2,
                                List.of("web"),
                                List.of(new Said(
                                        "web",
                                        1,
                                        List.of(new Said.Line(1, LogLine.Stream.ERR, "disk full")),
                                        List.of()))))),
                Map.of("web", "sha256:0"),
                Map.of("debian:bookworm-slim", "sha256:1"),
                List.of(new Composition.Used("p", "https://h/o/n", "v1.0.0", "c", "t")),
                List.of("note"));
        var run = new FinishedRun(
                "d",
                new Verdict.Failed(report, List.of("r")),
                List.of(new Step(StepName.READ, StepState.PASSED, NOON, Optional.of(NOON))),
                List.of(),
                NOON,
                NOON);
        assertThat(shape(example("test"))).isEqualTo(shape(mapper.readTree(JsonReport.of(run))));
        assertThat(shape(example("graph"))).isEqualTo(shape(mapper.readTree(GraphCommand.json(graph()))));
        assertThat(shape(example("status"))).isEqualTo(shape(mapper.readTree(StatusJson.of(List.of(condition())))));
    }

    private static CompositionGraph graph() {
        var provides = List.of(new CompositionGraph.Provided("http", "web", 80, true));
        var handed =
                List.of(new CompositionGraph.Handed("database", "dsn", CompositionGraph.Handed.Kind.SERVICE, "web"));
        var used = new CompositionGraph.Node(
                "wiki",
                "wiki",
                "2.3.1",
                Optional.of(new CompositionGraph.Origin("https://h/o/n", "~2.3", "v2.3.1", "c")),
                List.of("web"),
                provides,
                handed,
                List.of());
        return new CompositionGraph(new CompositionGraph.Node(
                "", "office", "0.1", Optional.empty(), List.of("web"), provides, handed, List.of(used)));
    }

    private static Overview.Condition condition() {
        var place = new InstallState.Place(
                "team-wiki", new Source("https://hub.example.org/samples/team-wiki", Optional.empty()), "127.0.0.1");
        var installed = new InstallState.Installed(
                "team-wiki",
                new Version(2, 3, 0),
                new Subject("a".repeat(40), "b".repeat(40)),
                Permissions.NONE,
                List.of(),
                new Evidence.Composition(
                        List.of(new Evidence.Used(
                                "database",
                                "https://hub.example.org/samples/postgresql",
                                "v15.0.2",
                                new Subject("b".repeat(40), "c".repeat(40)))),
                        Map.of()),
                ImagesFrom.RELEASE,
                NOON);
        var state = new InstallState(
                place,
                Optional.of(installed),
                Map.of("secret", "never shown"),
                InstallState.History.NONE,
                new Upkeep(
                        List.of(new DataCopy(
                                "20261122T120000Z",
                                Optional.of(installed),
                                Map.of("secret", "never shown"),
                                new DataCopy.Taken(NOON, "before 2.3.0"),
                                1,
                                false)),
                        Keeping.DEFAULT,
                        Optional.empty(),
                        Optional.empty(),
                        false),
                Optional.empty());
        return new Overview.Condition(
                state,
                List.of(new Machine.Container("web", Machine.State.RUNNING, Machine.Health.HEALTHY, Optional.empty())),
                List.of("http://127.0.0.1:8080/"),
                Optional.empty(),
                Optional.of(new Version(2, 3, 1)),
                List.of(),
                true,
                false);
    }

    @Test
    void statusNeverShowsParameters() {
        assertThat(StatusJson.of(List.of(condition()))).doesNotContain("never shown");
    }

    /** Every field with the kind of its value; what an array holds counts once. */
    private static TreeSet<String> shape(JsonNode node) {
        var fields = new TreeSet<String>();
        collect("", node, fields);
        return fields;
    }

    private static void collect(String path, JsonNode node, TreeSet<String> fields) {
        fields.add(path + " " + node.getNodeType());
        node.properties().forEach(field -> collect(path + "/" + field.getKey(), field.getValue(), fields));
        if (node.isArray()) node.forEach(element -> collect(path + "[]", element, fields));
    }

    @Test
    void theExitCodesAreThoseOfTheProgram() throws Exception {
        var table = section("Exit codes");
        for (var field : ExitCode.class.getFields()) assertThat(table).contains("| " + field.getInt(null) + " |");
    }
}
