package dev.softservice.runner.install;

/** What the user said about building from source, where installing the images that were tested is the rule. */
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
