package dev.softservice.runner.plan;

import dev.softservice.manifest.model.Manifest.Hook;
import dev.softservice.manifest.model.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The volumes that the commands of {@code data.backup} and {@code data.restore} find under {@code /backup}: one for each distro that has them, mounted in the
 * containers where they run. Two distros that back up in one container share one, and a service that has a volume of its own there keeps it.
 */
final class BackupVolumes {
    static final String TARGET = "/backup";
    /** No volume of a manifest can be called so. */
    private static final String NAME = "softservice.backup";

    private final Map<String, String> byContainer = new HashMap<>();
    private final EnvironmentScope scope;

    private BackupVolumes(EnvironmentScope scope) {
        this.scope = scope;
    }

    /** An installation is saved by copying its volumes: it has none. */
    static BackupVolumes of(Instance root, EnvironmentScope scope) {
        var backups = new BackupVolumes(scope);
        if (scope instanceof EnvironmentScope.Run) root.all().forEach(backups::add);
        return backups;
    }

    private void add(Instance instance) {
        var containers = hooks(instance)
                .map(hook -> instance.member(hook.service()))
                .distinct()
                .toList();
        if (containers.isEmpty()) return;
        var volume = containers.stream()
                .filter(byContainer::containsKey)
                .map(byContainer::get)
                .findFirst()
                .or(() -> hooks(instance)
                        .flatMap(hook -> mounted(instance, hook).stream())
                        .findFirst())
                .orElse(scope.nameOf(instance.prefix() + NAME));
        containers.forEach(container -> byContainer.put(container, volume));
    }

    private static Stream<Hook> hooks(Instance instance) {
        var data = instance.manifest().data();
        return Stream.of(data.backup(), data.restore()).flatMap(Optional::stream);
    }

    private Optional<String> mounted(Instance instance, Hook hook) {
        var service = instance.manifest().services().get(hook.service());
        return service == null
                ? Optional.empty()
                : mounted(service).map(volume -> scope.nameOf(instance.prefix() + volume));
    }

    private static Optional<String> mounted(Service service) {
        return service.mounts().stream()
                .flatMap(mount -> mount instanceof Service.VolumeMount volume
                                && volume.target().equals(TARGET)
                        ? Stream.of(volume.volume())
                        : Stream.empty())
                .findFirst();
    }

    Optional<String> of(String container) {
        return Optional.ofNullable(byContainer.get(container));
    }

    /** Engine-wide names. */
    List<String> volumes() {
        return byContainer.values().stream().distinct().sorted().toList();
    }
}
