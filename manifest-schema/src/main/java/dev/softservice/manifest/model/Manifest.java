package dev.softservice.manifest.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One distro's {@code softservice.yaml}, read and checked. Every map keeps the order of the file. Whatever may hold
 * {@code ${…}} is a {@link Template}; everything else is plain, already parsed and range-checked.
 *
 * @param about        what the catalog shows
 * @param version      what the author wrote under {@code version}
 * @param parameters   by name
 * @param uses         by name: the distros that this one is made of
 * @param services     by name, the Compose file's included, profiles applied
 * @param volumes      named volumes, those made from relative binds of user data included
 * @param releaseLevel the lowest level that may be published, 1 to 8; empty: all rungs that the manifest enables
 */
public record Manifest(
        About about,
        VersionLine version,
        Map<String, Parameter> parameters,
        Map<String, Use> uses,
        Map<String, Service> services,
        List<String> volumes,
        Provides provides,
        Permissions permissions,
        List<AcceptanceTest> tests,
        DataHooks data,
        OptionalInt releaseLevel) {
    /** The file that holds it, at the root of the repository. */
    public static final String FILE_NAME = "softservice.yaml";

    public String name() {
        return about.name();
    }

    /** What the catalog shows; {@code icon} is a path inside the repository. */
    public record About(
            String name,
            String title,
            String summary,
            Optional<String> license,
            Optional<String> homepage,
            Optional<String> icon,
            List<String> maintainers,
            List<String> categories) {}

    /** Another distro as a part of this one; {@code distro} is owner/name on the same hub, or a Git URL. */
    public record Use(String distro, String versionRange, Map<String, Template> with) {}

    /** What a distro that uses this one may refer to. */
    public record Provides(Map<String, Endpoint> endpoints, Map<String, Template> outputs) {}

    /**
     * One provided endpoint of a service or, by its name, of a use.
     *
     * @param publish the host port once installed (a port number after interpolation)
     * @param when    it is there only where this is {@code true} after interpolation; empty: always
     */
    public record Endpoint(String service, int port, Optional<Template> publish, Optional<Template> when) {}

    /** What a distro asks for beyond the default; shown to whoever installs it. */
    public record Permissions(boolean internet, List<String> capabilities) {
        public static final Permissions NONE = new Permissions(false, List.of());
    }

    /**
     * How user data is made, checked, saved and brought back.
     *
     * @param scratch names of volumes that need not be kept
     * @param dropped volumes of earlier versions that this one gives up
     */
    public record DataHooks(
            Optional<Hook> seed,
            Optional<Hook> check,
            Optional<Hook> backup,
            Optional<Hook> restore,
            List<String> scratch,
            List<Dropped> dropped) {
        public static final DataHooks NONE = new DataHooks(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    /** A volume that users have from an earlier version and lose sight of; {@code reason} is told to them. */
    public record Dropped(String name, String reason) {}

    /** A command in a running service; exit code 0 is success. The service is this distro's, a use (its first endpoint's), or {@code <use>-<service>}. */
    public record Hook(String service, List<Template> command) {}
}
