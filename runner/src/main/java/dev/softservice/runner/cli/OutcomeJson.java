package dev.softservice.runner.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.install.Backups;
import dev.softservice.runner.install.Bundler;
import dev.softservice.runner.install.InstallState;
import dev.softservice.runner.install.Installer;
import dev.softservice.runner.install.Settings;
import dev.softservice.runner.install.Upgrader;
import dev.softservice.runner.model.LogLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code --json} prints of commands that do one thing; docs/commands.md shows the shapes. */
final class OutcomeJson {
    private OutcomeJson() {}

    static String written(Path file, List<String> changes) {
        var json = document("init").put("file", file.toString());
        changes.forEach(json.putArray("changes")::add);
        return JsonReport.text(json);
    }

    static String installed(Installer.Running running) {
        var current = running.state().current().orElseThrow();
        var json = document("install")
                .put("name", running.state().name())
                .put("version", current.version().toString())
                .put("commit", current.subject().commit());
        running.addresses().forEach(json.putArray("addresses")::add);
        return JsonReport.text(json);
    }

    static String upgraded(Upgrader.Outcome outcome) {
        return JsonReport.text(put(document("upgrade"), outcome));
    }

    static String uninstalled(String name, boolean data) {
        return JsonReport.text(document("uninstall").put("name", name).put("dataRemoved", data));
    }

    /** Of commands after which an installation is in a certain state. */
    static String state(String command, InstallState state) {
        var json = document(command).put("name", state.name());
        state.current()
                .ifPresentOrElse(
                        current -> json.put("version", current.version().toString()), () -> json.putNull("version"));
        return JsonReport.text(json.put("stopped", state.upkeep().stopped()));
    }

    static String backup(Backups.Made made, Optional<Backups.Verified> verified) {
        var json = document("backup")
                .put("name", made.name())
                .put("version", made.version().toString())
                .put("file", made.file().toString())
                .put("bytes", made.bytes())
                .put("verified", verified.isPresent());
        verified.ifPresent(each -> each.checks().forEach(json.putArray("checks")::add));
        return JsonReport.text(json);
    }

    static String bundle(Bundler.Made made) {
        var json = document("bundle")
                .put("address", made.address())
                .put("version", made.version().toString())
                .put("file", made.file().toString())
                .put("bytes", made.bytes());
        made.keys().forEach(json.putArray("keys")::add);
        return JsonReport.text(json);
    }

    static String verified(Backups.Verified verified) {
        var json = document("restore")
                .put("name", verified.name())
                .put("version", verified.version().toString())
                .put("verified", true);
        verified.checks().forEach(json.putArray("checks")::add);
        return JsonReport.text(json);
    }

    static String trusted(String name, String fingerprint) {
        return JsonReport.text(document("trust").put("name", name).put("key", fingerprint));
    }

    static String moved(String name, String address) {
        return JsonReport.text(document("trust").put("name", name).put("address", address));
    }

    static String settings(List<Settings.Setting> settings, boolean secrets) {
        var json = document("get");
        var values = json.putObject("settings");
        for (var setting : settings) {
            if (setting.secret() && !secrets) values.putNull(setting.name());
            else values.put(setting.name(), setting.value());
        }
        return JsonReport.text(json);
    }

    /** One line. */
    static String line(LogLine line) {
        return JsonReport.JSON
                        .createObjectNode()
                        .put("time", line.time().toString())
                        .put("service", line.source())
                        .put("stream", line.stream() == LogLine.Stream.ERR ? "err" : "out")
                        .put("text", Screen.clean(line.text()))
                + "\n";
    }

    private static ObjectNode document(String command) {
        return JsonReport.JSON.createObjectNode().put("format", "softservice-" + command + "/v1");
    }

    private static ObjectNode put(ObjectNode json, Upgrader.Outcome outcome) {
        return switch (outcome) {
            case Upgrader.UpToDate same ->
                json.put("name", same.name())
                        .put("outcome", "up-to-date")
                        .put("version", same.version().toString());
            case Upgrader.Tried tried ->
                json.put("name", tried.name())
                        .put("outcome", tried.reason().isEmpty() ? "would-pass" : "would-fail")
                        .put("from", tried.from().toString())
                        .put("version", tried.to().toString())
                        .put("reason", tried.reason().orElse(null));
            case Upgrader.Upgraded done ->
                json.put("name", done.name())
                        .put("outcome", "upgraded")
                        .put("from", done.from().toString())
                        .put("version", done.to().toString());
            case Upgrader.Healed healed -> {
                json.put("name", healed.name())
                        .put("outcome", "healed")
                        .put("version", healed.version().toString());
                healed.what().forEach(json.putArray("healed")::add);
                yield json;
            }
            case Upgrader.Resting resting ->
                json.put("name", resting.name())
                        .put("outcome", "stopped")
                        .put("version", resting.version().toString());
            case Upgrader.Waiting waiting ->
                json.put("name", waiting.name())
                        .put("outcome", "waiting")
                        .put("version", waiting.version().toString())
                        .put("reason", waiting.trouble().reason())
                        .put("since", waiting.trouble().since().toString())
                        .put("next", waiting.trouble().next().toString());
            case Upgrader.Yanked yanked ->
                json.put("name", yanked.name())
                        .put("outcome", "yanked")
                        .put("version", yanked.version().toString())
                        .put("reason", yanked.reason());
            case Upgrader.Passed passed ->
                json.put("name", passed.name())
                        .put("outcome", "passed-over")
                        .put("version", passed.version().toString())
                        .put("passedOver", passed.failure().version().toString())
                        .put("reason", passed.failure().reason());
        };
    }

    /** One look at every installation. */
    static final class Looks {
        private final List<ObjectNode> looks = new ArrayList<>();

        void add(Upgrader.Outcome outcome) {
            looks.add(put(JsonReport.JSON.createObjectNode(), outcome));
        }

        void add(String name, String reason) {
            looks.add(JsonReport.JSON
                    .createObjectNode()
                    .put("name", name)
                    .put("outcome", "failed")
                    .put("reason", reason));
        }

        String text() {
            var json = document("track");
            json.putArray("installations").addAll(looks);
            return JsonReport.text(json);
        }
    }
}
