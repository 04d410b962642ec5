package dev.softservice.runner.docker.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Connections;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.SmallContainer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenAddressesTest {
    /** Two distros that each call a service of theirs {@code db}; the first one's has two replicas. */
    private final ContainerPlan web =
            container("web", List.of("front", "back"), List.of("web"), Map.of("db", "one-db"));

    private final ContainerPlan first = container("one-db", List.of("back"), List.of("one-db"), Map.of());
    private final ContainerPlan replica = container("one-db.2", List.of("back"), List.of("one-db"), Map.of());
    private final ContainerPlan other = container("two-db", List.of("back"), List.of("db", "two.internal"), Map.of());
    private final EnvironmentPlan plan = plan(web, first, replica, other);
    private final GivenAddresses given =
            new GivenAddresses(plan, Map.of("front", "10.89.0.0/24", "back", "10.89.1.0/24"));

    private static EnvironmentPlan plan(ContainerPlan... containers) {
        return new EnvironmentPlan(
                new EnvironmentScope.Run("hub", "1", false),
                List.of(new NetworkPlan("front", Route.INTERNET), new NetworkPlan("back", Route.NONE)),
                List.of(),
                List.of(containers),
                Limits.DEFAULT);
    }

    private static ContainerPlan container(
            String name, List<String> networks, List<String> aliases, Map<String, String> names) {
        return SmallContainer.of(name).with(new Connections(networks, aliases, names, List.of(), List.of()));
    }

    @Test
    void eachHasAnAddressAndAHardwareAddressOfItsOwnOnEachOfItsNetworks() {
        assertThat(given.endpoint("front", web).getIpamConfig().getIpv4Address())
                .isEqualTo("10.89.0.100");
        assertThat(given.endpoint("back", web).getIpamConfig().getIpv4Address()).isEqualTo("10.89.1.100");
        assertThat(given.endpoint("back", other).getMacAddress()).isEqualTo("02:42:0a:59:01:67");
        assertThat(given.endpoint("back", container("test", List.of("back"), List.of(), Map.of()))
                        .getIpamConfig())
                .as("nobody calls a test")
                .isNull();
    }

    @Test
    void aNameIsWhatItIsWhereItStands() {
        assertThat(given.hosts(web))
                .as("its own db goes before the other's")
                .containsExactlyInAnyOrder(
                        "web:10.89.0.100",
                        "one-db:10.89.1.101",
                        "one-db:10.89.1.102",
                        "db:10.89.1.101",
                        "db:10.89.1.102",
                        "two.internal:10.89.1.103");
        assertThat(given.hosts(first))
                .containsExactlyInAnyOrder(
                        "web:10.89.1.100",
                        "one-db:10.89.1.101",
                        "one-db:10.89.1.102",
                        "db:10.89.1.103",
                        "two.internal:10.89.1.103");
        assertThat(given.hosts(container("test", List.of("front"), List.of(), Map.of("db", "one-db"))))
                .as("only what it shares a network with")
                .containsExactly("web:10.89.0.100");
    }

    @Test
    void aContainerIsMadeAnewWhenAnAddressThatItKnowsIsAnotherOne() {
        assertThat(GivenAddresses.places(plan, first))
                .isEqualTo(GivenAddresses.places(plan(web, first, replica, other), first))
                .isNotEqualTo(GivenAddresses.places(plan(web, first, other), first))
                .isNotEqualTo(GivenAddresses.places(plan(first, web, replica, other), first));
        assertThat(GivenAddresses.places(plan, first)).isNotEqualTo(GivenAddresses.places(plan, replica));
    }
}
