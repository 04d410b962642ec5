package dev.softservice.runner.docker.warm;

import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.HostGuard;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.docker.network.PreparedNetworks;
import dev.softservice.runner.docker.sandbox.Sandbox;
import dev.softservice.runner.docker.warm.Holder.Difference;
import dev.softservice.runner.docker.warm.Holder.Tag;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The networks of one environment and a holder for each of its containers, all of it ready before the containers are. One run at a time lives in it. */
public final class Slot {
    /**
     * How often Docker 28 and later announce a new member's address on the network. For that they hold a socket open in its namespace for seconds, which a look would take for how the
     * namespace was made. Holders keep their addresses as long as the network is there, so there is nothing to announce. Earlier ones take no notice.
     */
    private static final String ANNOUNCEMENTS = "com.docker.network.advertise_addr_nmsgs";

    private final Site site;
    private final Home home;
    private final String id;
    private long use;
    private final List<String> networks = new ArrayList<>();
    private final Holder[] holders;

    /** Where slots are made. */
    record Site(Link link, Networks networks, Sandbox sandbox) {}

    /**
     * Who may live in a slot.
     *
     * @param domain only runs of the same domain ever follow each other in it
     */
    public record Home(String hub, String domain, NetworkShape shape) {}

    private Slot(Site site, Home home) {
        this.site = site;
        this.home = home;
        this.id = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        this.holders = new Holder[home.shape().seats().size()];
    }

    /** Names it, and makes nothing yet. */
    static Slot named(Site site, Home home) {
        return new Slot(site, home);
    }

    public String id() {
        return id;
    }

    Home home() {
        return home;
    }

    /** Makes everything at once; what was made when this fails is for {@link #remove}. */
    void make() throws InterruptedException {
        site.networks().guardHost();
        var making = new ArrayList<Callable<?>>();
        for (int place = 0; place < home.shape().routes().size(); place++) {
            var network = new NetworkPlan(
                    "ss-slot-" + id + "-" + place, home.shape().routes().get(place));
            networks.add(network.name());
            making.add(() -> {
                site.networks().make(network, options(network.name()), labels("network"));
                return null;
            });
        }
        var starter = StarterProgram.on(site.link().info().getArchitecture());
        var volume = "ss-slot-" + id + "-starter";
        if (starter.isPresent())
            making.add(() -> site.link()
                    .calls()
                    .call(
                            "create the volume " + volume,
                            () -> site.link()
                                    .client()
                                    .createVolumeCmd()
                                    .withName(volume)
                                    .withLabels(labels("starter"))
                                    .exec()));
        Together.all(making);
        making.clear();
        for (int seat = 0; seat < holders.length; seat++) {
            int place = seat;
            making.add(() -> holders[place] = Holder.make(
                    site,
                    new Tag("ss-slot-" + id + "-h" + place, labels("holder")),
                    home.shape().seats().get(place),
                    networks,
                    starter.map(program -> new Starter.Share(volume, place, program))));
        }
        Together.all(making);
    }

    private static Map<String, String> options(String network) {
        var options = new LinkedHashMap<>(HostGuard.options(network));
        options.put(ANNOUNCEMENTS, "0");
        return options;
    }

    private Map<String, String> labels(String role) {
        var labels = new LinkedHashMap<>(identity(home.hub(), id));
        labels.put(EnvironmentScope.LABEL_ROLE, role);
        return labels;
    }

    static Map<String, String> identity(String hub, String slot) {
        return Map.of(EnvironmentScope.LABEL_HUB, hub, PreparedNetworks.LABEL, slot);
    }

    /** What holds the place of a container on the network; empty: it has no place here, and gets an endpoint of its own on the slot's networks. */
    public Optional<Holder> holder(EnvironmentPlan plan, ContainerPlan container) {
        int place = home.shape().place(plan, container);
        return place < 0 ? Optional.empty() : Optional.of(holders[place]);
    }

    /** The slot's name for a network that the plan calls otherwise. */
    public String network(EnvironmentPlan plan, String name) {
        return networks.get(
                plan.networks().stream().map(NetworkPlan::name).toList().indexOf(name));
    }

    /** Empty: everything in it is as it was made; else one line saying what is not. */
    public Optional<Difference> stain() throws InterruptedException {
        var stains = new ConcurrentSkipListMap<Integer, Difference>();
        var looks = new ArrayList<Callable<?>>();
        for (int place = 0; place < holders.length; place++) {
            int seat = place;
            looks.add(() -> holders[seat].difference().map(difference -> stains.put(seat, difference)));
        }
        Together.all(looks);
        if (stains.isEmpty()) return Optional.empty();
        var first = stains.firstEntry();
        return Optional.of(new Difference(
                home.shape().seats().get(first.getKey()).hostname() + ": "
                        + first.getValue().text(),
                stains.values().stream().allMatch(Difference::passes)));
    }

    void remove() throws InterruptedException {
        for (var holder : holders) {
            if (holder != null) holder.close();
        }
        site.link().removal().removeAll(identity(home.hub(), id), true);
    }

    public boolean isLost() {
        return Stream.of(holders).anyMatch(Holder::isGone);
    }

    boolean isAlive() throws InterruptedException {
        for (var holder : holders) {
            if (!holder.isAlive()) return false;
        }
        return true;
    }

    /** Counts the runs that lived here, so that a wait can be told from an earlier one. */
    synchronized long nextUse() {
        return ++use;
    }

    synchronized long use() {
        return use;
    }
}
