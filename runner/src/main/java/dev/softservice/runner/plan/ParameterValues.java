package dev.softservice.runner.plan;

import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Parameter.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The value of every parameter of one distro.
 *
 * @param values   by name, in the manifest's order
 * @param secrets  the values that no log may show: those of secrets, but for a default that everybody can read in the manifest
 * @param problems non-empty: the values are not complete and must not be used
 */
public record ParameterValues(Map<String, String> values, Set<String> secrets, List<Problem> problems) {
    /** Why one parameter has no value that can be used. {@code rule}: the rest of a sentence that begins with the parameter. */
    public record Problem(String parameter, String rule) {
        public String sentence() {
            return "parameter " + parameter + " " + rule;
        }
    }

    /**
     * Given values first, then defaults; a secret with neither is made by {@code generator}.
     *
     * @param given by name, as text; values kept from an earlier installation belong here
     */
    public static ParameterValues resolve(
            Map<String, Parameter> declared, Map<String, String> given, Supplier<String> generator) {
        var values = new LinkedHashMap<String, String>();
        var secrets = new HashSet<String>();
        var problems = new ArrayList<Problem>();
        for (var name : given.keySet()) {
            if (!declared.containsKey(name)) {
                problems.add(new Problem(
                        name,
                        "is not declared; the distro has: "
                                + (declared.isEmpty() ? "none" : String.join(", ", declared.keySet()))));
            }
        }
        declared.forEach((name, parameter) -> {
            var value = Optional.ofNullable(given.get(name))
                    .or(parameter::defaultValue)
                    .or(() -> parameter.isMadeUp() ? Optional.of(generator.get()) : Optional.empty());
            if (value.isEmpty()) {
                problems.add(new Problem(
                        name,
                        "has no default and no value was given"
                                + (parameter.description().isEmpty() ? "" : " (" + parameter.description() + ")")
                                + ": add a default under parameters." + name + ", or give one"));
                return;
            }
            fault(parameter, value.get()).ifPresent(fault -> problems.add(new Problem(name, fault)));
            values.put(name, value.get());
            if (parameter.type() == Type.SECRET && !parameter.defaultValue().equals(value)) secrets.add(value.get());
        });
        return new ParameterValues(
                java.util.Collections.unmodifiableMap(values), Set.copyOf(secrets), List.copyOf(problems));
    }

    /** {@link #problems}, a sentence each. */
    public List<String> sentences() {
        return problems.stream().map(Problem::sentence).toList();
    }

    /** {@code given}, with a value for each parameter that has to be given: its example, or one that is made up for a test. */
    public static Map<String, String> forTests(Map<String, Parameter> declared, Map<String, String> given) {
        var values = new LinkedHashMap<>(given);
        declared.forEach((name, parameter) -> parameter.inTests().ifPresent(value -> values.putIfAbsent(name, value)));
        return values;
    }

    private static Optional<String> fault(Parameter parameter, String value) {
        return switch (parameter.type()) {
            case STRING, SECRET ->
                value.indexOf('\0') < 0
                        ? Optional.empty()
                        : Optional.of("holds a NUL character, which no program can be given");
            case PORT ->
                isPort(value)
                        ? Optional.empty()
                        : Optional.of("is a port: a number from 1 to 65535, not '" + value + "'");
            case BOOLEAN ->
                value.equals("true") || value.equals("false")
                        ? Optional.empty()
                        : Optional.of("is true or false, not '" + value + "'");
            case INTEGER ->
                value.matches("-?[0-9]{1,18}")
                        ? Optional.empty()
                        : Optional.of("is a whole number, not '" + value + "'");
            case CHOICE ->
                parameter.choices().contains(value)
                        ? Optional.empty()
                        : Optional.of("is one of " + String.join(", ", parameter.choices()) + ", not '" + value + "'");
        };
    }

    static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535;
    }
}
