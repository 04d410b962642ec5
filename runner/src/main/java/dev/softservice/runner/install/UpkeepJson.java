package dev.softservice.runner.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.install.InstallRefusal.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** How an installation is looked after, as the part of its state's JSON. */
final class UpkeepJson {
    private UpkeepJson() {}

    static void put(ObjectNode json, Upkeep upkeep) {
        json.put("stopped", upkeep.stopped());
        upkeep.well().ifPresent(well -> json.put("well", well.toString()));
        json.putObject("keeping")
                .put("last", upkeep.keeping().last())
                .put("days", upkeep.keeping().days())
                .put("share", upkeep.keeping().share());
        upkeep.trouble()
                .ifPresent(trouble -> json.putObject("trouble")
                        .put("kind", trouble.kind().name())
                        .put("reason", trouble.reason())
                        .put("since", trouble.since().toString())
                        .put("last", trouble.last().toString())
                        .put("times", trouble.times()));
        var copies = json.putArray("copies");
        upkeep.copies().forEach(copy -> put(copies.addObject(), copy));
    }

    private static void put(ObjectNode json, DataCopy copy) {
        json.put("id", copy.id())
                .put("at", copy.taken().at().toString())
                .put("why", copy.taken().why())
                .put("bytes", copy.bytes())
                .put("going", copy.going());
        copy.of().ifPresent(release -> StateJson.putInstalled(json.putObject("of"), release));
        copy.parameters().forEach(json.putObject("parameters")::put);
    }

    /** What was kept before there was such a part is read as nothing. */
    static Upkeep read(JsonNode json) {
        if (json.isMissingNode()) return Upkeep.NONE;
        var copies = new ArrayList<DataCopy>();
        for (var node : json.path("copies")) copies.add(copy(node));
        var keeping = json.path("keeping");
        return new Upkeep(
                copies,
                new Keeping(
                        keeping.path("last").asInt(),
                        keeping.path("days").asInt(),
                        keeping.path("share").asInt()),
                json.has("trouble") ? Optional.of(trouble(json.path("trouble"))) : Optional.empty(),
                json.has("well") ? Optional.of(StateJson.instant(json, "well")) : Optional.<Instant>empty(),
                json.path("stopped").asBoolean());
    }

    private static Trouble trouble(JsonNode json) {
        return new Trouble(
                Kind.valueOf(json.path("kind").asText()),
                json.path("reason").asText(),
                StateJson.instant(json, "since"),
                StateJson.instant(json, "last"),
                json.path("times").asInt());
    }

    private static DataCopy copy(JsonNode json) {
        return new DataCopy(
                json.path("id").asText(),
                json.has("of") ? Optional.of(StateJson.installed(json.path("of"))) : Optional.empty(),
                StateJson.byName(json.path("parameters")),
                new DataCopy.Taken(
                        StateJson.instant(json, "at"), json.path("why").asText()),
                json.path("bytes").asLong(),
                json.path("going").asBoolean());
    }
}
