package dev.softservice.manifest.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rungs of the verification ladder, from the lowest up. This is the only list of them: the manifest reader, the runner, the command
 * line, the hub, its pages, the JSON Schema and the documents take number, name and sentences from here.
 */
public enum Rung {
    VALID("The manifest is valid and its composition resolves.", "Every distro has it."),
    BUILDS("Every image builds.", "Every distro has it."),
    PROVISIONS("From nothing to healthy, in a throwaway environment.", "Every distro has it."),
    ACCEPTED(
            "Its acceptance tests pass, and those of every distro it uses.",
            "`tests`: a distro without any does not reach it."),
    RESILIENT(
            "Each service is killed in turn, then all at once; they come back, the data is there, and the tests pass"
                    + " again.",
            "A service that runs on; jobs are not killed."),
    UPGRADES(
            "The stable version is upgraded in place and rolled back, data checked.",
            "A stable release to upgrade from that has written something into its volumes, or makes data by"
                    + " `data.seed`."),
    RESTORES(
            "Backed up, destroyed, restored into an empty environment, data checked.",
            "Data that `data.seed` makes and `data.check` finds."),
    CARRIES(
            "Every public distro on the hub that uses this one passes its tests with this in the place of the release,"
                    + " as far as it did before.",
            "`release: {level: 8}`, and a distro on the hub that uses it.");

    /** The highest rung that this version can show. */
    public static final Rung TOP = values()[values().length - 1];

    /** The highest rung that one run shows by itself. Above it a hub judges by runs of others, and only where that is asked for. */
    public static final Rung ALONE = RESTORES;

    private final String shown;
    private final String enabledBy;

    Rung(String shown, String enabledBy) {
        this.shown = shown;
        this.enabledBy = enabledBy;
    }

    /** Counted from 1. The level of a run is the number of the highest rung that held, or 0. */
    public int number() {
        return ordinal() + 1;
    }

    /** One word in lower case, such as {@code accepted}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence: what is shown where it holds. */
    public String shown() {
        return shown;
    }

    /** One sentence: what a distro needs to have it. */
    public String enabledBy() {
        return enabledBy;
    }

    /** The rung with this number; empty below 1 and above the top. */
    public static Optional<Rung> of(int number) {
        return number < 1 || number > values().length ? Optional.empty() : Optional.of(values()[number - 1]);
    }

    /** The title of the rung that a level stands for; {@code nothing} for 0, where no rung held. */
    public static String titleOf(int level) {
        if (level == 0) return "nothing";
        return of(level)
                .orElseThrow(() -> new IllegalArgumentException("level " + level + ": 0 to " + TOP.number()))
                .title();
    }

    /** {@code 1 valid, 2 builds, …}: all rungs in a line. */
    public static String listed() {
        return Arrays.stream(values())
                .map(rung -> rung.number() + " " + rung.title())
                .collect(Collectors.joining(", "));
    }
}
