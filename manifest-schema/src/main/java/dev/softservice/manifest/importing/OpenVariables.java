package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeModel;
import dev.softservice.manifest.compose.ComposeVariables;
import dev.softservice.manifest.compose.ComposeVariables.Place;
import dev.softservice.manifest.compose.ComposeVariables.Use;
import dev.softservice.manifest.compose.SettingsFiles;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.KnownNames;
import java.util.List;
import java.util.Set;

/** The variables of a Compose file that somebody has to decide about. */
final class OpenVariables {
    private OpenVariables() {}

    /** Those whose values are open: what is said beside an included file stays so. */
    static List<Use> of(ComposeModel model, Context context, ComposeSettings.Values values) {
        var scope = SettingsFiles.beside(model, KnownNames.EMPTY);
        return ComposeVariables.of(model, context).stream()
                .filter(use -> values.given().containsKey(use.name())
                        || scope.beside(use.mark().path(), use.name()).isEmpty())
                .toList();
    }

    /** Where the file publishes by variables of these names, of which services say nothing once they are written into a manifest. */
    static List<Use> publishing(ComposeModel model, Context context, Set<String> names) {
        return ComposeVariables.of(model, context).stream()
                .filter(use -> use.place() == Place.PUBLISHED && names.contains(use.name()))
                .toList();
    }
}
