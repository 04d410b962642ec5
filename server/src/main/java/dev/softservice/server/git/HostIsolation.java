package dev.softservice.server.git;

import java.io.File;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the host out of JGit: no {@code ~/.gitconfig}, {@code /etc/gitconfig}, {@code ~/.config/jgit} or {@code GIT_*} variable of the user who
 * started the hub has a say in what it stores or serves. In their place stands what every hosted repository is to be treated by.
 */
final class HostIsolation extends SystemReader.Delegate {
    /** Section, name, value. */
    private static final String[][] SETTINGS = {
        {"core", "fsyncObjectFiles", "true"
        }, // JGit's default is false: an acknowledged push could vanish with the power
        {"core", "fsyncRefFiles", "true"},
        {"core", "logAllRefUpdates", "false"},
        {"core", "commitGraph", "true"},
        {"gc", "auto", "0"}, // the upkeep decides when
        {"gc", "autoPackLimit", "0"}, // JGit counts packs whatever "auto" says
        {"gc", "autoDetach", "false"}, // and starts a thread each time to find that there is nothing to do
        {"gc", "writeCommitGraph", "true"},
        {"pack", "buildBitmaps", "true"},
        {"pack", "threads", "1"}, // one fetch must not take all cores from the others
        {"receive", "autogc", "false"},
        {"uploadpack", "allowFilter", "true"},
        {"uploadpack", "allowReachableSHA1InWant", "true"},
    };

    private HostIsolation(SystemReader host) {
        super(host);
    }

    /** Harmless when repeated. JGit's reader and its cache of pack windows are global to the process, so this is too. */
    static synchronized void install() {
        if (SystemReader.getInstance() instanceof HostIsolation) {
            return;
        }
        SystemReader.setInstance(new HostIsolation(SystemReader.getInstance()));
        var windows = new WindowCacheConfig();
        windows.setPackedGitWindowSize(32 * WindowCacheConfig.KB);
        windows.setPackedGitLimit(Math.clamp(
                Runtime.getRuntime().maxMemory() / 8, 16L * WindowCacheConfig.MB, 128L * WindowCacheConfig.MB));
        windows.setPackedGitOpenFiles(512);
        windows.setStreamFileThreshold(4 * WindowCacheConfig.MB);
        windows.install();
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") || variable.startsWith("XDG_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        var system = new Empty(parent, fs);
        for (var setting : SETTINGS) {
            system.setString(setting[0], null, setting[1], setting[2]);
        }
        return system;
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    /** JGit measures the file system's timestamps and would save them; here they are measured anew by each process. */
    private static final class Empty extends FileBasedConfig {
        Empty(Config parent, FS fs) {
            super(parent, new File(Path.of("").toAbsolutePath().toFile(), "no-such-config"), fs);
        }

        @Override
        public void load() {
            // there is nothing to load
        }

        @Override
        public void save() {
            // and nothing is kept
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
