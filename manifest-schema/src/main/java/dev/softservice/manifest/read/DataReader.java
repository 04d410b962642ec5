package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.model.IdleCommand;
import dev.softservice.manifest.model.Manifest.DataHooks;
import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.manifest.model.Manifest.Hook;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.read.ManifestReader.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code data}: how user data is made, checked, saved and brought back. */
final class DataReader {
    private final Context context;
    private final Hosts hosts;
    private final List<String> volumes;

    /** {@code volumes}: those that the distro declares */
    DataReader(Context context, Hosts hosts, List<String> volumes) {
        this.context = context;
        this.hosts = hosts;
        this.volumes = volumes;
    }

    DataHooks read(Fields manifest) {
        var fields = manifest.mapping("data");
        if (fields.isEmpty()) return DataHooks.NONE;
        var data = fields.get();
        var hooks = new DataHooks(
                hook(data, "seed"),
                hook(data, "check"),
                hook(data, "backup"),
                hook(data, "restore"),
                scratch(data),
                dropped(data));
        data.done();
        together(data, "seed", "check", "data that is made must be checked, and the other way round");
        together(data, "backup", "restore", "a backup is worth what can be restored from it");
        return hooks;
    }

    private void together(Fields data, String one, String other, String why) {
        if (data.has(one) == data.has(other)) return;
        var there = data.has(one) ? one : other;
        context.error(
                data.markOf(there),
                Rule.MISSING_KEY,
                Quote.quote(there) + " needs " + Quote.quote(there.equals(one) ? other : one) + " beside it: " + why);
    }

    private List<String> scratch(Fields data) {
        var names = new ArrayList<String>();
        for (var item : data.items("scratch")) {
            var name = context.values.text(item, "scratch");
            if (name.isEmpty() || names.contains(name.get())) continue;
            if (volumes.contains(name.get())) names.add(name.get());
            else
                context.error(
                        item.mark(),
                        Rule.UNKNOWN_VOLUME,
                        "`scratch` names the volume " + Quote.quote(name.get()) + ", which is not declared",
                        Suggestion.didYouMean(name.get(), volumes));
        }
        return names;
    }

    private List<Dropped> dropped(Fields data) {
        var dropped = new ArrayList<Dropped>();
        for (var item : data.items("dropped")) {
            var fields = Fields.of(item, "an entry of `dropped`", context);
            if (fields.isEmpty()) continue;
            fields.get().require("name", "reason");
            var name = fields.get().text("name");
            var reason = fields.get().text("reason").filter(text -> !text.isBlank());
            fields.get().done();
            if (name.isPresent() && volumes.contains(name.get()))
                context.error(
                        fields.get().markOf("name"),
                        Rule.NAME_TAKEN,
                        "`dropped` names the volume " + Quote.quote(name.get()) + ", which this version still declares",
                        "remove one of the two");
            else if (name.isPresent() && fields.get().has("reason") && reason.isEmpty())
                context.error(
                        fields.get().markOf("reason"),
                        Rule.BAD_VALUE,
                        "`reason` is empty",
                        "say to those who have data there why it is given up");
            else if (name.isPresent() && reason.isPresent()) dropped.add(new Dropped(name.get(), reason.get()));
        }
        return dropped;
    }

    private Optional<Hook> hook(Fields data, String key) {
        return data.mapping(key).flatMap(fields -> {
            fields.require("service", "command");
            var service = fields.text("service")
                    .filter(name -> hosts.check(
                            name, fields.node("service").orElseThrow().mark(), context));
            var command = fields.command("command");
            command.map(TestsReader::sources).ifPresent(words -> {
                if (key.equals("check")) TestsReader.refuse(fields, key, IdleCommand.byExitCode(words), context);
                else
                    IdleCommand.of(words)
                            .ifPresent(why -> context.error(
                                    fields.node("command").orElseThrow().mark(),
                                    Rule.IDLE_TEST,
                                    Quote.quote(key) + " does nothing: " + why,
                                    "give it a command that does it"));
            });
            fields.done();
            return service.isPresent() && command.isPresent()
                    ? Optional.of(new Hook(service.get(), command.get()))
                    : Optional.empty();
        });
    }
}
