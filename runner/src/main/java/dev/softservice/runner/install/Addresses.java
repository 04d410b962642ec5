package dev.softservice.runner.install;

import dev.softservice.runner.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** Where an installed service is reached. */
public final class Addresses {
    private Addresses() {}

    /** The outputs that are addresses; where there is none, each published endpoint. */
    static List<String> of(Plan plan, List<String> published) {
        var addresses = new ArrayList<String>();
        plan.outputs().values().stream().filter(value -> value.contains("://")).forEach(addresses::add);
        if (addresses.isEmpty()) {
            plan.endpoints().forEach((name, endpoint) -> {
                if (published.contains(name))
                    addresses.add((name.startsWith("http") ? name + "://" : name + " ") + endpoint.host() + ":"
                            + endpoint.port());
            });
        }
        return List.copyOf(addresses);
    }
}
