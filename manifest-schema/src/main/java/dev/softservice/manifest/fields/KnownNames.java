package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Template;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names that {@code ${…}} may hold in one distro. Names count as known even where their declaration has problems. */
public record KnownNames(Map<String, Parameter> parameters, Set<String> uses, Variables variables) {
    public static final KnownNames EMPTY = new KnownNames(Map.of(), Set.of());
    private static final int MOST_SUGGESTED = 250;
    /** The release that is being verified or installed. */
    static final Set<String> RELEASE = Set.of("release.name", "release.version");

    public KnownNames {
        parameters = Map.copyOf(parameters);
        uses = Set.copyOf(uses);
    }

    public KnownNames(Map<String, Parameter> parameters, Set<String> uses) {
        this(parameters, uses, Variables.BY_NAME);
    }

    /**
     * How Compose variables find their parameters.
     *
     * @param names  variables that are parameters of another name than {@link #parameterFor} gives
     * @param silent parameters that answer to no variable
     * @param fixed  variables that are no parameters: their value is fixed at release
     * @param beside by the path of each Compose file, what its files of settings say of variables that are neither
     */
    public record Variables(
            Map<String, String> names,
            Set<String> silent,
            Map<String, Fixed> fixed,
            Map<String, Map<String, Template>> beside) {
        static final Variables BY_NAME = new Variables(Map.of(), Set.of(), Map.of());

        public Variables(Map<String, String> names, Set<String> silent, Map<String, Fixed> fixed) {
            this(names, silent, fixed, Map.of());
        }

        public Variables {
            names = Map.copyOf(names);
            silent = Set.copyOf(silent);
            fixed = Map.copyOf(fixed);
            beside = Map.copyOf(beside);
        }

        public Variables withBeside(Map<String, Map<String, Template>> values) {
            return new Variables(names, silent, fixed, values);
        }
    }

    /** {@code given}: it goes before the defaults that stand with the variable. */
    public record Fixed(String value, boolean given) {}

    public KnownNames with(Variables others) {
        return new KnownNames(parameters, uses, others);
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

    Optional<Fixed> fixed(String variable) {
        return Optional.ofNullable(variables.fixed.get(variable));
    }

    public Optional<Template> beside(String file, String variable) {
        return Optional.ofNullable(beside(file).get(variable));
    }

    /** What the files of settings beside a Compose file say of variables that are no parameters. */
    public Map<String, Template> beside(String file) {
        return variables.beside.getOrDefault(file, Map.of());
    }

    /** The declared parameter that {@code variable} means. */
    Optional<String> parameterOf(String variable) {
        var named = variables.names.get(variable);
        if (named != null) return Optional.of(named);
        return Optional.of(parameterFor(variable))
                .filter(parameters::containsKey)
                .filter(parameter -> !variables.silent.contains(parameter));
    }

    /** {@code DB_PASSWORD} is the parameter {@code db-password}. */
    public static String parameterFor(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("^-+|-+$", "");
    }
}
