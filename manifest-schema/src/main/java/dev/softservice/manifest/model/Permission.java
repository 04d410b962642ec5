package dev.softservice.manifest.model;

import java.util.Optional;

/** One thing that a distro asks for beyond what every distro has. */
public sealed interface Permission {
    /** Without spaces and commas: {@code internet}, {@code NET_ADMIN}, {@code host-gateway}, {@code device:/dev/dri}. */
    String word();

    /** What a user who grants it agrees to; goes on after "asks to". */
    String meaning();

    /** What a run has instead of it; empty: runs have it as installations do. */
    Optional<String> inRuns();

    /** Goes on after "asks for". */
    default String thing() {
        return "`" + word() + "`";
    }

    record Internet() implements Permission {
        static final String WORD = "internet";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public String meaning() {
            return "reach the internet";
        }

        @Override
        public String thing() {
            return "the internet";
        }

        @Override
        public Optional<String> inRuns() {
            return Optional.empty();
        }
    }

    record Capability(String name) implements Permission {
        @Override
        public String word() {
            return name;
        }

        @Override
        public String meaning() {
            return "use the capability " + name
                    + Optional.ofNullable(Capabilities.INSTALLED.get(name))
                            .map(means -> " (" + means + ")")
                            .orElse("");
        }

        @Override
        public String thing() {
            return "the capability " + name;
        }

        @Override
        public Optional<String> inRuns() {
            return Capabilities.INSTALLED.containsKey(name) ? Optional.of("services run without it") : Optional.empty();
        }
    }

    /** The machine itself under the name {@link #NAME}. */
    record HostGateway() implements Permission {
        /** The name that services know the machine by. */
        public static final String NAME = "host.docker.internal";

        static final String WORD = "host-gateway";

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public String meaning() {
            return "reach what listens on this machine itself, as a neighbour could (" + NAME + ")";
        }

        @Override
        public String thing() {
            return "this machine itself (" + NAME + ")";
        }

        @Override
        public Optional<String> inRuns() {
            return Optional.of("nobody has that name");
        }
    }

    /** Something of the machine as a whole; {@link #word} is the key under {@code permissions}, too. */
    enum OfTheMachine implements Permission {
        NETWORK(
                "host-network",
                "the machine's own network",
                "be on this machine's own network: reach all that it reaches, and open ports there to whoever reaches"
                        + " it",
                "services are on the distro's own networks, where they know each other by name"),
        SOCKET(
                "engine-socket",
                "the container engine's socket",
                "command this machine's container engine, and so have the whole machine as its administrator has it",
                "the socket is a file to which every connection is refused"),
        PRIVILEGED(
                "privileged",
                "all powers over the machine",
                "run outside of the sandbox with all powers over this machine, as its administrator has them",
                "services run in the sandbox"),
        GRAPHICS(
                "graphics-cards",
                "the machine's graphics cards",
                "use this machine's graphics cards (with NVIDIA's container toolkit)",
                "there are none"),
        PROCESSES(
                "host-processes",
                "the machine's processes",
                "see all processes of this machine, with their commands, and end those of the same user",
                "services see their own processes");

        private final String word;
        private final String thing;
        private final String meaning;
        private final String instead;

        OfTheMachine(String word, String thing, String meaning, String instead) {
            this.word = word;
            this.thing = thing;
            this.meaning = meaning;
            this.instead = instead;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String meaning() {
            return meaning;
        }

        @Override
        public String thing() {
            return thing;
        }

        @Override
        public Optional<String> inRuns() {
            return Optional.of(instead);
        }
    }

    /** A file or folder of the machine, to be read; {@code path} is one of {@link MachineFiles}. */
    record OwnFile(String path) implements Permission {
        static final String WORD = "file:";

        @Override
        public String word() {
            return WORD + path;
        }

        @Override
        public String meaning() {
            return MachineFiles.holdsSockets(path)
                    ? "read " + path + " of this machine with all that is in there, and talk to what listens on"
                            + " sockets there, such as its container engine: so have the whole machine as its"
                            + " administrator has it"
                    : "read " + path + " of this machine, with all that is in there";
        }

        @Override
        public String thing() {
            return "the machine's " + path;
        }

        @Override
        public Optional<String> inRuns() {
            return Optional.of("services see what their image has there");
        }
    }

    /** A device of the machine; {@code path} is one of {@link Devices}. */
    record Device(String path) implements Permission {
        static final String WORD = "device:";

        @Override
        public String word() {
            return WORD + path;
        }

        @Override
        public String meaning() {
            return "use the device " + path + " of this machine ("
                    + Devices.kind(path).orElse("a device") + ")";
        }

        @Override
        public String thing() {
            return "the device " + path;
        }

        @Override
        public Optional<String> inRuns() {
            return Optional.of("it is absent");
        }
    }
}
