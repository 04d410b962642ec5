package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeVariables;
import dev.softservice.manifest.compose.ComposeVariables.Place;
import dev.softservice.manifest.compose.ComposeVariables.Use;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.MachinePath;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.InterpolatedText.Operator;
import dev.softservice.manifest.model.InterpolatedText.Reference;
import dev.softservice.manifest.read.ParametersReader;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Decides what becomes of each variable of a Compose file: a parameter, a value that is fixed at release, or what the file says where it is unset. */
final class ComposeSettings {
    private static final int MOST = 190;
    private static final int LONGEST_CUT = 56;

    private final Values values;
    private final Map<String, String> wanted;
    private final Map<String, ParameterText> parameters = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, KnownNames.Fixed> fixed = new LinkedHashMap<>();
    private final List<ComposeChange> changes = new ArrayList<>();
    /** Variables that do not stand with a default everywhere, or have a value. */
    private final Set<String> asked = new HashSet<>();

    private boolean inlined;

    /**
     * What the environment files say.
     *
     * @param given    by {@code .env}, which Compose reads itself
     * @param examples by files that are copied to it
     */
    record Values(Map<String, String> given, Map<String, String> examples) {
        /** In which variables are what {@code .env} says. */
        KnownNames scope() {
            var fixed = new LinkedHashMap<String, KnownNames.Fixed>();
            given.forEach((name, value) -> fixed.put(name, new KnownNames.Fixed(value, true)));
            return KnownNames.EMPTY.with(new KnownNames.Variables(Map.of(), Set.of(), fixed));
        }

        Values copy() {
            return new Values(new LinkedHashMap<>(given), new LinkedHashMap<>(examples));
        }
    }

    private ComposeSettings(Values values, Map<String, String> wanted) {
        this.values = values;
        this.wanted = wanted;
    }

    /** {@code wanted}: variables that are ports of the machine, and parameters whatever the file says, with defaults for where it says none. */
    static ComposeSettings of(List<Use> uses, Values values, Map<String, String> wanted) {
        var settings = new ComposeSettings(values, wanted);
        var byName = new LinkedHashMap<String, List<Use>>();
        uses.forEach(use ->
                byName.computeIfAbsent(use.name(), _ -> new ArrayList<>()).add(use));
        byName.forEach((name, all) -> {
            if (values.given.containsKey(name) || all.stream().anyMatch(use -> !ComposeVariables.isDefault(use)))
                settings.asked.add(name);
        });
        byName.forEach(settings::decide);
        return settings;
    }

    Map<String, ParameterText> parameters() {
        return parameters;
    }

    List<ComposeChange> changes() {
        return changes;
    }

    /** Reading the file as it is would give some variable another meaning. */
    boolean inlined() {
        return inlined;
    }

    KnownNames.Variables variables() {
        return new KnownNames.Variables(names, Set.of(), fixed);
    }

    private void decide(String name, List<Use> uses) {
        boolean given = values.given.containsKey(name);
        var known = known(name, uses);
        var free = uses.stream().filter(ComposeSettings::isFree).toList();
        var fixedPlaces = uses.stream().filter(use -> isFixed(use, given)).toList();
        boolean needed =
                uses.stream().anyMatch(use -> use.place() != Place.PUBLISHED && !ComposeVariables.isDefault(use));
        if (!fixedPlaces.isEmpty() && known.isPresent()) {
            fixed.put(name, known.get());
            if (!needed && !given) return;
            inlined = true;
            changes.add(new ComposeChange(
                    fixedPlaces.getFirst().mark(),
                    Quote.quote(fixedPlaces.getFirst().reference().source())
                            + " stands where a value is fixed at release, and is written out as "
                            + Quote.quote(shown(fixedPlaces.getFirst(), known.get()))
                            + (free.isEmpty() ? "" : " wherever the file names it")));
            return;
        }
        // What can't be known is declared, so that reading tells where that stands.
        boolean unknown = !fixedPlaces.isEmpty();
        boolean setting =
                unknown || free.stream().anyMatch(use -> !ComposeVariables.isDefault(use)) || given && !free.isEmpty();
        if (setting || wanted.containsKey(name)) declare(name, uses, known);
    }

