package dev.softservice.runner.cli;

import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.evidence.VerifyingKey;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "For operators of a hub: a root key that is kept offline says with which keys the hub signs, and where it"
                    + " is.",
            "Installations that have pinned the root key follow its word. Needs no hub and no network.",
            "It writes files and prints fingerprints, so there is no --json."
        },
        subcommands = {KeysCommand.New.class, KeysCommand.Delegate.class, KeysCommand.Sign.class, KeysCommand.Show.class
        },
        footer = {
            "",
            "Examples:",
            "  softservice keys new root                      makes root and root.pub",
            "  softservice keys delegate --root root --hub hub-0123456789abcdef@softservice"
                    + " --active signing.pub -o root-word",
            "  softservice keys delegate --root root --after root-word --active next.pub --retired signing.pub -o"
                    + " root-word-2",
            "  softservice keys show root-word-2"
        })
final class KeysCommand implements Callable<Integer> {
    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec = picocli.CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.PASSED;
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            versionProvider = Cli.VersionText.class,
            description = "Makes a key: FILE holds the secret half, FILE.pub the public one.")
    static final class New implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "Must not be there yet.")
        private String file = "";

        private final World world;

        New(World world) {
            this.world = world;
        }

        @Override
        public Integer call() {
            var path = world.resolve(file);
            var half = path.resolveSibling(path.getFileName() + ".pub");
            if (Files.exists(path) || Files.exists(half))
                throw new BadInput(path + ": is there already: give another name, a key is never replaced");
            var key = SigningKey.generate();
            try {
                key.save(path);
                Files.writeString(half, key.publicLine(path.getFileName().toString()) + "\n");
            } catch (IOException failed) {
                throw new BadInput(path + ": can't be written: " + Reason.of(failed));
            }
            world.streams().out().println(key.fingerprint());
            return ExitCode.PASSED;
        }
    }

    @Command(
            name = "delegate",
            mixinStandardHelpOptions = true,
            versionProvider = Cli.VersionText.class,
            description = {
                "Writes the root key's word: these keys are the hub's.",
                "Put it beside the hub's own key, as keys/root-word in its data folder, and start the hub again."
            })
    static final class Delegate implements Callable<Integer> {
        @Option(
                names = "--root",
                paramLabel = "FILE",
                required = true,
                description = "A secret root key that signs it. May be repeated.")
        private List<String> roots = new ArrayList<>();

        @Option(
                names = "--other-root",
                paramLabel = "PUB",
                description = "The public half of another root key, which signs later (keys sign). May be repeated.")
        private List<String> others = new ArrayList<>();

        @Option(
                names = "--threshold",
                paramLabel = "N",
                defaultValue = "1",
                description = "So many root keys have to sign. Default: 1.")
        private int threshold = 1;

        @Option(
                names = "--hub",
                paramLabel = "NAME",
                description = "The hub's name, as its allowed_signers has it: hub-ID@softservice.")
        private Optional<String> hub = Optional.empty();

        @Option(
                names = "--active",
                paramLabel = "PUB",
                required = true,
                description = "A public key that the hub signs with. May be repeated.")
        private List<String> active = new ArrayList<>();

        @Option(
                names = "--retired",
                paramLabel = "PUB",
                description =
                        "One that it signed with before, stolen or not: what the hub released with it can still be"
                                + " installed, and nothing else that it signs counts. May be repeated.")
        private List<String> retired = new ArrayList<>();

        @Option(names = "--address", paramLabel = "URL", description = "Where the hub is: installations move there.")
        private Optional<String> address = Optional.empty();

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "400",
                description = "How long it holds. Default: 400.")
        private int days = 400;

        @Option(names = "--after", paramLabel = "FILE", description = "The word that it replaces.")
        private Optional<String> after = Optional.empty();

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                required = true,
                description = "Must not be there yet.")
        private String output = "";

        private final World world;

        Delegate(World world) {
            this.world = world;
        }

        @Override
        public Integer call() {
            var before = after.map(file -> read(world, file));
            var keys = roots.stream().map(file -> secret(world, file)).toList();
            var all = new HashSet<VerifyingKey>();
            keys.forEach(key -> all.add(key.verifyingKey()));
            all.addAll(publics(world, others));
            var name = hub.or(() -> before.map(KeyDelegation::hub))
                    .orElseThrow(() -> new BadInput("--hub: which hub? Its allowed_signers begins with its name"));
            var now = world.clock().instant().truncatedTo(ChronoUnit.SECONDS);
            KeyDelegation word;
            try {
                word = new KeyDelegation(
                        name,
                        before.map(known -> known.serial() + 1).orElse(1),
                        new KeyDelegation.Period(now, now.plus(Duration.ofDays(days))),
                        new KeyDelegation.Roots(all, threshold),
                        publics(world, active),
                        publics(world, retired),
                        address.or(() -> before.flatMap(KeyDelegation::address)));
            } catch (IllegalArgumentException wrong) {
                throw new BadInput("no such word: " + wrong.getMessage());
            }
            write(world, output, word.toEnvelope(keys));
            print(world, word);
            return ExitCode.PASSED;
        }
    }

    @Command(
            name = "sign",
            mixinStandardHelpOptions = true,
            versionProvider = Cli.VersionText.class,
            description =
                    "Adds another root key's signature to a word, or the signature of the root key that it replaces.")
    static final class Sign implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The word.")
        private String file = "";

        @Option(names = "--root", paramLabel = "FILE", required = true, description = "The secret root key.")
        private String root = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                required = true,
                description = "Must not be there yet.")
        private String output = "";

        private final World world;

        Sign(World world) {
            this.world = world;
        }

        @Override
        public Integer call() {
            try {
                write(world, output, KeyDelegation.sign(bytes(world, file), secret(world, root)));
            } catch (IllegalArgumentException malformed) {
                throw new BadInput(file + ": the root key's word " + malformed.getMessage());
            }
            return ExitCode.PASSED;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            versionProvider = Cli.VersionText.class,
            description = "Shows what a word says, if enough root keys have signed it.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The word.")
        private String file = "";

        private final World world;

        Show(World world) {
            this.world = world;
        }

        @Override
        public Integer call() {
            print(world, read(world, file));
            return ExitCode.PASSED;
        }
    }

    private static void print(World world, KeyDelegation word) {
        var out = world.streams().out();
        out.println(word.hub() + ", word " + word.serial() + ", holds until "
                + word.period().expires());
        out.println("root (" + word.roots().threshold() + " of "
                + word.roots().keys().size() + " sign): " + text(word.roots().keys()));
        out.println("active: " + text(word.active()));
        if (!word.retired().isEmpty()) out.println("retired: " + text(word.retired()));
        word.address().ifPresent(where -> out.println("address: " + where));
    }

    private static String text(Set<VerifyingKey> keys) {
        return keys.stream().map(VerifyingKey::fingerprint).sorted().collect(Collectors.joining(", "));
    }

    private static KeyDelegation read(World world, String file) {
        return switch (KeyDelegation.open(bytes(world, file), Optional.empty())) {
            case Checked.Genuine<KeyDelegation> genuine -> genuine.value();
            case Checked.Refused<KeyDelegation> refused -> throw new BadInput(file + ": " + refused.reason());
        };
    }

    private static Set<VerifyingKey> publics(World world, List<String> files) {
        return files.stream()
                .map(file -> VerifyingKey.parse(new String(bytes(world, file), java.nio.charset.StandardCharsets.UTF_8))
                        .orElseThrow(() -> new BadInput(file + ": holds no ssh-ed25519 public key")))
                .collect(Collectors.toSet());
    }

    private static SigningKey secret(World world, String file) {
        try {
            return SigningKey.load(world.resolve(file));
        } catch (IOException unusable) {
            throw new BadInput("--root " + file + ": " + Reason.of(unusable));
        }
    }

    private static byte[] bytes(World world, String file) {
        var path = world.resolve(file);
        try {
            if (Files.size(path) > KeyDelegation.LARGEST) throw new BadInput(path + ": is too long");
            return Files.readAllBytes(path);
        } catch (IOException unreadable) {
            throw new BadInput(path + ": can't be read: " + Reason.of(unreadable));
        }
    }

    private static void write(World world, String file, byte[] bytes) {
        Path path = world.resolve(file);
        try {
            Files.write(path, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException failed) {
            throw new BadInput(path + ": can't be written: " + Reason.of(failed));
        }
    }
}
