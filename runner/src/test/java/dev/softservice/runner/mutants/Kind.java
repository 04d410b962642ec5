package dev.softservice.runner.mutants;

/** What a fault is a fault of. */
enum Kind {
    DEFINITION("definition"),
    IMAGES("images"),
    START("start"),
    PORTS("ports"),
    HEALTH("health"),
    MEMORY("memory"),
    PARAMETERS("parameters"),
    ANSWERS("answers"),
    IDLE("idle tests"),
    JUNIT("JUnit XML"),
    TAP("TAP"),
    COMMANDS("test commands"),
    KILLS("kills"),
    SECOND_START("second start"),
    VOLUMES("volumes at upgrade"),
    CONTENT("content at upgrade"),
    MIGRATION("migration"),
    OWN_LAYER("outside of volumes"),
    BACKUP("backup"),
    RESTORE("restore"),
    HARMLESS("harmless");

    private final String title;

    Kind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