    /** What takes the place of one reference: an alternative is not the variable's own value. */
    private static String shown(Use use, KnownNames.Fixed fixed) {
        var scope = KnownNames.EMPTY.with(new KnownNames.Variables(Map.of(), Set.of(), Map.of(use.name(), fixed)));
        return new Interpolation(new Notes(), scope)
                .plain(new ScalarNode(use.mark(), use.reference().source(), ScalarType.TEXT))
                .orElse(fixed.value());
    }

    private static boolean isFree(Use use) {
        return use.place() == Place.FREE || use.place() == Place.ENTRY;
    }

    /** A folder that only the machine knows becomes a volume, whatever the variable is elsewhere. */
    private static boolean isFixed(Use use, boolean given) {
        if (use.place() != Place.SOURCE) return use.place() == Place.FIXED;
        var source = new ScalarNode(use.mark(), use.text(), ScalarType.TEXT);
        return given || MachinePath.of(source).isEmpty() && !use.text().startsWith("/");
    }

    /** What is known of a variable's value before anybody installs it. */
    private Optional<KnownNames.Fixed> known(String name, List<Use> uses) {
        if (values.given.containsKey(name)) return Optional.of(new KnownNames.Fixed(values.given.get(name), true));
        return defaults(uses).stream()
                .findFirst()
                .or(() -> Optional.ofNullable(values.examples.get(name)))
                .map(value -> new KnownNames.Fixed(value, false));
    }

    /** The different defaults that the file has for it; those left out that hold a variable which can have another value. */
    private List<String> defaults(List<Use> uses) {
        return uses.stream()
                .filter(ComposeVariables::isDefault)
                .flatMap(use -> literal(use).stream())
                .distinct()
                .toList();
    }

    private Optional<String> literal(Use use) {
        var operand = use.reference().operand();
        if (operand.variables().stream()
                .anyMatch(inner -> asked.contains(inner.name()) && !values.given.containsKey(inner.name())))
            return Optional.empty();
        return new Interpolation(new Notes(), values.scope())
                .plain(new ScalarNode(use.mark(), use.reference().written(), ScalarType.TEXT));
    }

    private void declare(String name, List<Use> uses, Optional<KnownNames.Fixed> known) {
        if (parameters.size() >= MOST) {
            var value = known.map(KnownNames.Fixed::value).orElse("");
            fixed.put(name, new KnownNames.Fixed(value, known.isPresent()));
            inlined = true;
            changes.add(new ComposeChange(
                    uses.getFirst().mark(),
                    "a distro has at most 200 parameters, so " + Quote.quote("${" + name + "}") + " is fixed as "
                            + Quote.quote(value) + " and can't be set"));
            return;
        }
        var parameter = free(name, uses);
        parameters.put(parameter, wanted.containsKey(name) ? port(name, uses, known) : text(name, uses));
    }

    /** The parameter's name: the variable's own, unless it is too long or another's. */
    private String free(String name, List<Use> uses) {
        var usual = KnownNames.parameterFor(name);
        var base = usual.matches("[a-z].*") ? usual : ("v-" + usual).replaceAll("-+$", "");
        if (base.length() > LONGEST_CUT && !base.matches(ParametersReader.NAME))
            base = base.substring(0, LONGEST_CUT).replaceAll("-+$", "");
        if (!base.matches(ParametersReader.NAME)) base = "variable";
        var free = base;
        for (int i = 2; parameters.containsKey(free); i++) free = base + "-" + i;
        if (!free.equals(usual)) {
            names.put(name, free);
            inlined = true;
            changes.add(new ComposeChange(
                    uses.getFirst().mark(),
                    Quote.quote("${" + name + "}") + " is the parameter " + Quote.quote(free)
                            + ", since its own name is "
                            + (parameters.containsKey(usual) ? "taken" : "none that a parameter can have")));
        }
        return free;
    }

