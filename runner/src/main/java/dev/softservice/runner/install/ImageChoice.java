package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.install.InstallState.Installed;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.Plan;
import java.util.List;
import java.util.Optional;

/** Decides whether a release runs on the very images that it was tested with, or on some that are built here from source. The latter is never chosen without the user's word. */
final class ImageChoice {
    private final Conversation conversation;
    private final Optional<Installed> before;
    private final Building building;

    /** @param before what runs now */
    ImageChoice(Conversation conversation, Optional<Installed> before, Building building) {
        this.conversation = conversation;
        this.before = before;
        this.building = building;
    }

    private boolean wanted() {
        return building == Building.WANTED
                || building != Building.UNWANTED
                        && before.map(Installed::images)
                                .filter(ImagesFrom.SOURCE_WANTED::equals)
                                .isPresent();
    }

    /** What of the tested composition counts here: all of it; without its images where they are not wanted, or are for another kind of processor than this machine has. */
    Composition of(Composition tested, Optional<Architecture> here) {
        boolean fit = tested.kept().values().stream()
                .allMatch(image -> here.isEmpty()
                        || image.architecture().isEmpty()
                        || image.architecture().equals(here));
        return wanted() || !fit ? new Composition(tested.uses(), tested.images(), tested.bases()) : tested;
    }

    /** Asks where something has to be built and nobody has agreed to that yet. @throws InstallRefusal where nobody does */
    ImagesFrom agreed(String title, Plan plan, Optional<Architecture> here) {
        if (wanted()) {
            conversation.say(title + " is built here from source, as you want it: what runs is not the image that was"
                    + " tested");
            return ImagesFrom.SOURCE_WANTED;
        }
        var built = built(plan);
        if (built.isEmpty()) return ImagesFrom.RELEASE;
        var lack = title + " holds no image of " + String.join(", ", built)
                + here.map(kind -> " for " + kind).orElse("");
        boolean so = before.map(Installed::images)
                .filter(ImagesFrom.SOURCE_NEEDED::equals)
                .isPresent();
        if (so) {
            conversation.say(lack + ", so it is built here from source, as before");
            return ImagesFrom.SOURCE_NEEDED;
        }
        if (building == Building.AGREED) conversation.say(lack + ", so it is built here from source");
        else if (!conversation.agree(lack + ". Build it here from source instead?"))
            throw InstallRefusal.input(
                    lack + ", and nobody has agreed to build it: add --yes to build it here from source");
        return ImagesFrom.SOURCE_NEEDED;
    }

    private static List<String> built(Plan plan) {
        return plan.environment().containers().stream()
                .filter(container -> container.image() instanceof ImagePlan.Built)
                .map(ContainerPlan::name)
                .toList();
    }
}
