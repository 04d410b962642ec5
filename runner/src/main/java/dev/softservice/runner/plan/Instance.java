package dev.softservice.runner.plan;

import dev.softservice.manifest.model.ExpectedJson;
import dev.softservice.manifest.model.JsonScalar;
import dev.softservice.manifest.model.JsonScalar.Text;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Manifest.Endpoint;
import dev.softservice.manifest.model.Template;
import dev.softservice.runner.plan.Planner.Unresolved;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One distro of a composition, with the values that it has there. Two uses of one distro are two instances.
 *
 * <p>Names are lexical: a container finds its own distro's services and uses by their plain names, and behind those, the names of the distro that uses it, out to
 * the root. That is how a reverse proxy, being a use, reaches the service of its user that it stands before. On the
 * network every container has one name of its own: the path of uses and the service, joined by dashes.
 */
final class Instance {
    private final String path;
    private final ResolvedDistro distro;
    private final Optional<Instance> parent;
    private final SecretSource secrets;
    private final ParameterValues parameters;
    private final Map<String, Instance> uses = new LinkedHashMap<>();

    private Instance(
            String path,
            ResolvedDistro distro,
            Optional<Instance> parent,
            ParameterValues parameters,
            SecretSource secrets) {
        this.path = path;
        this.distro = distro;
        this.parent = parent;
        this.parameters = parameters;
        this.secrets = secrets;
    }

    /** The whole composition under {@code distro}; an {@link Unresolved} names the first part whose values are not complete. */
    static Instance root(ResolvedDistro distro, ParameterValues parameters, SecretSource secrets) {
        var root = new Instance("", distro, Optional.empty(), parameters, secrets);
        root.settle();
        return root;
    }

    private void settle() {
        manifest().uses().keySet().forEach(name -> use(name).settle());
    }

    /** Made when first asked for, because what one use is given may be an output of another; the reader has refused circles. */
    Instance use(String name) {
        var known = uses.get(name);
        if (known != null) return known;
        var used = distro.uses().get(name);
        if (used == null) throw new Unresolved("uses." + name + " is not resolved to a release");
        var at = path.isEmpty() ? name : path + "." + name;
        var given = new LinkedHashMap<String, String>();
        Objects.requireNonNull(manifest().uses().get(name))
                .with()
                .forEach((parameter, template) -> given.put(parameter, resolve(template)));
        var declared = used.manifest().parameters();
        declared.forEach((parameter, type) -> {
            if (type.isMadeUp()) {
                given.computeIfAbsent(parameter, missing -> secrets.secret(at, missing));
            }
        });
        var values = ParameterValues.resolve(declared, given, () -> {
            throw new IllegalStateException("secrets have been given above");
        });
        if (!values.problems().isEmpty())
            throw new Unresolved(
                    "uses." + at + ": " + values.problems().getFirst().sentence());
        var instance = new Instance(at, used, Optional.of(this), values, secrets);
        uses.put(name, instance);
        return instance;
    }

    /** Uses that lead here, joined by dots; empty: the root. */
    String path() {
        return path;
    }

    ResolvedDistro distro() {
        return distro;
    }

    Manifest manifest() {
        return distro.manifest();
    }

    ParameterValues parameters() {
        return parameters;
    }

    boolean isRoot() {
        return parent.isEmpty();
    }

    /** Whether there are other instances beside it. */
    boolean isComposed() {
        return !isRoot() || !manifest().uses().isEmpty();
    }

    /** How reports and notes call it: the distro's name, after the path that leads there. */
    String title() {
        return isRoot() ? manifest().name() : path + " (" + manifest().name() + ")";
    }

    /** What everything of this instance is called on the engine begins with: empty for the root, {@code shop-database-}. */
    String prefix() {
        return isRoot() ? "" : path.replace('.', '-') + "-";
    }

    /** The network's name for this instance's first endpoint. */
    private String alias() {
        return path.replace('.', '-');
    }

    /**
     * What {@code ${uses.NAME.host}} gives: a name that means the same everywhere in the composition, since it may be handed on to another use that has a service
     * or use of that plain name itself. {@code .internal} is reserved for private use (ICANN resolution 2024.07.29.06).
     */
    private String host() {
        return alias() + ".internal";
    }

    /** Used before using, this one last. */
    Stream<Instance> all() {
        return Stream.concat(
                manifest().uses().keySet().stream().map(this::use).flatMap(Instance::all), Stream.of(this));
    }

    /** Names as this instance's containers and tests know them, to the network's names; without those that are the same. */
    Map<String, String> names() {
        var names = parent.map(Instance::names).map(LinkedHashMap::new).orElseGet(LinkedHashMap::new);
        localNames().forEach(name -> {
            var alias = prefix() + name;
            if (alias.equals(name)) names.remove(name);
            else names.put(name, alias);
        });
        return names;
    }

    private Stream<String> localNames() {
        var services = manifest().services().keySet().stream();
        var ofUses = manifest().uses().keySet().stream()
                .flatMap(name -> Stream.concat(
                        Stream.of(name),
                        use(name).manifest().services().keySet().stream().map(service -> name + "-" + service)));
        return Stream.concat(services, ofUses);
    }

