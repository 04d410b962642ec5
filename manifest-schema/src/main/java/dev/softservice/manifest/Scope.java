package dev.softservice.manifest;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The names that {@code ${…}} may hold in one distro. Names count as known even where their declaration has problems. */
record Scope(Map<String, Parameter> parameters, Set<String> uses) {
    static final Scope EMPTY = new Scope(Map.of(), Set.of());
    private static final int MOST_SUGGESTED = 250;
    /** The release that is being verified or installed. */
    static final Set<String> RELEASE = Set.of("release.name", "release.version");

    Scope {
        parameters = Map.copyOf(parameters);
        uses = Set.copyOf(uses);
    }

    /** Every whole name that can be suggested, uses without their outputs; the fixed ones alone where there are very many. */
    Set<String> dottedNames() {
        if (parameters.size() + uses.size() > MOST_SUGGESTED) return RELEASE;
        var names = new TreeSet<>(RELEASE);
        parameters.keySet().forEach(name -> names.add("parameters." + name));
        uses.forEach(name -> {
            names.add("uses." + name + ".host");
            names.add("uses." + name + ".port");
        });
        return names;
    }

    /** {@code DB_PASSWORD} is the parameter {@code db-password}. */
    static String parameterFor(String variable) {
        return variable.toLowerCase(java.util.Locale.ROOT).replace('_', '-').replaceAll("^-+|-+$", "");
    }
}
