package dev.softservice.manifest.model;

import dev.softservice.manifest.model.Permission.Capability;
import dev.softservice.manifest.model.Permission.Device;
import dev.softservice.manifest.model.Permission.HostGateway;
import dev.softservice.manifest.model.Permission.Internet;
import dev.softservice.manifest.model.Permission.OfTheMachine;
import dev.softservice.manifest.model.Permission.OwnFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a distro asks for beyond the default; shown to users before they install it.
 *
 * @param files   of the machine, to be read, by path
 * @param machine what it asks for of the machine as a whole, in the order of the enum
 */
public record Permissions(
        boolean internet,
        List<String> capabilities,
        boolean hostGateway,
        List<String> devices,
        List<String> files,
        List<OfTheMachine> machine) {
    public static final Permissions NONE = new Permissions(false, List.of());
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z][A-Z0-9_]*");

    public Permissions {
        capabilities = List.copyOf(capabilities);
        devices = List.copyOf(devices);
        files = List.copyOf(files);
        machine = machine.stream().distinct().sorted().toList();
    }

    /** What reaches for nothing of the machine. */
    public Permissions(boolean internet, List<String> capabilities) {
        this(internet, capabilities, false, List.of(), List.of(), List.of());
    }

    public static Permissions of(Collection<? extends Permission> permissions) {
        return new Permissions(
                permissions.stream().anyMatch(Internet.class::isInstance),
                permissions.stream()
                        .filter(Capability.class::isInstance)
                        .map(Permission::word)
                        .distinct()
                        .toList(),
                permissions.stream().anyMatch(HostGateway.class::isInstance),
                permissions.stream()
                        .filter(Device.class::isInstance)
                        .map(device -> ((Device) device).path())
                        .distinct()
                        .toList(),
                permissions.stream()
                        .filter(OwnFile.class::isInstance)
                        .map(file -> ((OwnFile) file).path())
                        .distinct()
                        .toList(),
                permissions.stream()
                        .filter(OfTheMachine.class::isInstance)
                        .map(OfTheMachine.class::cast)
                        .toList());
    }

    /** One by one, the internet first. */
    public List<Permission> all() {
        var all = new ArrayList<Permission>();
        if (internet) all.add(new Internet());
        capabilities.forEach(name -> all.add(new Capability(name)));
        if (hostGateway) all.add(new HostGateway());
        devices.forEach(path -> all.add(new Device(path)));
        files.forEach(path -> all.add(new OwnFile(path)));
        all.addAll(machine);
        return List.copyOf(all);
    }

    /** The one of this {@link Permission#word}; empty: there is none. */
    public static Optional<Permission> named(String word) {
        if (word.equals(Internet.WORD)) return Optional.of(new Internet());
        if (word.equals(HostGateway.WORD)) return Optional.of(new HostGateway());
        if (word.startsWith(Device.WORD))
            return Optional.<Permission>of(new Device(word.substring(Device.WORD.length())))
                    .filter(device -> Devices.mayBeAskedFor(((Device) device).path()));
        if (word.startsWith(OwnFile.WORD))
            return Optional.<Permission>of(new OwnFile(word.substring(OwnFile.WORD.length())))
                    .filter(file -> MachineFiles.mayBeAskedFor(((OwnFile) file).path()));
        if (CAPABILITY.matcher(word).matches()) return Optional.of(new Capability(word));
        return Arrays.<Permission>stream(OfTheMachine.values())
                .filter(whole -> whole.word().equals(word))
                .findFirst();
    }
}
