package dev.softservice.runner.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permission.OfTheMachine;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.evidence.Evidence.Used;
import dev.softservice.runner.evidence.KeptImagesJson;
import dev.softservice.runner.evidence.Origin;
import dev.softservice.runner.evidence.Subject;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallState.Failure;
import dev.softservice.runner.install.InstallState.History;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.install.InstallState.Pending;
import dev.softservice.runner.install.InstallState.Phase;
import dev.softservice.runner.install.InstallState.Place;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Report;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** An installation's state as the JSON that is kept of it. */
final class StateJson {
    private static final String FORMAT = "softservice-installation/v1";
    private static final JsonMapper JSON = new JsonMapper();

    private StateJson() {}

    static String write(InstallState state) {
        var json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("name", state.name())
                .put("source", state.place().source().url())
                .put("bind", state.place().bind());
        state.place().source().hub().ifPresent(hub -> json.put("hub", hub));
        state.current().ifPresent(current -> putInstalled(json.putObject("current"), current));
        state.parameters().forEach(json.putObject("parameters")::put);
        state.history().highest().ifPresent(version -> json.put("highest", version.toString()));
        state.history().origin().ifPresent(origin -> putOrigin(json.putObject("origin"), origin));
        var failed = json.putArray("failed");
        state.history().failed().forEach(failure -> put(failed.addObject(), failure));
        UpkeepJson.put(json.putObject("upkeep"), state.upkeep());
        state.pending()
                .ifPresent(pending -> json.putObject("pending")
                        .put("phase", pending.phase().name())
                        .put("version", pending.version().toString())
                        .put("since", pending.since().toString())
                        .put("copy", pending.copy()));
        return json.toPrettyString() + "\n";
    }

    private static void put(ObjectNode json, Failure failure) {
        json.put("version", failure.version().toString())
                .put("commit", failure.commit())
                .put("reason", failure.reason())
                .put("at", failure.at().toString());
        failure.until().ifPresent(until -> json.put("until", until.toString()));
    }

    private static Failure failure(JsonNode json) {
        return new Failure(
                version(json, "version"),
                json.path("commit").asText(),
                json.path("reason").asText(),
                instant(json, "at"),
                json.has("until") ? Optional.of(instant(json, "until")) : Optional.empty());
    }

    private static void putOrigin(ObjectNode json, Origin origin) {
        json.put("hub", origin.hub())
                .put("repository", origin.repository())
                .put("version", origin.version().toString());
        origin.architecture().ifPresent(architecture -> json.put("architecture", architecture.name()));
    }

    private static Origin origin(JsonNode json) {
        return new Origin(
                json.path("hub").asText(),
                json.path("repository").asText(),
                version(json, "version"),
                json.has("architecture")
                        ? Optional.of(new Architecture(json.path("architecture").asText()))
                        : Optional.empty());
    }

    static void putInstalled(ObjectNode json, Installed current) {
        json.put("distro", current.distro())
                .put("version", current.version().toString())
                .put("commit", current.subject().commit())
                .put("tree", current.subject().tree())
                .put("internet", current.permissions().internet())
                .put("obtained", current.images().name())
                .put("at", current.at().toString());
        current.permissions().capabilities().forEach(json.putArray("capabilities")::add);
        if (current.permissions().hostGateway()) json.put("hostGateway", true);
        if (!current.permissions().devices().isEmpty())
            current.permissions().devices().forEach(json.putArray("devices")::add);
        if (!current.permissions().files().isEmpty())
            current.permissions().files().forEach(json.putArray("machineFiles")::add);
        if (!current.permissions().machine().isEmpty())
            current.permissions().machine().stream().map(Permission::word).forEach(json.putArray("machine")::add);
        current.endpoints().forEach(json.putArray("endpoints")::add);
        var uses = json.putArray("uses");
        for (var used : current.composition().uses()) {
            uses.addObject()
                    .put("path", used.name())
                    .put("distro", used.distro())
                    .put("tag", used.tag())
                    .put("commit", used.subject().commit())
                    .put("tree", used.subject().tree());
        }
        current.composition().images().forEach(json.putObject("images")::put);
        current.composition().bases().forEach(json.putObject("bases")::put);
        if (!current.composition().kept().isEmpty())
            KeptImagesJson.write(json.putObject("kept"), current.composition().kept());
    }

