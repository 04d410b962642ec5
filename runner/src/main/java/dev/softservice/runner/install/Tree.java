package dev.softservice.runner.install;

import dev.softservice.manifest.FolderFiles;
import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.ManifestReader;
import dev.softservice.runner.Limits;
import dev.softservice.runner.Secrets;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.plan.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** One release's exact files on this machine, read. */
record Tree(Path folder, Manifest manifest) {
    static Tree read(Path folder) {
        try {
            var reading = new ManifestReader().read(new FolderFiles(folder));
            return new Tree(folder, reading.manifest().orElseThrow(() -> InstallRefusal.failed("this release can't be read by this version of softservice: "
                    + reading.errors().getFirst() + "; a newer softservice may know how")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Plan plan(InstallState.Place place, ParameterValues values) {
        if (!manifest.uses().isEmpty()) {
            throw InstallRefusal.failed(manifest.name() + " is made of other distros (" + String.join(", ", manifest.uses().keySet())
                    + "), which this version of softservice can test but not install");
        }
        var scope = new Scope.Installation(place.name(), place.bind());
        return switch (Planner.plan(ResolvedDistro.of(manifest, folder), values, scope, Limits.DEFAULT, (_, _) -> Secrets.generate())) {
            case Planning.Planned planned -> planned.plan();
            case Planning.Refused refused -> throw InstallRefusal.failed(String.join("; ", refused.reasons()));
        };
    }

    /** The names of the endpoints that are published once installed. */
    List<String> published() {
        return manifest.provides().endpoints().entrySet().stream().filter(endpoint -> endpoint.getValue().publish().isPresent())
                .map(java.util.Map.Entry::getKey).toList();
    }
}
