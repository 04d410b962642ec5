package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permission.HostGateway;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Remedy;
import dev.softservice.manifest.yaml.Mark;

/** What a service wants of the machine is had where its distro asks for it under {@code permissions}, and else refused with the words to ask with. */
record Asking(Context context, Permissions permissions) {
    boolean has(Mark mark, RefusedKey refusal, String what, Permission permission) {
        if (permissions.all().contains(permission)) return true;
        context.notes.wanted(permission, mark);
        context.notes.refuse(
                mark,
                refusal,
                what,
                "the distro does not ask for it",
                Remedy.of(
                        switch (permission) {
                            case Permission.Capability capability ->
                                "list it under permissions.capabilities: [" + capability.name() + "]";
                            case Permission.Device device ->
                                "list it under permissions.devices: [" + device.path() + "]";
                            case Permission.OwnFile file ->
                                "list it under permissions.machine-files: [" + file.path() + "]";
                            case HostGateway _, Permission.Internet _, Permission.OfTheMachine _ ->
                                "write permissions: {" + permission.word() + ": true}";
                        }));
        return false;
    }
}
