package dev.softservice.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.JsonScalar;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.model.Limits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    @TempDir
    Path folder;

    private Manifest manifest(String rest) throws IOException {
        DistroFolder.at(folder).manifest(rest);
        var reading = new ManifestReader().read(new FolderFiles(folder));
        assertThat(reading.errors()).isEmpty();
        return reading.manifest().orElseThrow();
    }

    private Planning plan(String rest, Map<String, String> given, EnvironmentScope scope) throws IOException {
        var manifest = manifest(rest);
        return Planner.plan(
                ResolvedDistro.of(manifest, folder),
                ParameterValues.resolve(manifest.parameters(), given, () -> "made"),
                scope,
                Limits.DEFAULT,
                (path, parameter) -> "secret of " + path + "." + parameter);
    }

    private static List<String> reasons(Planning planning) {
        assertThat(planning).isInstanceOf(Planning.Refused.class);
        return ((Planning.Refused) planning).reasons();
    }

    private static final EnvironmentScope RUN = new EnvironmentScope.Run("hub", "1", false);
    private static final String TESTS = "tests: [{name: t, tcp: {host: web, port: 80}}]\n";

    /** Otherwise a run would be red for an endpoint that the default setting does not have. */
    @Test
    void anEndpointThatASettingSwitchesOnIsPromisedAndPublishedOnlyThen() throws IOException {
        var rest = """
            parameters: {https: {type: boolean}}
            services: {web: {image: debian}}
            provides:
              http: {service: web, port: 80, publish: 8080}
              https: {service: web, port: 443, publish: 8443, when: "${parameters.https}"}
            """ + TESTS;
        var installed = new EnvironmentScope.Installation("web", "127.0.0.1");
        for (var https : List.of(false, true)) {
            var plan = ((Planning.Planned) plan(rest, Map.of("https", https.toString()), installed)).plan();
            var ports = https ? List.of(80, 443) : List.of(80);
            assertThat(plan.promises())
                    .extracting(promise -> promise.at().port())
                    .containsExactlyElementsOf(ports);
            var connections = plan.environment().containers().getFirst().connections();
            assertThat(connections.ready()).containsExactlyElementsOf(ports);
            assertThat(connections.published())
                    .extracting(ContainerPlan.Publication::port)
                    .containsExactlyElementsOf(ports);
        }
    }

    @Test
    void usesAreRefusedByName() throws IOException {
        var planning = plan(
                "uses: {database: {distro: samples/postgresql, version: ^15.0}}\nservices: {web: {image: debian}}\n"
                        + TESTS,
                Map.of(),
                RUN);
        assertThat(reasons(planning)).singleElement().asString().startsWith("uses.database is not resolved");
    }

    @Test
    void parametersAreTypedAndMissingOnesNamed() throws IOException {
        var rest = """
            parameters:
              title: {type: string}
              port: {type: port, default: 80}
              mail: {type: boolean}
              count: {type: integer, default: 3}
              size: {type: choice, choices: [small, large]}
            services: {web: {image: debian}}
            """ + TESTS;
        assertThat(reasons(plan(
                        rest,
                        Map.of("port", "70000", "mail", "yes", "count", "1e3", "size", "huge", "colour", "red"),
                        RUN)))
                .containsExactlyInAnyOrder(
                        "parameter colour is not declared; the distro has: title, port, mail, count, size",
                        "parameter title has no default and no value was given: add a default under parameters.title,"
                                + " or give one",
                        "parameter port is a port: a number from 1 to 65535, not '70000'",
                        "parameter mail is true or false, not 'yes'",
                        "parameter count is a whole number, not '1e3'",
                        "parameter size is one of small, large, not 'huge'");
    }

    @Test
    void whatHasToBeGivenIsAskedForAndTestsTakeItsExample() throws IOException {
        var rest = """
            parameters:
              url: {type: string, example: "https://shop.example", description: what people type}
              key: {type: secret, example: theirs}
              made: {type: secret}
              count: {type: integer}
              name: {type: string}
            services: {web: {image: debian, environment: {KEY: "${parameters.key}"}}}
            """ + TESTS;
        assertThat(reasons(plan(rest, Map.of("name", "a", "count", "2"), RUN)))
                .containsExactly(
                        "parameter url has no default and no value was given (what people type): add a default under"
                                + " parameters.url, or give one",
                        "parameter key has no default and no value was given: add a default under parameters.key, or"
                                + " give one");
        var declared = manifest(rest).parameters();
        assertThat(ParameterValues.forTests(declared, Map.of("name", "mine")))
                .containsOnly(
                        Map.entry("url", "https://shop.example"),
                        Map.entry("key", "theirs"),
                        Map.entry("count", "1"),
                        Map.entry("name", "mine"));
        assertThat(plan(rest, ParameterValues.forTests(declared, Map.of()), RUN))
                .isInstanceOf(Planning.Planned.class);
    }

    @Test
    void aValueThatMayNotBeEmptyIsRefusedWithTheAuthorsSentence() throws IOException {
        var rest = "parameters: {url: {type: string, default: ''}}\n"
                + "services: {web: {image: debian, environment: {URL: '${parameters.url:?what people type}'}}}\n"
                + TESTS;
        assertThat(reasons(plan(rest, Map.of(), RUN)))
                .containsExactly("parameters.url is empty and has to be given: what people type");
        assertThat(plan(rest, Map.of("url", "http://a"), RUN)).isInstanceOf(Planning.Planned.class);
    }

    @Test
    void aSecretIsMadeWhereNoneIsGivenAndADefaultIsNoSecret() throws IOException {
        var manifest = manifest(
                "parameters: {made: {type: secret}, given: {type: secret}, public: {type: secret, default: wiki}}\n"
                        + "services: {web: {image: debian}}\n"
                        + TESTS);
        var values = ParameterValues.resolve(manifest.parameters(), Map.of("given", "mine"), () -> "generated");
        assertThat(values.values())
                .containsExactly(
                        Map.entry("made", "generated"), Map.entry("given", "mine"), Map.entry("public", "wiki"));
        assertThat(values.secrets()).containsExactlyInAnyOrder("generated", "mine");
    }

    @Test
    void whatAManifestAsksBeyondTheCeilingIsCutAndNoted() throws IOException {
        var planning = plan("services: {web: {image: debian, mem_limit: 8g, cpus: 8}}\n" + TESTS, Map.of(), RUN);
        var plan = ((Planning.Planned) planning).plan();
        assertThat(plan.environment().containers().getFirst().confinement().memory())
                .isEqualTo(Limits.DEFAULT.memory());
        assertThat(plan.notes())
                .containsExactly(
                        "service web asks for 8192 MiB of memory and gets 2048",
                        "service web asks for 8.0 cpus and gets 2.0");
    }

    private static final String OF_THE_MACHINE = """
        permissions: {capabilities: [NET_ADMIN, IPC_LOCK], host-gateway: true, devices: [/dev/dri]}
        services:
          web:
            image: debian
            cap_add: [NET_ADMIN]
            devices: [/dev/dri]
            extra_hosts: ["host.docker.internal:host-gateway"]
          db: {image: debian}
        """;

    @Test
    void aRunHasNothingOfTheMachineAndSaysSo() throws IOException {
        var plan = ((Planning.Planned) plan(OF_THE_MACHINE + TESTS, Map.of(), RUN)).plan();
        assertThat(plan.environment().containers())
                .extracting(container -> container.confinement().granted())
                .containsOnly(ContainerPlan.Granted.NONE);
        assertThat(plan.environment().containers())
                .extracting(container -> container.confinement().capabilities())
                .containsOnly(List.of("IPC_LOCK"));
        assertThat(plan.environment().networks())
                .extracting(EnvironmentPlan.NetworkPlan::route)
                .containsOnly(EnvironmentPlan.Route.NONE);
        assertThat(plan.notes())
                .containsExactly(
                        "the distro asks for IPC_LOCK",
                        "not shown here: the capability NET_ADMIN (in a run services run without it)",
                        "not shown here: this machine itself (host.docker.internal) (in a run nobody has that name)",
                        "not shown here: the device /dev/dri (in a run it is absent)");
    }

    @Test
    void anInstallationHasItForTheServiceThatAsks() throws IOException {
        var plan = ((Planning.Planned)
                        plan(OF_THE_MACHINE + TESTS, Map.of(), new EnvironmentScope.Installation("web", "127.0.0.1")))
                .plan();
        var web = plan.environment().containers().getFirst();
        assertThat(web.confinement().granted())
                .isEqualTo(new ContainerPlan.Granted(
                        List.of("NET_ADMIN"),
                        List.of(new Service.Device("/dev/dri", "/dev/dri", false)),
                        List.of("host.docker.internal"),
                        Optional.empty(),
                        false,
                        false,
                        false,
                        Optional.empty(),
                        Map.of()));
        assertThat(web.connections().networks()).contains("softservice-web-edge");
        var db = plan.environment().containers().getLast();
        assertThat(db.confinement().granted()).isEqualTo(ContainerPlan.Granted.NONE);
        assertThat(db.connections().networks()).doesNotContain("softservice-web-edge");
    }

    private static final String THE_MACHINE_ITSELF = """
        permissions: {host-network: true, engine-socket: true, privileged: true}
        services:
          web: {image: debian, network_mode: host, privileged: true, volumes: ["/var/run/docker.sock:/s:ro"]}
        provides: {http: {service: web, port: 8123}}
        """;

    @Test
    void inARunTheEnginesSocketIsAFileThatEverybodyMayTry() throws IOException {
        var plan = ((Planning.Planned) plan(THE_MACHINE_ITSELF + TESTS, Map.of(), RUN)).plan();
        var web = plan.environment().containers().getFirst();
        assertThat(web.confinement().granted()).isEqualTo(ContainerPlan.Granted.NONE);
        assertThat(web.files().copies()).containsExactly(new ContainerPlan.TextCopy("", "/s", 0666));
        assertThat(web.connections().networks()).isNotEmpty();
    }

    @Test
    void anInstallationHasTheMachineItselfForWhoAsksAndSaysWhereItAnswers() throws IOException {
        var plan = ((Planning.Planned) plan(
                        THE_MACHINE_ITSELF + TESTS, Map.of(), new EnvironmentScope.Installation("web", "127.0.0.1")))
                .plan();
        var web = plan.environment().containers().getFirst();
        assertThat(web.confinement().granted())
                .isEqualTo(new ContainerPlan.Granted(
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        true,
                        false,
                        true,
                        Optional.of("/s"),
                        Map.of()));
        assertThat(web.files().copies()).isEmpty();
        assertThat(web.connections().published()).isEmpty();
        assertThat(plan.endpoints()).containsEntry("http", new Plan.Endpoint("127.0.0.1", 8123));
    }

    /** A plan of a run with something of the machine can't be made. */
    @Test
    void aRunWithSomethingOfTheMachineIsNoPlan() throws IOException {
        var installed = ((Planning.Planned)
                        plan(OF_THE_MACHINE + TESTS, Map.of(), new EnvironmentScope.Installation("web", "127.0.0.1")))
                .plan()
                .environment();
        assertThatThrownBy(() -> new EnvironmentPlan(
                        RUN, installed.networks(), installed.volumes(), installed.containers(), installed.limits()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("web would have something of the machine");
    }

    @Test
    void aUdpPortIsPublishedAsOneAndIsNoPromise() throws IOException {
        var rest = """
            services: {web: {image: debian}}
            provides:
              dns: {service: web, port: 53, protocol: udp, publish: 5353}
              dns-tcp: {service: web, port: 53, publish: 5353}
            """ + TESTS;
        var installed =
                ((Planning.Planned) plan(rest, Map.of(), new EnvironmentScope.Installation("web", "127.0.0.1"))).plan();
        assertThat(installed.environment().containers().getFirst().connections().published())
                .containsExactly(
                        new ContainerPlan.Publication("127.0.0.1", 5353, 53, Protocol.UDP),
                        new ContainerPlan.Publication("127.0.0.1", 5353, 53, Protocol.TCP));
        var run = ((Planning.Planned) plan(rest, Map.of(), RUN)).plan();
        assertThat(run.promises()).extracting(Plan.Promise::name).containsExactly("provides.dns-tcp");
        assertThat(run.environment().containers().getFirst().connections().ready())
                .containsExactly(53);
        assertThat(run.notes())
                .containsExactly("not shown here: provides.dns (whether a UDP port answers is not asked)");
    }

    @Test
    void thePlatformsLabelsCanNotBeOverruled() throws IOException {
        var planning = plan("services: {web: {image: debian, labels: {org.example.a: b}}}\n" + TESTS, Map.of(), RUN);
        assertThat(((Planning.Planned) planning)
                        .plan()
                        .environment()
                        .containers()
                        .getFirst()
                        .labels())
                .containsOnly(
                        Map.entry("org.example.a", "b"),
                        Map.entry(EnvironmentScope.LABEL_HUB, "hub"),
                        Map.entry(EnvironmentScope.LABEL_RUN, "1"),
                        Map.entry(EnvironmentScope.LABEL_ROLE, "service"));
    }

    @Test
    void whatAJsonTestExpectsHasTheTypeThatIsWritten() throws IOException {
        var rest = """
            parameters:
              port: {type: port, default: 8080}
              mail: {type: boolean, default: true}
              size: {type: choice, choices: ["1", "2"], default: "1"}
            services: {web: {image: debian}}
            tests:
              - name: t
                http:
                  get: http://web/
                  expect:
                    json:
                      /text: "true"
                      /truth: true
                      /one: 1.0
                      /large: 1e3
                      /hex: 0x1F
                      /nothing: null
                      /port: "${parameters.port}"
                      /mail: "${parameters.mail}"
                      /size: "${parameters.size}"
                      /longer: "${parameters.port}s"
            """;
        var plan = ((Planning.Planned) plan(rest, Map.of(), RUN)).plan();
        var http = (PlannedTest.Http) plan.suites().getLast().tests().getFirst();
        assertThat(http.expect().json())
                .containsExactly(
                        entry("/text", new JsonScalar.Text("true")),
                        entry("/truth", new JsonScalar.Truth(true)),
                        entry("/one", new JsonScalar.Number(BigDecimal.ONE)),
                        entry("/large", new JsonScalar.Number(new BigDecimal(1000))),
                        entry("/hex", new JsonScalar.Number(new BigDecimal(31))),
                        entry("/nothing", new JsonScalar.Nothing()),
                        entry("/port", new JsonScalar.Number(new BigDecimal(8080))),
                        entry("/mail", new JsonScalar.Truth(true)),
                        entry("/size", new JsonScalar.Text("1")),
                        entry("/longer", new JsonScalar.Text("8080s")));
    }
}
