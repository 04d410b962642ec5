package dev.softservice.runner.plan;

import dev.softservice.manifest.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What services wait for. */
final class ServiceDependencies {
    private ServiceDependencies() {}

    /** A sentence naming a cycle of depends_on, or a dependency that does not exist; empty where start order is possible. */
    static Optional<String> cycle(Map<String, Service> services, Set<String> uses) {
        // A use is complete in itself: it can't wait for a service of the distro that uses it.
        var done = new TreeSet<>(uses);
        for (var name : services.keySet()) {
            var found = visit(name, services, new ArrayList<>(), done);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private static Optional<String> visit(
            String name, Map<String, Service> services, List<String> path, Set<String> done) {
        if (done.contains(name)) return Optional.empty();
        if (path.contains(name)) {
            return Optional.of(
                    "depends_on goes in a circle: " + String.join(" → ", path.subList(path.indexOf(name), path.size()))
                            + " → " + name + "; remove one of them");
        }
        var service = services.get(name);
        if (service == null)
            return Optional.of("service " + path.getLast() + " depends on " + name + ", which is not a service here");
        path.add(name);
        for (var next : service.dependsOn().keySet()) {
            var found = visit(next, services, path, done);
            if (found.isPresent()) return found;
        }
        path.removeLast();
        done.add(name);
        return Optional.empty();
    }
}
