package dev.softservice.runner.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Rungs;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evidence as JSON. Keys come in a fixed order, so equal evidence gives equal bytes. */
final class Statement {
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    static final String TYPE = "https://in-toto.io/Statement/v1";
    static final String PREDICATE = "https://in-toto.io/attestation/test-result/v0.1";
    /** in-toto asks that a key which a predicate does not define is a type URI. */
    static final String EXTENSION = "https://softservice.dev/evidence/v1";
    /** What came of each rung, on which engine, where the release was made, and which images its hub keeps. It stands beside the first extension, which stays as it was: who reads that one need not know this one. */
    static final String MORE = "https://softservice.dev/evidence/v2";

    /** The first extension may name one rung more than there is: it was planned then. */
    private static final int HIGHEST = 8;

    private Statement() {}

    static byte[] write(Evidence evidence) {
        var statement = Envelope.JSON.createObjectNode().put("_type", TYPE);
        putDigest(statement.putArray("subject").addObject(), evidence.subject());
        var predicate = statement.put("predicateType", PREDICATE).putObject("predicate");
        var outcome = evidence.outcome();
        predicate.put("result", outcome.result().name());
        var configuration = predicate.putArray("configuration");
        for (var resource : evidence.configuration()) {
            var digest = configuration.addObject().put("name", resource.name()).putObject("digest");
            new java.util.TreeMap<>(resource.digest()).forEach(digest::put);
        }
        outcome.passedTests().forEach(predicate.putArray("passedTests")::add);
        outcome.warnedTests().forEach(predicate.putArray("warnedTests")::add);
        outcome.failedTests().forEach(predicate.putArray("failedTests")::add);
        var run = evidence.run();
        var ours = predicate
                .putObject(EXTENSION)
                .put("level", run.level())
                .put("run", run.id())
                .put("runnerVersion", run.tools().runner())
                .put("startedAt", run.startedAt().toString())
                .put("finishedAt", run.finishedAt().toString());
        var uses = ours.putArray("uses");
        for (var use : evidence.composition().uses()) {
            putDigest(
                    uses.addObject()
                            .put("name", use.name())
                            .put("distro", use.distro())
                            .put("tag", use.tag()),
                    use.subject());
        }
        evidence.composition().images().forEach(ours.putObject("images")::put);
        evidence.composition().bases().forEach(ours.putObject("bases")::put);
        var more = predicate.putObject(MORE);
        more.set("rungs", RungsJson.write(run.rungs()));
        if (!run.tools().engine().isEmpty()) more.put("engine", run.tools().engine());
        evidence.origin().ifPresent(origin -> write(more.putObject("release"), origin));
        if (!evidence.composition().kept().isEmpty())
            KeptImagesJson.write(
                    more.putObject("images"), evidence.composition().kept());
        if (!evidence.notShown().isEmpty()) evidence.notShown().forEach(more.putArray("notShown")::add);
        return VerifyingKey.utf8(statement.toString());
    }

    private static void write(ObjectNode node, Origin origin) {
        node.put("hub", origin.hub())
                .put("repository", origin.repository())
                .put("version", origin.version().toString());
        origin.architecture().ifPresent(architecture -> node.put("architecture", architecture.name()));
    }

    private static Optional<Origin> origin(JsonNode node) throws Wire.Malformed {
        if (node.isMissingNode()) return Optional.empty();
        return Optional.of(new Origin(
                node.path("hub").asText(),
                node.path("repository").asText(),
                Version.parse(node.path("version").asText())
                        .orElseThrow(() -> new Wire.Malformed("has a version that is not three numbers")),
                node.has("architecture")
                        ? Optional.of(new Architecture(node.path("architecture").asText()))
                        : Optional.empty()));
    }

    private static void putDigest(ObjectNode node, Subject subject) {
        node.putObject("digest").put("gitCommit", subject.commit()).put("gitTree", subject.tree());
    }

    static Evidence read(byte[] payload) throws Wire.Malformed {
        var statement = Envelope.tree(payload);
        if (!statement.path("_type").asText().equals(TYPE)) throw new Wire.Malformed("is not an in-toto statement v1");
        if (!statement.path("predicateType").asText().equals(PREDICATE))
            throw new Wire.Malformed("is not a test result v0.1");
        if (!(statement.path("subject") instanceof ArrayNode subjects) || subjects.size() != 1) {
            throw new Wire.Malformed("does not have exactly one subject");
        }
        var predicate = statement.path("predicate");
        var ours = predicate.path(EXTENSION);
        try {
            return new Evidence(
                    subject(subjects.get(0)),
                    configuration(predicate.path("configuration")),
                    outcome(predicate),
                    new Evidence.Composition(
                            uses(ours.path("uses")),
                            texts(ours.path("images")),
                            texts(ours.path("bases")),
                            KeptImagesJson.read(predicate.path(MORE).path("images"))),
                    run(ours, predicate.path(MORE)),
                    origin(predicate.path(MORE).path("release")),
                    list(predicate.path(MORE).path("notShown")));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            throw new Wire.Malformed("has a value out of its range");
        }
    }

    private static Subject subject(JsonNode node) {
        return new Subject(
                node.path("digest").path("gitCommit").asText(),
                node.path("digest").path("gitTree").asText());
    }

    private static List<Evidence.Resource> configuration(JsonNode nodes) {
        var resources = new ArrayList<Evidence.Resource>();
        for (var node : nodes)
            resources.add(new Evidence.Resource(node.path("name").asText(), texts(node.path("digest"))));
        return resources;
    }

    private static Evidence.Outcome outcome(JsonNode predicate) {
        return new Evidence.Outcome(
                Evidence.Result.valueOf(predicate.path("result").asText()),
                list(predicate.path("passedTests")),
                list(predicate.path("warnedTests")),
                list(predicate.path("failedTests")));
    }

    private static Evidence.Run run(JsonNode ours, JsonNode more) throws Wire.Malformed {
        int level = ours.path("level").asInt(-1);
        if (level < 0 || level > HIGHEST) throw new IllegalArgumentException("level " + level);
        var rungs = more.isMissingNode() ? Rungs.ofLevel(level) : RungsJson.read(more.path("rungs"));
        if (!more.isMissingNode() && rungs.level() != level)
            throw new Wire.Malformed("says level " + level + " and names rungs that come to " + rungs.level());
        return new Evidence.Run(
                ours.path("run").asText(),
                new Evidence.Tools(
                        ours.path("runnerVersion").asText(), more.path("engine").asText()),
                rungs,
                Instant.parse(ours.path("startedAt").asText()),
                Instant.parse(ours.path("finishedAt").asText()));
    }

    private static List<Evidence.Used> uses(JsonNode nodes) {
        var uses = new ArrayList<Evidence.Used>();
        for (var node : nodes) {
            uses.add(new Evidence.Used(
                    node.path("name").asText(),
                    node.path("distro").asText(),
                    node.path("tag").asText(),
                    subject(node)));
        }
        return uses;
    }

    private static List<String> list(JsonNode nodes) {
        var texts = new ArrayList<String>();
        for (var node : nodes) texts.add(node.asText());
        return texts;
    }

    private static Map<String, String> texts(JsonNode node) {
        var texts = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
