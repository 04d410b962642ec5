package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.manifest.model.Rung;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.RoutesForTests;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
    @Test
    void theDocumentDescribesExactlyTheRoutesThatThereAre(@TempDir Path data) throws IOException {
        var documented = new TreeMap<String, String>();
        document()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> documented.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue().get("x-role").textValue())));
        var routed = new TreeMap<String, String>();
        RoutesForTests.of(data).all().stream()
                .filter(route -> route.surface() == Route.Surface.API || route.surface() == Route.Surface.REGISTRY)
                .forEach(route ->
                        routed.put(route.signature(), route.needed().name().toLowerCase(Locale.ROOT)));
        assertThat(documented).isEqualTo(routed);
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() throws IOException {
        var document = document();
        document.findValuesAsText("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
    }

    @Test
    void theSchemasHaveExactlyTheFieldsThatTheHubWrites() throws IOException {
        var schemas = document().at("/components/schemas");
        var shapes = Map.<String, Class<? extends Record>>ofEntries(
                Map.entry("Repository", Shapes.RepositoryShape.class),
                Map.entry("Release", Shapes.ReleaseShape.class),
                Map.entry("Pull", Shapes.PullShape.class),
                Map.entry("Version", VersionApi.VersionShape.class),
                Map.entry("VersionDiff", VersionApi.DiffShape.class),
                Map.entry("ChangedFile", VersionApi.FileShape.class),
                Map.entry("Comment", TalkShapes.CommentShape.class),
                Map.entry("CommentLine", TalkShapes.LineShape.class),
                Map.entry("Review", TalkShapes.ReviewShape.class),
                Map.entry("Event", TalkShapes.EventShape.class),
                Map.entry("Import", ImportApi.ImportShape.class),
                Map.entry("ImportedRef", ImportApi.KeptShape.class),
                Map.entry("Run", Shapes.RunShape.class),
                Map.entry("Test", Shapes.TestShape.class),
                Map.entry("Step", Shapes.StepShape.class),
                Map.entry("Use", Shapes.UseShape.class),
                Map.entry("Asked", Shapes.AskedShape.class),
                Map.entry("Why", WhyApi.WhyShape.class),
                Map.entry("Candidate", WhyApi.CandidateShape.class),
                Map.entry("Obstacle", WhyApi.ObstacleShape.class),
                Map.entry("Wait", WhyApi.WaitShape.class),
                Map.entry("Catalog", Shapes.CatalogShape.class),
                Map.entry("Entry", Shapes.EntryShape.class));
        shapes.forEach((name, shape) -> {
            var written = Arrays.stream(shape.getRecordComponents())
                    .map(RecordComponent::getName)
                    .toList();
            assertThat(schemas.at("/" + name + "/properties").propertyStream().map(Map.Entry::getKey))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(written);
            assertThat(schemas.at("/" + name + "/required").valueStream().map(JsonNode::asText))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(written);
        });
    }

    @Test
    void whatThePathNamesIsDescribedAsAParameter() throws IOException {
        document()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .forEach(operation -> assertThat(java.util.regex.Pattern.compile("\\{(\\w+)}")
                                        .matcher(path.getKey())
                                        .results()
                                        .map(match -> match.group(1))
                                        .toList())
                                .as(path.getKey())
                                .allMatch(name -> operation
                                        .path("parameters")
                                        .findValuesAsText("name")
                                        .contains(name))));
    }

    @Test
    void levelsEndWhereTheLadderDoes() throws IOException {
        assertThat(document().at("/components/schemas").findValues("level"))
                .isNotEmpty()
                .allSatisfy(level -> assertThat(level.path("maximum").asInt()).isEqualTo(Rung.TOP.number()));
    }

    private static JsonNode document() throws IOException {
        return new ObjectMapper().readTree(text());
    }

    static String text() throws IOException {
        try (var in = OpenApiTest.class.getResourceAsStream("/openapi/openapi.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
