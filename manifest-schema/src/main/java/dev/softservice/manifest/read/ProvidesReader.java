package dev.softservice.manifest.read;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.model.Manifest.Endpoint;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Manifest.Provides;
import dev.softservice.manifest.model.Parameter.Type;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code provides}: endpoints by name, and {@code outputs}. */
final class ProvidesReader {
    private static final Set<String> OF_ENDPOINT = Set.of("host", "port");
    private static final Set<String> ROOTS = Set.of("parameters", "uses", "release");

    private final Context context;
    private final Set<String> hosts;
    private final Map<String, Service> services;

    /** @param hosts services and uses, those with problems included */
    ProvidesReader(Context context, Set<String> hosts, Map<String, Service> services) {
        this.context = context;
        this.hosts = hosts;
        this.services = services;
    }

    Provides read(Fields manifest) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        Map<String, Template> outputs = new LinkedHashMap<>();
        var entries = manifest.entries("provides");
        entries.forEach((name, entry) -> {
            if (name.equals("outputs")) return;
            name(name, entry.keyMark());
            if (ROOTS.contains(name))
                context.error(
                        entry.keyMark(),
                        Rule.NAME_TAKEN,
                        Quote.quote(name) + " begins the references ${" + name + ".…}",
                        "choose another name");
            Fields.of(entry.value(), name, context)
                    .flatMap(this::endpoint)
                    .ifPresent(endpoint -> endpoints.put(name, endpoint));
        });
        var names = namesInOutputs(entries.keySet());
        Optional.ofNullable(entries.get("outputs"))
                .map(Entry::value)
                .flatMap(node -> Fields.of(node, "outputs", context))
                .ifPresent(fields -> fields.map
                        .entries()
                        .forEach((name, entry) ->
                                output(name, entry, names).ifPresent(value -> outputs.put(name, value))));
        return new Provides(Collections.unmodifiableMap(endpoints), Collections.unmodifiableMap(outputs));
    }

    /** {@code host} and {@code port} are the first endpoint's; {@code NAME.host} and {@code NAME.port} any endpoint's. */
    private static Set<String> namesInOutputs(Set<String> keys) {
        var names = new TreeSet<String>();
        keys.stream().filter(key -> !key.equals("outputs")).forEach(endpoint -> {
            names.addAll(OF_ENDPOINT);
            OF_ENDPOINT.forEach(part -> names.add(endpoint + "." + part));
        });
        return names;
    }

    private void name(String name, Mark mark) {
        if (!name.matches(ManifestReader.SHORT_NAME)) {
            context.error(
                    mark,
                    Rule.BAD_NAME,
                    Quote.quote(name) + " must be up to 39 lower-case letters, digits and dashes, a letter first");
        }
    }

    private Optional<Endpoint> endpoint(Fields fields) {
        fields.require("service", "port");
        var service = fields.text("service");
        var port = fields.node("port")
                .map(node -> context.values.port(node, "port"))
                .orElse(java.util.OptionalInt.empty());
        var protocol = fields.choice("protocol", List.of("tcp", "udp"))
                .map(name -> Protocol.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(Protocol.TCP);
        var publish = fields.template("publish");
        var when = fields.template("when");
        fields.done();
        service.filter(name -> !hosts.contains(name))
                .ifPresent(name -> context.error(
                        fields.node("service").orElseThrow().mark(),
                        Rule.UNKNOWN_SERVICE,
                        Quote.quote(name) + " is neither a service nor a use of this distro",
                        Suggestion.didYouMean(name, hosts)));
        publish.ifPresent(template -> publish(template, fields.node("publish").orElseThrow()));
        boolean onTheMachine = service.map(services::get)
                .filter(answering -> answering.machine().network())
                .isPresent();
        if (publish.isPresent() && onTheMachine)
            context.error(
                    fields.markOf("publish"),
                    Rule.ONE_OF,
                    "a service on the machine's network opens its ports there by itself",
                    "remove `publish`");
        when.ifPresent(template -> when(template, fields.node("when").orElseThrow()));
        return service.isPresent() && port.isPresent()
                ? Optional.of(new Endpoint(service.get(), port.getAsInt(), protocol, publish, when))
                : Optional.empty();
    }

    /** One port parameter, or a number. */
    private void publish(Template template, Node node) {
        if (template.references().isEmpty()) context.values.port(node, "publish");
        else if (!isOne(template, Set.of(Type.PORT, Type.INTEGER)))
            context.values.bad(
                    node.mark(), "publish", template.source(), "a port number, or one ${parameters.…} of type port");
    }

    private void when(Template template, Node node) {
        if (!isOne(template, Set.of(Type.BOOLEAN)))
            context.values.bad(node.mark(), "when", template.source(), "one ${parameters.…} of type boolean");
    }

    /** Whether this is one parameter and nothing else, of one of these types. */
    private boolean isOne(Template template, Set<Type> types) {
        return context.scope.parameters().entrySet().stream()
                .anyMatch(parameter -> template.source().equals("${parameters." + parameter.getKey() + "}")
                        && types.contains(parameter.getValue().type()));
    }

    private Optional<Template> output(String name, Entry entry, Set<String> names) {
        name(name, entry.keyMark());
        if (OF_ENDPOINT.contains(name)) {
            context.error(
                    entry.keyMark(),
                    Rule.NAME_TAKEN,
                    Quote.quote(name) + " is the endpoint's own",
                    "choose another name");
        }
        return context.values.scalar(entry.value(), name).map(scalar -> context.interpolation.template(scalar, names));
    }
}
