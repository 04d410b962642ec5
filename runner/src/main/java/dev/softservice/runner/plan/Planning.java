package dev.softservice.runner.plan;

import java.util.List;

/** What planning gave. */
public sealed interface Planning {
    record Planned(Plan plan) implements Planning {}

    /** It can't be planned. {@code reasons}: one sentence each with place and remedy, never empty. */
    record Refused(List<String> reasons) implements Planning {}
}
