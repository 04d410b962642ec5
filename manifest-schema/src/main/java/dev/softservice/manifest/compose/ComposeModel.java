package dev.softservice.manifest.compose;

import dev.softservice.manifest.yaml.Node.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sections of a Compose file, or of the manifest if the services stand there, after everything that it includes
 * was put in.
 *
 * @param settings what the files of settings beside each Compose file say, by the Compose file's path
 */
public record ComposeModel(
        Map<String, Entry> services,
        Map<String, Entry> volumes,
        Map<String, Entry> networks,
        Map<String, Entry> configs,
        Map<String, Entry> secrets,
        Map<String, List<EnvFile.Line>> settings) {
    /** The keys of the sections, in the order of the components. */
    public static final List<String> SECTIONS = List.of("services", "volumes", "networks", "configs", "secrets");

    public ComposeModel() {
        this(
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
    }

    public Map<String, Entry> section(String name) {
        return switch (name) {
            case "services" -> services;
            case "volumes" -> volumes;
            case "networks" -> networks;
            case "configs" -> configs;
            default -> secrets;
        };
    }
}
