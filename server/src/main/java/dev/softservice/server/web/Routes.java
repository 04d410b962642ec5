package dev.softservice.server.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The one table of everything that the hub answers over HTTP, git's own protocol aside. A part of the hub contributes its routes as a
 * list; what is not in the table does not exist. A literal segment wins over a parameter, so the order of the parts does not matter.
 */
public record Routes(List<Route> all) {
    public Routes {
        var ordered = new ArrayList<>(all);
        ordered.sort((a, b) -> specificity(a.path()).compareTo(specificity(b.path())));
        all = List.copyOf(ordered);
        var seen = new HashSet<String>();
        for (var route : all) {
            if (!seen.add(route.signature()))
                throw new IllegalArgumentException("declared twice: " + route.signature());
        }
    }

    @SafeVarargs
    public static Routes of(List<Route>... parts) {
        var all = new ArrayList<Route>();
        for (var part : parts) all.addAll(part);
        return new Routes(all);
    }

    Routes mapped(UnaryOperator<Route> change) {
        return new Routes(all.stream().map(change).toList());
    }

    /** Sorts literal segments before parameters before a rest, segment by segment. */
    private static String specificity(String path) {
        var key = new StringBuilder();
        for (var segment : path.split("/", -1)) {
            key.append('/').append(segment.endsWith("...}") ? "3" : segment.startsWith("{") ? "2" : "1" + segment);
        }
        return key.toString();
    }
}