    /** The service, of this instance or of one that it uses, behind an endpoint of this one. */
    Behind behind(Endpoint endpoint) {
        if (manifest().services().containsKey(endpoint.service())) return new Behind(this, endpoint.service());
        var used = use(endpoint.service());
        return used.first()
                .map(used::behind)
                .orElseThrow(() -> new Unresolved("provides names uses." + endpoint.service() + ", and "
                        + used.manifest().name() + " provides no endpoint"));
    }

    /** The container that this distro means by a service, a use, or {@code <use>-<service>}. */
    String member(String name) {
        if (!manifest().uses().containsKey(name)) return prefix() + name;
        var used = use(name);
        var behind = used.first()
                .map(used::behind)
                .orElseThrow(() -> new Unresolved(
                        "uses." + name + " provides no endpoint: name one of its services, " + name + "-SERVICE"));
        return behind.instance().prefix() + behind.service();
    }

    record Behind(Instance instance, String service) {}

    /** The network's names for those instances, this one or users of it, whose first endpoint {@code service} answers. */
    Stream<String> standsFor(String service) {
        return Stream.iterate(Optional.of(this), Optional::isPresent, at -> at.get().parent)
                .map(Optional::get)
                .filter(at -> !at.isRoot()
                        && at.first()
                                .map(at::behind)
                                .filter(new Behind(this, service)::equals)
                                .isPresent())
                .flatMap(at -> Stream.of(at.alias(), at.host()));
    }

    Optional<Endpoint> first() {
        return manifest().provides().endpoints().values().stream().findFirst();
    }

    /** Whether this endpoint is promised with these parameters. */
    boolean isThere(Manifest.Endpoint endpoint) {
        return endpoint.when().map(this::resolve).map("true"::equals).orElse(true);
    }

    String resolve(Template template) {
        template.lacking(this::value).ifPresent(lacking -> {
            throw new Unresolved(lacking.name() + " is empty and has to be given"
                    + (lacking.sentence().isEmpty() ? "" : ": " + lacking.sentence()));
        });
        return template.resolve(this::value);
    }

    List<String> resolve(List<Template> templates) {
        return templates.stream().map(this::resolve).toList();
    }

    Map<String, String> resolve(Map<String, Template> templates) {
        var texts = new LinkedHashMap<String, String>();
        templates.forEach((name, template) -> texts.put(name, resolve(template)));
        return texts;
    }

    Map<String, JsonScalar> resolveJson(Map<String, ExpectedJson> expected) {
        var values = new LinkedHashMap<String, JsonScalar>();
        expected.forEach((pointer, json) -> values.put(
                pointer,
                switch (json) {
                    case ExpectedJson.Fixed(JsonScalar value) -> value;
                    case ExpectedJson.Written(Template text) -> typed(text);
                }));
        return values;
    }

    /** One reference alone has the type of what it names. */
    private JsonScalar typed(Template template) {
        var value = resolve(template);
        var names = template.references();
        if (names.size() != 1 || !template.source().equals("${" + names.getFirst() + "}")) return new Text(value);
        var name = names.getFirst();
        if (name.startsWith("uses.")) return name.endsWith(".port") ? number(value) : new Text(value);
        var parameter = Optional.ofNullable(manifest().parameters().get(name.substring(name.indexOf('.') + 1)));
        if (!name.startsWith("parameters.") || parameter.isEmpty()) return new Text(value);
        return switch (parameter.get().type()) {
            case INTEGER, PORT -> number(value);
            case BOOLEAN -> new JsonScalar.Truth(value.equals("true"));
            case STRING, SECRET, CHOICE -> new Text(value);
        };
    }

    private static JsonScalar number(String value) {
        return value.matches("[+-]?\\d+") ? new JsonScalar.Number(value) : new Text(value);
    }

    String value(String reference) {
        var words = reference.split("\\.", 3);
        if (words[0].equals("parameters")
                && words.length == 2
                && parameters.values().containsKey(words[1]))
            return parameters.values().get(words[1]);
        if (words[0].equals("uses") && words.length == 3 && manifest().uses().containsKey(words[1]))
            return use(words[1]).output(words[2]);
        return switch (reference) {
            case "release.version" -> manifest().version().toString();
            case "release.name" -> manifest().name();
            default -> throw new Unresolved("${" + reference + "} has no value here");
        };
    }

    /** As the distro that uses this one sees it. */
    private String output(String name) {
        var endpoint = first();
        if (endpoint.isPresent() && name.equals("host")) return host();
        if (endpoint.isPresent() && name.equals("port"))
            return Integer.toString(endpoint.get().port());
        var template = manifest().provides().outputs().get(name);
        if (template == null)
            throw new Unresolved("${uses." + path + "." + name + "} is not provided by "
                    + manifest().name());
        return template.resolve(reference -> ofEndpoint(reference).orElseGet(() -> value(reference)));
    }

    private Optional<String> ofEndpoint(String reference) {
        var endpoints = manifest().provides().endpoints();
        if (reference.equals("host") || reference.equals("port"))
            return endpoints.isEmpty() ? Optional.empty() : Optional.of(output(reference));
        var words = reference.split("\\.", 2);
        var endpoint = endpoints.get(words[0]);
        if (endpoint == null || words.length < 2) return Optional.empty();
        var behind = behind(endpoint);
        return switch (words[1]) {
            case "host" -> Optional.of(behind.instance().prefix() + behind.service());
            case "port" -> Optional.of(Integer.toString(endpoint.port()));
            default -> Optional.empty();
        };
    }
}
