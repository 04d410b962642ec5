package dev.softservice.runner.install;

/** The user's choice about building from source. Without it an installation uses the images that were tested. */
public enum Building {
    /** Nothing: asked where the release holds no image. */
    ASK,
    /** Yes, where the release holds no image ({@code --yes}). */
    AGREED,
    /** Always ({@code --build}), also in later upgrades. */
    WANTED,
    /** Not any more ({@code --no-build}): the images that were tested again. */
    UNWANTED
}
