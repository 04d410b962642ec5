package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.runner.model.KeptImage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Where what an installation needs comes from: over the network, from where its addresses point; or out of a bundle, and then from nowhere else. Whatever comes is checked alike. */
public interface Supply {
    /** From where addresses point, and what is stable there. */
    Supply NETWORK = new NetworkSupply(Optional.empty());

    /**
     * A release that is to be had, be it the stable one or another.
     *
     * @param byUser they named it themselves
     */
    record Wanted(Version version, boolean byUser) {}

    /**
     * Why the keys that are found there may be somebody else's.
     *
     * @param what   a sentence
     * @param remedy what somebody does who does not want to believe that
     */
    record Risk(String what, String remedy) {}

    /** Empty: whatever is stable. */
    Optional<Wanted> wanted();

    /** What git fetches from in the place of an address. @throws InstallRefusal where that is not here */
    String git(String url);

    /**
     * Images that are to be had.
     *
     * @param source of the distro whose release they are of
     * @param places registries that have them, which are asked before the hub
     * @param folder for what comes
     * @param told   hears a line where a place can't give them and another one is asked
     */
    record WantedImages(Source source, Set<ImagePlace> places, Path folder, Consumer<String> told) {
        static WantedImages of(Source source, Collection<KeptImage> images, Path folder, Consumer<String> told) {
            var places = new LinkedHashSet<ImagePlace>();
            images.forEach(image -> image.place().ifPresent(places::add));
            return new WantedImages(source, places, folder, told);
        }
    }

    /** Where the images of a distro's releases are had from. @throws InstallRefusal where there are none */
    ImageSource images(WantedImages wanted);

    /** The hub's keys, as they are told there. */
    AllowedSigners keys(Source source) throws InterruptedException;

    /** Empty: nobody on the way can have changed them. */
    Optional<Risk> risk(Source source);
}
