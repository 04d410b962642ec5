package dev.softservice.runner.docker.warm;

import com.github.dockerjava.api.model.ContainerNetwork;
import dev.softservice.runner.docker.network.NetworkNames;
import dev.softservice.runner.docker.warm.NetworkShape.Seat;
import dev.softservice.runner.docker.warm.Slot.Site;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.EngineSetup;
import dev.softservice.runner.files.Bundled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A container that does nothing but keep one network namespace open, made with the very settings that a container of a plan has on the network. The
 * container then joins it, and finds the names, hosts file and host name that the engine would have given to itself.
 */
public final class Holder implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SETTLING = Duration.ofMillis(40);
    private static final int MOST_LOOKS = 25;
    private static final String SCRIPT = Bundled.text(Holder.class, "holder.pl");
    /** What a look says of size, owner and rights of the files that a container may write to. */
    private static final String OF_FILES = "/etc/";

    private final String id;
    private final HolderPipe pipe;
    private final Optional<Starter> starter;
    private final List<ContainerNetwork> addresses;
    private final String asMade;

    /** What the engine is to know it by. */
    record Tag(String name, Map<String, String> labels) {}

    private Holder(String id, HolderPipe pipe, Optional<Starter> starter, List<ContainerNetwork> addresses)
            throws InterruptedException {
        this.id = id;
        this.pipe = pipe;
        this.starter = starter;
        this.addresses = addresses;
        this.asMade = settled();
    }

    /**
     * Makes one and starts it.
     *
     * @param tag      engine-wide
     * @param networks the engine-wide names of the slot's networks, by place
     * @param starter     its part of the slot's starter
     */
    static Holder make(Site site, Tag tag, Seat seat, List<String> networks, Optional<Starter.Share> starter)
            throws InterruptedException {
        var name = tag.name();
        var client = site.link().client();
        var calls = site.link().calls();
        var settings = site.sandbox().settings();
        var first = networks.get(seat.networks().getFirst());
        var links = NetworkNames.Links.of(seat.names());
        var id = calls.call(
                "create " + name,
                () -> client.createContainerCmd(EngineSetup.BASE_IMAGE)
                        .withName(name)
                        .withLabels(tag.labels())
                        .withHostName(seat.hostname())
                        .withAliases(seat.aliases())
                        .withHostConfig(settings.holder(first, starter.map(Starter.Share::holders))
                                .withLinks(links))
                        .withEntrypoint("perl", "-e", SCRIPT)
                        .withStdinOpen(true)
                        .withStdInOnce(true)
                        .withAttachStdin(true)
                        .withAttachStdout(true)
                        .exec()
                        .getId());
        for (int place : seat.networks().subList(1, seat.networks().size())) {
            calls.call(
                    "connect " + name,
                    () -> client.connectToNetworkCmd()
                            .withContainerId(id)
                            .withNetworkId(networks.get(place))
                            .withContainerNetwork(new ContainerNetwork()
                                    .withAliases(seat.aliases())
                                    .withLinks(links))
                            .exec());
        }
        var pipe = calls.call("attach to " + name, () -> HolderPipe.to(client, id));
        try {
            calls.call("start " + name, () -> client.startContainerCmd(id).exec());
            var inspected = calls.call(
                    "inspect " + name, () -> client.inspectContainerCmd(id).exec());
            var made = starter.isPresent() ? Optional.of(Starter.make(starter.get(), pipe)) : Optional.<Starter>empty();
            return new Holder(
                    id,
                    pipe,
                    made,
                    List.copyOf(inspected.getNetworkSettings().getNetworks().values()));
        } catch (RuntimeException | InterruptedException e) {
            pipe.close();
            throw e;
        }
    }

    public String id() {
        return id;
    }

    /** For the containers of its place; empty: there is no program for this kind of machine. */
    public Optional<Starter> starter() {
        return starter;
    }

    /** Its place on each of its networks. */
    public List<ContainerNetwork> addresses() {
        return addresses;
    }

    /** Known without asking. */
    boolean isGone() {
        return pipe.isGone();
    }

    boolean isAlive() throws InterruptedException {
        try {
            pipe.ask("here", PATIENCE);
            return true;
        } catch (EngineException _) {
            return false;
        }
    }

    /**
     * What differs in a namespace from how it was made.
     *
     * @param passes whether it may be gone by itself a moment later, as sockets and what the kernel remembers of connections; a file that was written never is
     */
    public record Difference(String text, boolean passes) {}

    /** Asked from inside. Empty: the namespace is as it was made, with nothing of those who lived in it. */
    Optional<Difference> difference() throws InterruptedException {
        try {
            var look = look();
            if (look.equals(asMade)) return Optional.empty();
            var now = look.lines().toList();
            var then = asMade.lines().toList();
            var more = now.stream().filter(line -> !then.contains(line)).map(line -> "now '" + line + "'");
            var less = then.stream().filter(line -> !now.contains(line)).map(line -> "no longer '" + line + "'");
            boolean passes =
                    now.stream().filter(line -> line.startsWith(OF_FILES)).allMatch(then::contains);
            return Optional.of(
                    new Difference(Stream.concat(more, less).limit(5).collect(Collectors.joining(", ")), passes));
        } catch (EngineException e) {
            return Optional.of(new Difference(e.getMessage(), true));
        }
    }

    /** The engine's own doing ends a moment after it says that it has started something. */
    private String settled() throws InterruptedException {
        var before = look();
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Thread.sleep(SETTLING);
            var now = look();
            if (now.equals(before)) return now;
            before = now;
        }
        throw new EngineException("a prepared network does not come to rest");
    }

    private String look() throws InterruptedException {
        return pipe.ask("look", PATIENCE);
    }

    @Override
    public void close() {
        pipe.close();
    }
}
