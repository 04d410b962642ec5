package dev.softservice.runner.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The user data of one distro in a composition.
 *
 * @param path    uses that lead there, joined by dots; empty: the root
 * @param title   what reports call the distro
 * @param seed    makes data
 * @param check   exits with 0 where the data that was made is all there
 * @param saving  how it is saved and brought back; empty: its volumes are the data
 * @param volumes engine-wide names of all its volumes
 * @param scratch those of them that need not be kept
 * @param dropped volumes of an earlier version that are given up, by engine-wide name, and why
 */
public record DataPlan(
        String path,
        String title,
        Optional<Hook> seed,
        Optional<Hook> check,
        Optional<Saving> saving,
        List<String> volumes,
        List<String> scratch,
        Map<String, String> dropped) {
    /** A command in a running container; exit code 0 is success. */
    public record Hook(String container, List<String> command) {}

    /** {@code volume}: engine-wide name of what both commands find under {@code /backup}. */
    public record Saving(Hook backup, Hook restore, String volume) {}

    /** What people call a volume: as its manifest does, after the uses that lead there. */
    public static String shortName(EnvironmentScope scope, String volume) {
        var prefix = scope.nameOf("");
        return volume.startsWith(prefix) ? volume.substring(prefix.length()) : volume;
    }

    /** What has to be copied to have it all, once {@link Saving#backup} has run. */
    public List<String> toBeSaved() {
        return saving.map(how -> List.of(how.volume())).orElse(volumes);
    }
}
