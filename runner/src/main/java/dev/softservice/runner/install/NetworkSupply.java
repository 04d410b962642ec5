package dev.softservice.runner.install;

import dev.softservice.runner.evidence.AllowedSigners;
import java.util.Optional;

/** Hubs, as they are reached over the network, and repositories on disk. */
record NetworkSupply(Optional<Wanted> wanted) implements Supply {
    @Override
    public String git(String url) {
        return url;
    }

    @Override
    public ImageSource images(WantedImages images) {
        return new HubImages(images);
    }

    @Override
    public AllowedSigners keys(Source source) throws InterruptedException {
        return TrustedKeys.ofHub(source.hub()
                .orElseThrow(() ->
                        InstallRefusal.input("a repository on disk publishes no key: give its hub's with --key FILE")));
    }

    @Override
    public Optional<Risk> risk(Source source) {
        return source.isUnprotected()
                ? Optional.of(new Risk(
                        source.hub().orElse(source.url())
                                + " is reached over plain HTTP, where anybody on the way can put a key of their own in"
                                + " the place of the hub's",
                        "use https"))
                : Optional.empty();
    }
}
