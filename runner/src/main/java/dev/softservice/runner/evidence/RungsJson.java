package dev.softservice.runner.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.RungOutcome.Checked;
import dev.softservice.runner.model.RungOutcome.Failed;
import dev.softservice.runner.model.RungOutcome.Held;
import dev.softservice.runner.model.RungOutcome.NotApplicable;
import dev.softservice.runner.model.RungOutcome.NotRun;
import dev.softservice.runner.model.RungOutcome.Reason;
import dev.softservice.runner.model.Rungs;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;

/**
 * Outcomes of rungs as JSON, the same in evidence, reports, the database and the API: a list, the lowest rung first, of
 * {@code {"rung": 5, "name": "resilient", "outcome": "held", "checked": {…}}}; {@code outcome} is {@code held}, {@code failed}, {@code not-applicable}
 * (with a {@code reason}) or {@code not-run}.
 */
public final class RungsJson {
    private RungsJson() {}

    public static ArrayNode write(Rungs rungs) {
        var list = JsonNodeFactory.instance.arrayNode();
        rungs.outcomes().forEach((rung, outcome) -> {
            var node = list.addObject().put("rung", rung.number()).put("name", rung.title());
            switch (outcome) {
                case Held held -> {
                    var checked = held.checked();
                    node.put("outcome", "held");
                    if (!checked.equals(Checked.NOT_RECORDED)) {
                        var looked = node.putObject("checked")
                                .put("services", checked.services())
                                .put("tests", checked.tests())
                                .put("checks", checked.checks())
                                .put("volumes", checked.volumes())
                                .put("bytes", checked.bytes())
                                .put("seconds", checked.seconds());
                        if (checked.distros() > 0) looked.put("distros", checked.distros());
                    }
                }
                case Failed _ -> node.put("outcome", "failed");
                case NotApplicable not -> node.put("outcome", "not-applicable").put("reason", word(not.reason()));
                case NotRun _ -> node.put("outcome", "not-run");
            }
        });
        return list;
    }

    /** Rungs that this version does not know are passed over; what it can't make sense of is an {@link IllegalArgumentException}. */
    public static Rungs read(JsonNode list) {
        if (!list.isArray()) throw new IllegalArgumentException("rungs: a list");
        var outcomes = new EnumMap<Rung, RungOutcome>(Rung.class);
        for (var node : list) Rung.of(node.path("rung").asInt()).ifPresent(rung -> outcomes.put(rung, outcome(node)));
        return new Rungs(outcomes);
    }

    private static RungOutcome outcome(JsonNode node) {
        return switch (node.path("outcome").asText()) {
            case "held" -> new Held(checked(node.path("checked")));
            case "failed" -> new Failed();
            case "not-applicable" ->
                new NotApplicable(reason(node.path("reason").asText()));
            case "not-run" -> new NotRun();
            default -> throw new IllegalArgumentException("the outcome of a rung is unknown");
        };
    }

    private static Checked checked(JsonNode node) {
        return new Checked(
                node.path("services").asInt(),
                node.path("tests").asInt(),
                node.path("checks").asInt(),
                node.path("volumes").asInt(),
                node.path("bytes").asLong(),
                node.path("seconds").asDouble(),
                node.path("distros").asInt());
    }

    private static String word(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Reason reason(String word) {
        return Arrays.stream(Reason.values())
                .filter(reason -> word(reason).equals(word))
                .findFirst()
                .orElse(Reason.UNKNOWN);
    }
}
