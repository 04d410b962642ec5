package dev.softservice.manifest.importing;

import dev.softservice.manifest.model.Permissions;

/** What a manifest asks for, as a section of it. */
final class PermissionsSection {
    private PermissionsSection() {}

    /** Empty where it asks for nothing. */
    static String section(Permissions permissions) {
        if (permissions.equals(Permissions.NONE)) return "";
        var section = new StringBuilder("\npermissions:\n");
        if (permissions.internet()) section.append("  internet: true\n");
        if (!permissions.capabilities().isEmpty())
            section.append("  capabilities: [")
                    .append(String.join(", ", permissions.capabilities()))
                    .append("]\n");
        if (permissions.hostGateway()) section.append("  host-gateway: true\n");
        if (!permissions.devices().isEmpty())
            section.append("  devices: [")
                    .append(String.join(", ", permissions.devices()))
                    .append("]\n");
        if (!permissions.files().isEmpty())
            section.append("  machine-files: [")
                    .append(String.join(", ", permissions.files()))
                    .append("]\n");
        permissions
                .machine()
                .forEach(whole -> section.append("  ").append(whole.word()).append(": true\n"));
        return section.toString();
    }
}
