package dev.softservice.runner.install;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.manifest.composition.Composition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as its hub has recorded it: what it takes to make it again elsewhere.
 *
 * @param run          its number
 * @param verdict      {@code passed}, {@code failed} …; empty: it has none yet
 * @param reason       one line; may be empty
 * @param step         the phase in which it failed, as {@link dev.softservice.runner.model.StepName} has it, in small letters; empty: none did
 * @param tree         40 hex digits, as {@code commit}
 * @param made         what it was made of
 * @param stable       what it was upgraded from; empty: nothing
 * @param failed       the names of the tests that failed
 * @param architecture empty: not recorded; so {@code engine}
 * @param unreleased   it was tried with a change of another distro that has no release
 */
public record RecordedRun(
        long run,
        String verdict,
        String reason,
        String step,
        String commit,
        String tree,
        Made made,
        Optional<RecordedStable> stable,
        List<String> failed,
        String architecture,
        String engine,
        boolean unreleased) {
    /** As {@link dev.softservice.runner.model.Report} has them. */
    public record Made(List<Composition.Used> uses, Map<String, String> images, Map<String, String> bases) {}

    /** The release that it was upgraded from, as {@link dev.softservice.runner.model.Stable} has it. */
    public record RecordedStable(String tag, String commit, String tree, List<Composition.Used> uses) {}

    public RecordedRun {
        failed = List.copyOf(failed);
    }

    /** Reads the hub's answer. @throws InstallRefusal where it is none */
    static RecordedRun read(JsonNode json) {
        if (!json.path("run").isIntegralNumber())
            throw InstallRefusal.untrusted(
                    "what the hub says of the run is not what this version knows: update softservice");
        var stable = json.path("stable");
        return new RecordedRun(
                json.path("run").asLong(),
                json.path("verdict").asText(""),
                line(json.path("reason").asText("")),
                json.path("step").asText(""),
                id(json, "commit"),
                id(json, "tree"),
                new Made(uses(json.path("uses")), texts(json.path("images")), texts(json.path("bases"))),
                stable.isObject()
                        ? Optional.of(new RecordedStable(
                                line(stable.path("tag").asText()),
                                id(stable, "commit"),
                                id(stable, "tree"),
                                uses(stable.path("uses"))))
                        : Optional.empty(),
                list(json.path("failed")),
                line(json.path("architecture").asText("")),
                line(json.path("engine").asText("")),
                json.path("unreleased").asBoolean());
    }

    private static boolean isObject(JsonNode id) {
        return id.asText().matches("[0-9a-f]{40}");
    }

    private static String id(JsonNode json, String name) {
        if (!isObject(json.path(name)))
            throw InstallRefusal.untrusted("the hub names no " + name + " of the run: is this a hub?");
        return json.path(name).asText();
    }

    private static List<Composition.Used> uses(JsonNode nodes) {
        var uses = new ArrayList<Composition.Used>();
        nodes.forEach(node -> uses.add(new Composition.Used(
                node.path("path").asText(),
                node.path("distro").asText(),
                node.path("tag").asText(),
                id(node, "commit"),
                id(node, "tree"))));
        return uses;
    }

    private static Map<String, String> texts(JsonNode node) {
        var texts = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static List<String> list(JsonNode nodes) {
        var list = new ArrayList<String>();
        nodes.forEach(node -> list.add(line(node.asText())));
        return list;
    }

    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
