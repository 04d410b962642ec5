package dev.softservice.manifest;

import dev.softservice.manifest.Manifest.DataHooks;
import dev.softservice.manifest.Manifest.Hook;
import dev.softservice.manifest.ManifestReader.Hosts;
import java.util.Optional;

/** {@code data}: how user data is made, checked, saved and brought back. */
final class DataReader {
    private final Context context;
    private final Hosts hosts;

    DataReader(Context context, Hosts hosts) {
        this.context = context;
        this.hosts = hosts;
    }

    DataHooks read(Fields manifest) {
        var fields = manifest.mapping("data");
        if (fields.isEmpty())
            return new DataHooks(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        var data = fields.get();
        var hooks = new DataHooks(hook(data, "seed"), hook(data, "check"), hook(data, "backup"), hook(data, "restore"));
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

    private Optional<Hook> hook(Fields data, String key) {
        return data.mapping(key).flatMap(fields -> {
            fields.require("service", "command");
            var service = fields.text("service")
                    .filter(name -> hosts.check(
                            name, fields.node("service").orElseThrow().mark(), context));
            var command = fields.command("command");
            fields.done();
            return service.isPresent() && command.isPresent()
                    ? Optional.of(new Hook(service.get(), command.get()))
                    : Optional.empty();
        });
    }
}
