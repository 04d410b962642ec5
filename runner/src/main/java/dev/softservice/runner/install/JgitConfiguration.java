package dev.softservice.runner.install;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit from writing under {@code ~/.config/jgit}, from obeying the user's {@code url.insteadOf} (what is fetched is what was named), and from tidying a repository behind
 * the back of the code that holds it: {@link DistroRepository} does that itself.
 */
final class JgitConfiguration extends SystemReader.Delegate {
    private JgitConfiguration(SystemReader real) {
        super(real);
    }

    /** For this process, once. Leaves a reader alone that somebody else has put in place. */
    static synchronized void isolate() {
        var reader = SystemReader.getInstance();
        if (reader.getClass().getName().startsWith("org.eclipse.jgit."))
            SystemReader.setInstance(new JgitConfiguration(reader));
    }

    @Override
    public FileBasedConfig openUserConfig(@org.jspecify.annotations.Nullable Config parent, FS fs) {
        return nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@org.jspecify.annotations.Nullable Config parent, FS fs) {
        return nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@org.jspecify.annotations.Nullable Config parent, FS fs) {
        return nothing(parent, fs);
    }

    private static FileBasedConfig nothing(@org.jspecify.annotations.Nullable Config parent, FS fs) {
        var settings = new FileBasedConfig(parent, new java.io.File("/dev/null"), fs) {
            @Override
            public void load() {}

            @Override
            public void save() {}

            @Override
            public boolean isOutdated() {
                return false;
            }

            /** How fine a file system's times are: JGit would measure it for seconds in every new process. This is coarser than any in use. */
            @Override
            public long getTimeUnit(
                    String section,
                    @org.jspecify.annotations.Nullable String subsection,
                    String name,
                    long otherwise,
                    TimeUnit unit) {
                return section.equals("filesystem")
                        ? unit.convert(Duration.ofMillis(20))
                        : super.getTimeUnit(section, subsection, name, otherwise, unit);
            }
        };
        settings.setInt("gc", null, "auto", 0);
        // JGit counts packs whatever "auto" says.
        settings.setInt("gc", null, "autoPackLimit", 0);
        // Else each fetch starts a thread that finds nothing to do, and writes gc.log.lock for it.
        settings.setBoolean("gc", null, "autoDetach", false);
        return settings;
    }
}