    /** @throws IllegalArgumentException with a few words where the text is no such state */
    static InstallState read(String text) {
        try {
            var json = JSON.readTree(text);
            if (!json.path("format").asText().equals(FORMAT))
                throw new IllegalArgumentException("its format is not " + FORMAT);
            var parameters = byName(json.path("parameters"));
            var failed = new ArrayList<Failure>();
            for (var node : json.path("failed")) failed.add(failure(node));
            var highest = json.has("highest") ? Optional.of(version(json, "highest")) : Optional.<Version>empty();
            var origin = json.has("origin") ? Optional.of(origin(json.path("origin"))) : Optional.<Origin>empty();
            var hub = json.has("hub") ? Optional.of(json.path("hub").asText()) : Optional.<String>empty();
            return new InstallState(
                    new Place(
                            json.path("name").asText(),
                            new Source(json.path("source").asText(), hub),
                            json.path("bind").asText()),
                    json.has("current") ? Optional.of(installed(json.path("current"))) : Optional.empty(),
                    parameters,
                    new History(highest, origin, failed),
                    UpkeepJson.read(json.path("upkeep")),
                    json.has("pending") ? Optional.of(pending(json.path("pending"))) : Optional.empty());
        } catch (JsonProcessingException | DateTimeException malformed) {
            throw new IllegalArgumentException("it is damaged");
        }
    }

    static Installed installed(JsonNode json) {
        return new Installed(
                json.path("distro").asText(),
                version(json, "version"),
                new Subject(json.path("commit").asText(), json.path("tree").asText()),
                new Permissions(
                        json.path("internet").asBoolean(),
                        texts(json.path("capabilities")),
                        json.path("hostGateway").asBoolean(),
                        texts(json.path("devices")),
                        texts(json.path("machineFiles")),
                        texts(json.path("machine")).stream()
                                .flatMap(word -> Permissions.named(word).stream())
                                .filter(OfTheMachine.class::isInstance)
                                .map(OfTheMachine.class::cast)
                                .toList()),
                texts(json.path("endpoints")),
                composition(json),
                json.has("obtained") ? ImagesFrom.valueOf(json.path("obtained").asText()) : before(composition(json)),
                instant(json, "at"));
    }

    /** Of what was installed before that was kept: what came from no registry was built here. */
    private static ImagesFrom before(Composition composition) {
        return composition.images().entrySet().stream()
                        .anyMatch(image -> !image.getKey().startsWith(Report.TEST_IMAGE)
                                && !image.getValue().contains("@"))
                ? ImagesFrom.SOURCE_NEEDED
                : ImagesFrom.RELEASE;
    }

    private static Composition composition(JsonNode json) {
        var uses = new ArrayList<Used>();
        for (var node : json.path("uses")) {
            uses.add(new Used(
                    node.path("path").asText(),
                    node.path("distro").asText(),
                    node.path("tag").asText(),
                    new Subject(node.path("commit").asText(), node.path("tree").asText())));
        }
        return new Composition(
                uses, byName(json.path("images")), byName(json.path("bases")), KeptImagesJson.read(json.path("kept")));
    }

    static LinkedHashMap<String, String> byName(JsonNode json) {
        var texts = new LinkedHashMap<String, String>();
        json.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static Pending pending(JsonNode json) {
        return new Pending(
                Phase.valueOf(json.path("phase").asText()),
                version(json, "version"),
                instant(json, "since"),
                json.path("copy").asText());
    }

    private static Version version(JsonNode json, String field) {
        return Version.parse(json.path(field).asText())
                .orElseThrow(() -> new IllegalArgumentException("its " + field + " is not a version"));
    }

    static Instant instant(JsonNode json, String field) {
        return Instant.parse(json.path(field).asText());
    }

    private static List<String> texts(JsonNode nodes) {
        var texts = new ArrayList<String>();
        for (var node : nodes) texts.add(node.asText());
        return texts;
    }
}
