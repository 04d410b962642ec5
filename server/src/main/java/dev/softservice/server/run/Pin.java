package dev.softservice.server.run;

import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.runner.compose.UnreleasedVersion;
import dev.softservice.server.core.RunId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** A part as an older release of it, where a run tests a distro with that: as if there were no other. {@code distro}: owner/name on this hub. */
public record Pin(String distro, String version, String tag, String commit, String tree) {
    UnreleasedVersion candidate() {
        return new UnreleasedVersion(distro, new Available(version, tag, commit, tree), true);
    }

    void store(Handle handle, RunId run) {
        handle.createUpdate("""
            insert into run_pin (run, distro, version, tag, commit_sha, tree) values (:run, :distro, :version, :tag, :commit, :tree)\
            """)
                .bind("run", run)
                .bind("distro", distro)
                .bind("version", version)
                .bind("tag", tag)
                .bind("commit", commit)
                .bind("tree", tree)
                .execute();
    }

    /** Empty for a run that is made of what is there. */
    static List<Pin> of(Handle handle, RunId run) {
        return handle.createQuery("select * from run_pin where run = :run order by distro")
                .bind("run", run)
                .map((row, _) -> new Pin(
                        row.getString("distro"),
                        row.getString("version"),
                        row.getString("tag"),
                        row.getString("commit_sha"),
                        row.getString("tree")))
                .list();
    }
}
