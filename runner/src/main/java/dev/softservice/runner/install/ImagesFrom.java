package dev.softservice.runner.install;

/** Where an installation got its images from. */
public enum ImagesFrom {
    /** They are those that the release was tested with. */
    RELEASE,
    /** Built here, because the user wants that. */
    SOURCE_WANTED,
    /** Built here, because the release held none for this machine; the user agreed to it. */
    SOURCE_NEEDED
}
