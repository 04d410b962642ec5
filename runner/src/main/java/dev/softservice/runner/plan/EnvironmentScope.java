package dev.softservice.runner.plan;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** What an environment is for: a run, or an installation. It decides names and labels, and so who may remove it. */
public sealed interface EnvironmentScope {
    String LABEL_HUB = "dev.softservice.hub";
    String LABEL_RUN = "dev.softservice.run";
    String LABEL_ROLE = "dev.softservice.role";
    String LABEL_INSTALL = "dev.softservice.install";

    /** The engine-wide name of one of this environment's resources. */
    String nameOf(String resource);

    /** The labels that find everything of this environment and nothing else. */
    Map<String, String> identity();

    /** The labels of one thing created here; {@code role} is service, test, network, volume … */
    default Map<String, String> labels(String role) {
        var labels = new LinkedHashMap<>(identity());
        labels.put(LABEL_ROLE, role);
        return labels;
    }

    /**
     * A throwaway environment: nothing published but where a plan is {@link Opened}, no route out unless permitted, gone when closed.
     *
     * @param id   unique among the runs of its hub: two hubs on one engine both have a run 1, and each has its own names
     * @param keep closing leaves it up, for a look inside
     */
    record Run(String hub, String id, boolean keep) implements EnvironmentScope {
        @Override
        public String nameOf(String resource) {
            return "ss-" + mark() + "-" + id + "-" + resource;
        }

        private String mark() {
            var sum = new CRC32();
            sum.update(hub.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().toHexDigits(sum.getValue(), 8);
        }

        @Override
        public Map<String, String> identity() {
            var labels = new LinkedHashMap<String, String>();
            labels.put(LABEL_HUB, hub);
            labels.put(LABEL_RUN, id);
            return labels;
        }
    }

    /**
     * What an end user runs: stable names, kept volumes, endpoints published; closing leaves it up.
     *
     * @param bind the address that endpoints are published on, 127.0.0.1 unless asked otherwise
     */
    record Installation(String name, String bind) implements EnvironmentScope {
        @Override
        public String nameOf(String resource) {
            return "softservice-" + name + "-" + resource;
        }

        @Override
        public Map<String, String> identity() {
            return Map.of(LABEL_INSTALL, name);
        }

        /** A container has its image's labels too, and the image may have been built for a hub's run: what is installed belongs to no hub. */
        @Override
        public Map<String, String> labels(String role) {
            var labels = EnvironmentScope.super.labels(role);
            labels.put(LABEL_HUB, "");
            return labels;
        }
    }
}
