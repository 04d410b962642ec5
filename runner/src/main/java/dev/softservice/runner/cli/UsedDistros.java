package dev.softservice.runner.cli;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.composition.Resolver;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.install.GitDistros;
import dev.softservice.runner.install.InstallRefusal;
import dev.softservice.runner.install.StateFolder;
import dev.softservice.runner.local.FolderDistros;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where {@code owner/name} under {@code uses} is looked up: an option of every command that resolves it. */
final class UsedDistros {
    private static final String VARIABLE = "SOFTSERVICE_HUB";

    @Option(
            names = "--hub",
            paramLabel = "URL",
            description = "Where owner/name under uses is looked up. $SOFTSERVICE_HUB")
    private String hub = "";

    @Option(
            names = "--with",
            paramLabel = "DISTRO=FOLDER",
            description =
                    "Take a used distro, owner/name or URL, from a folder instead of its releases. May be repeated.")
    private Map<String, String> with = new LinkedHashMap<>();

    /** @throws BadInput where the hub's address is none, or a folder given for a distro holds none */
    Composer composer(World world) {
        var cache = cache(world);
        if (with.isEmpty()) return new Composer(cache, hub(world));
        var folders = new LinkedHashMap<String, Path>();
        with.forEach((distro, folder) -> {
            if (!DistroAddress.isOnHub(distro)
                    && DistroAddress.of(distro, Optional.empty()).isEmpty()) {
                throw new BadInput("--with " + distro + "=" + folder + ": " + distro
                        + " is neither owner/name nor an http, https or file URL");
            }
            folders.put(distro, DistroArgument.existing(world, folder));
        });
        return new Composer(new FolderDistros(cache, folders), hub(world).or(() -> Optional.of(FolderDistros.NO_HUB)));
    }

    /** Releases of any repository, as this user has fetched them before or fetches them now. */
    static GitDistros cache(World world) {
        return new GitDistros(
                () -> StateFolder.of(world.environment(), world.folder(), world.user())
                        .root()
                        .resolve("cache"),
                world.clock());
    }

    /** Whether somebody has said where to look, so that looking is wanted. */
    boolean known(World world) {
        return !with.isEmpty() || hub(world).isPresent();
    }

    /** What {@code manifest} is made of. @throws InstallRefusal where a repository can't be read */
    Resolver.Resolution resolve(World world, Manifest manifest, RepositoryFiles files) {
        try {
            return composer(world).resolve(manifest, files);
        } catch (IOException e) {
            throw new InstallRefusal(InstallRefusal.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    Optional<String> hub(World world) {
        return hub(hub, world);
    }

    /** The address that {@code given} is, or the environment names. @throws BadInput where it is none */
    static Optional<String> hub(String given, World world) {
        var named = given.isBlank() ? VARIABLE : "--hub";
        var text = (given.isBlank() ? world.variable(VARIABLE) : given).strip();
        if (text.isEmpty()) return Optional.empty();
        try {
            var uri = URI.create(text);
            boolean web = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (web || "file".equals(uri.getScheme()) && uri.getPath() != null) return Optional.of(text);
        } catch (IllegalArgumentException malformed) {
            // Said below, in our words.
        }
        throw new BadInput(named + " " + text + ": is no hub's address; give https://HUB");
    }
}
