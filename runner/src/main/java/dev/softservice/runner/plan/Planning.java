package dev.softservice.runner.plan;

import java.util.List;

/** The result of planning. */
public sealed interface Planning {
    record Planned(Plan plan) implements Planning {}

    /** It can't be planned. {@code reasons}: one sentence each with place and remedy, never empty. */
    record Refused(List<String> reasons) implements Planning {}
}
