package dev.softservice.runner.cli;

import dev.softservice.runner.install.ImagesFrom;
import dev.softservice.runner.install.Overview.Condition;
import java.util.List;

/** The document of {@code status --json}. Parameters are not in it: some are secrets. */
final class StatusJson {
    private StatusJson() {}

    static String of(List<Condition> conditions) {
        var json = JsonReport.JSON.createObjectNode().put("format", "softservice-status/v1");
        var nodes = json.putArray("installations");
        for (var condition : conditions) {
            var state = condition.state();
            var node = nodes.addObject()
                    .put("name", state.name())
                    .put("source", state.place().source().url())
                    .put("status", StatusCommand.word(condition));
            state.current()
                    .ifPresentOrElse(
                            current -> node.put("version", current.version().toString())
                                    .put("commit", current.subject().commit())
                                    .put("installedAt", current.at().toString())
                                    .put("images", current.images() == ImagesFrom.RELEASE ? "tested" : "built"),
                            () -> node.putNull("version")
                                    .putNull("commit")
                                    .putNull("installedAt")
                                    .putNull("images"));
            var uses = node.putArray("uses");
            state.current()
                    .ifPresent(current -> current.composition()
                            .uses()
                            .forEach(used -> uses.addObject()
                                    .put("path", used.name())
                                    .put("distro", used.distro())
                                    .put("tag", used.tag())
                                    .put("commit", used.subject().commit())));
            condition.addresses().forEach(node.putArray("addresses")::add);
            var containers = node.putArray("containers");
            condition
                    .containers()
                    .forEach(container -> containers
                            .addObject()
                            .put("service", container.service())
                            .put("state", container.state().word())
                            .put("health", container.health().word()));
            condition
                    .newer()
                    .ifPresentOrElse(version -> node.put("newer", version.toString()), () -> node.putNull("newer"));
            condition.halfDone().ifPresentOrElse(what -> node.put("halfDone", what), () -> node.putNull("halfDone"));
            condition.remarks().forEach(node.putArray("remarks")::add);
            var copies = node.putArray("copies");
            for (var copy : state.upkeep().copies()) {
                if (copy.going()) continue;
                var entry = copies.addObject()
                        .put("id", copy.id())
                        .put("at", copy.taken().at().toString())
                        .put("why", copy.taken().why())
                        .put("bytes", copy.bytes());
                copy.version()
                        .ifPresentOrElse(
                                version -> entry.put("version", version.toString()), () -> entry.putNull("version"));
            }
        }
        return JsonReport.text(json);
    }
}
