package dev.softservice.runner.bench;

import dev.softservice.runner.engine.Road;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts by which way environments came up, because times of different ways can't be compared. Safe for concurrent
 * use.
 */
public final class Roads {
    private final Map<Road.Network, Integer> networks = new EnumMap<>(Road.Network.class);
    private int held;
    private int asked;
    private int checks;

    public synchronized void add(Road road) {
        networks.merge(road.network(), 1, Integer::sum);
        held += road.held();
        asked += road.asked();
        checks += road.checks();
    }

    /** How often on which networks. */
    public synchronized Map<Road.Network, Integer> networks() {
        return new EnumMap<>(networks);
    }

    /** A line for each; none: nothing was counted. */
    synchronized List<String> lines() {
        var lines = new ArrayList<String>();
        networks.forEach((network, times) -> lines.add(times + " " + network.words()));
        if (!lines.isEmpty())
            lines.add("started ahead and held: " + held + "; healthchecks run from beside: " + asked + " of " + checks);
        return lines;
    }
}