    private ParameterText text(String name, List<Use> uses) {
        var defaults = defaults(uses);
        boolean several = defaults.size() > 1;
        var required = required(uses);
        var given = Optional.ofNullable(values.given.get(name));
        var own = several ? Optional.of("") : defaults.stream().findFirst();
        if (several && given.isEmpty())
            changes.add(new ComposeChange(
                    uses.getFirst().mark(),
                    Quote.quote("${" + name + "}") + " has several defaults, " + Quote.listed(defaults)
                            + ": each stays where it stands while the parameter is empty"));
        boolean shared = uses.stream().map(Use::service).distinct().count() > 1;
        var secret = SecretNames.of(name, shared);
        var description = required.map(ComposeSettings::sentence).orElse("");
        var example = Optional.ofNullable(values.examples.get(name));
        // What may not be empty has no empty default, wherever else that would do.
        boolean must = required.isPresent()
                && own.filter(text -> !text.isEmpty() || !mayNotBeEmpty(uses)).isEmpty();
        return switch (secret) {
            case OWN -> ParameterText.secret(own.filter(text -> !text.isEmpty()), Optional.empty(), description);
            case OTHERS ->
                must
                        ? ParameterText.secret(Optional.empty(), Optional.of("example-of-" + usable(name)), description)
                        : ParameterText.secret(Optional.of(own.orElse("")), Optional.empty(), description);
            case NONE ->
                given.isEmpty() && must
                        ? ParameterText.required(
                                example.filter(text -> !text.isBlank()).orElseGet(() -> exampleOf(name)), description)
                        : plain(name, given.or(() -> own).or(() -> example).orElse(""), description);
        };
    }

    private static boolean mayNotBeEmpty(List<Use> uses) {
        return uses.stream().anyMatch(use -> use.reference().operator() == Operator.REQUIRED_NOT_EMPTY);
    }

    private static Optional<Reference> required(List<Use> uses) {
        return uses.stream()
                .map(Use::reference)
                .filter(reference -> reference.operator().isRequired())
                .findFirst();
    }

    private ParameterText port(String name, List<Use> uses, Optional<KnownNames.Fixed> known) {
        var value = known.map(KnownNames.Fixed::value).filter(ComposeSettings::isPort);
        return ParameterText.port(
                value.orElseGet(() -> Objects.requireNonNull(wanted.get(name))),
                required(uses)
                        .map(ComposeSettings::sentence)
                        .filter(sentence -> !sentence.isEmpty())
                        .orElse("Where it is reached on the machine that it is installed on"));
    }

    private static boolean isPort(String text) {
        return text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) < 65_536;
    }

    private static ParameterText plain(String name, String value, String description) {
        boolean port = name.toUpperCase(Locale.ROOT).endsWith("PORT") && isPort(value);
        return port ? ParameterText.port(value, description) : ParameterText.text(value, description);
    }

    /** What the file says where it refuses to start. */
    private static String sentence(Reference required) {
        return required.operand().plain().orElse("").strip();
    }

    private static String usable(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A value that a program can take for the kind of thing that the name speaks of. */
    private static String exampleOf(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        if (upper.matches(".*(URL|URI|ORIGIN|ENDPOINT)S?")) return "http://example.org";
        if (upper.matches(".*(E?MAIL|MAIL_ADDRESS)")) return "somebody@example.org";
        if (upper.matches(".*(DOMAIN|HOST|HOSTNAME|FQDN|SERVER)S?")) return "example.org";
        if (upper.matches(".*(PORT)")) return "8080";
        if (upper.matches(".*(TZ|TIMEZONE)")) return "Etc/UTC";
        if (upper.matches(".*(_|^)(ID|UID|GID|COUNT|SIZE|LIMIT|SECONDS|MINUTES)")) return "1000";
        return "example";
    }
}
