package dev.softservice.runner.docker.sandbox;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.Info;
import dev.softservice.runner.files.Bundled;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The system calls that a container's programs may make, as the profile that an engine takes. An allow-list of our own, since what engines let through by default differs
 * from version to version: io_uring up to 24, the kernel's cryptography and virtual machines' sockets for longer. It is for the machine's own kind of program only, so 32-bit
 * ones, whose calls have other numbers, do not run.
 */
public final class Syscalls {
    /** Names, a group a line, each group with its reason. */
    private static final String LIST = "syscalls.txt";
    /** Unix, IPv4, IPv6 and netlink: of the some forty others each is a part of the kernel that few look at. */
    private static final List<Integer> SOCKET_FAMILIES = List.of(1, 2, 10, 16);

    private static final List<Integer> SOCKET_PAIR_FAMILIES = List.of(1);
    /** Linux, Linux on a machine of the past, and asking for the present one: none takes randomness away from addresses. */
    private static final List<Long> PERSONALITIES = List.of(0L, 8L, 0x20000L, 0x20008L, 0xffffffffL);
    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
    private static final long NEW_NAMESPACES = 0x7e020000L;
    /** Programs fall back to what is allowed where these are said not to be there: clone3's flags are out of a filter's sight. */
    private static final List<String> NOT_THERE =
            List.of("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register");

    private static final int ENOSYS = 38;
    /** Before it, tracing was a way around these very filters. */
    private static final String TRACING_IS_FILTERED = "4.8";

    /** By the engine's word for them. */
    private static final Map<String, String> KNOWN_MACHINES = Map.of(
            "x86_64",
            "SCMP_ARCH_X86_64",
            "amd64",
            "SCMP_ARCH_X86_64",
            "aarch64",
            "SCMP_ARCH_AARCH64",
            "arm64",
            "SCMP_ARCH_AARCH64");
    /** What engines call the profile that they came with, and none. */
    private static final Set<String> REPLACED =
            Set.of("default", "builtin", "unconfined", "/usr/share/containers/seccomp.json");

    private Syscalls() {}

    /**
     * The security option for this engine. Empty: its own profile stays, since it takes none from here, runs on a kind of machine that the list is not made for, knows
     * no profiles, or was given one by its operator.
     *
     * @param handed what the engine is to be given for a profile; empty: there is no way to give it one
     */
    public static Optional<String> optionFor(Info engine, Function<String, Optional<String>> handed) {
        var machine = Optional.ofNullable(engine.getArchitecture()).map(KNOWN_MACHINES::get);
        boolean ours = machine.isPresent()
                && engine.getSecurityOptions() != null
                && engine.getSecurityOptions().stream().anyMatch(Syscalls::mayBeReplaced);
        return ours ? handed.apply(profile(machine.get())).map(given -> "seccomp=" + given) : Optional.empty();
    }

    /** {@code option}: {@code name=seccomp,profile=default}; engines up to 20.10 leave the profile out where it is an operator's unconfined one. */
    private static boolean mayBeReplaced(String option) {
        var parts = List.of(option.split(","));
        return parts.contains("name=seccomp")
                && parts.stream()
                        .filter(part -> part.startsWith("profile="))
                        .map(part -> part.substring("profile=".length()))
                        .allMatch(REPLACED::contains);
    }

    /**
     * JSON on one line, the same every time.
     *
     * @param machine the only kind whose programs run. Named, although it is the engine's own: only then is a call that is newer than the whole list answered with "not there",
     *                which the C library takes as a reason to do without, and not with "not permitted"
     */
    static String profile(String machine) {
        var profile = new JsonMapper().createObjectNode().put("defaultAction", "SCMP_ACT_ERRNO");
        profile.putArray("architectures").add(machine);
        var rules = profile.putArray("syscalls");
        allow(rules.addObject(), allowed());
        SOCKET_FAMILIES.forEach(family -> equal(allow(rules.addObject(), List.of("socket")), family));
        SOCKET_PAIR_FAMILIES.forEach(family -> equal(allow(rules.addObject(), List.of("socketpair")), family));
        PERSONALITIES.forEach(personality -> equal(allow(rules.addObject(), List.of("personality")), personality));
        argument(allow(rules.addObject(), List.of("clone")))
                .put("value", NEW_NAMESPACES)
                .put("valueTwo", 0)
                .put("op", "SCMP_CMP_MASKED_EQ");
        allow(rules.addObject(), List.of("ptrace")).putObject("includes").put("minKernel", TRACING_IS_FILTERED);
        named(rules.addObject(), NOT_THERE).put("action", "SCMP_ACT_ERRNO").put("errnoRet", ENOSYS);
        return profile.toString();
    }

    /** Those that are allowed whatever their arguments are. */
    static List<String> allowed() {
        return Bundled.text(Syscalls.class, LIST)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .flatMap(line -> Arrays.stream(line.strip().split(" +")))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static ObjectNode allow(ObjectNode rule, List<String> names) {
        return named(rule, names).put("action", "SCMP_ACT_ALLOW");
    }

    private static ObjectNode named(ObjectNode rule, List<String> names) {
        var array = rule.putArray("names");
        names.forEach(array::add);
        return rule;
    }

    private static void equal(ObjectNode rule, long value) {
        argument(rule).put("value", value).put("op", "SCMP_CMP_EQ");
    }

    /** The call's first one. */
    private static ObjectNode argument(ObjectNode rule) {
        return rule.putArray("args").addObject().put("index", 0);
    }
}
