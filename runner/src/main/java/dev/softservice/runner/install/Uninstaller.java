package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.InstallState.Phase;
import dev.softservice.runner.plan.ImagePlan;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** {@code softservice uninstall}: removes what runs, and keeps the data unless the user says otherwise. */
public final class Uninstaller {
    /** What stands in the place of the data is not the data then. */
    private static final Set<Phase> TORN = EnumSet.of(Phase.UPGRADING, Phase.GOING_BACK, Phase.RESTORING);

    private final Site site;

    public Uninstaller(Site site) {
        this.site = site;
    }

    /**
     * Removes containers and networks, and with {@code data} the volumes and all that is known. Without, the state stays, so that
     * {@code install} finds the data and the pinned key again.
     */
    public String uninstall(Optional<String> wanted, boolean data) throws InterruptedException {
        var folder = site.folders().existing(wanted);
        try (var _ = folder.lock()) {
            var state = folder.state().orElseThrow();
            boolean torn = state.pending()
                    .map(InstallState.Pending::phase)
                    .filter(TORN::contains)
                    .isPresent();
            if (torn && !data)
                throw InstallRefusal.input(state.name()
                        + " is half-way through a change, so its data is in two copies: softservice repair "
                        + state.name() + " first, or uninstall --data");
            var version = state.current().map(InstallState.Installed::version).orElse(new Version(0, 0, 0));
            folder.save(state.doing(Phase.UNINSTALLING, version, site.clock().instant()));
            site.machine().remove(state.name(), data);
            site.machine().clearTrials(Change.trials(folder));
            site.machine().removeImages(state.name());
            if (state.current().isPresent())
                for (var image : state.current().get().composition().kept().values())
                    site.machine().images().drop(new ImagePlan.Exact(image));
            if (data) folder.forget();
            else folder.save(state.removed());
            return state.name();
        }
    }
}
