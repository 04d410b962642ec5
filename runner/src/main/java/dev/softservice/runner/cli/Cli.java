package dev.softservice.runner.cli;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.install.InstallRefusal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The {@code softservice} command. The server module adds {@code serve} and {@code demo} to it. */
public final class Cli {
    private static final int WIDEST_HELP = 100;
    /** Narrower, picocli sets nothing. */
    private static final int NARROWEST_HELP = 55;

    /** In the order of the help. */
    private static final List<Entry> ENTRIES = List.of(
            new Entry("validate", ValidateCommand.class),
            new Entry("graph", GraphCommand.class),
            new Entry("export", ExportCommand.class),
            new Entry("test", TestCommand.class),
            new Entry("reproduce", ReproduceCommand.class),
            new Entry("init", InitCommand.class),
            new Entry("install", InstallCommand.class),
            new Entry("status", StatusCommand.class),
            new Entry("track", TrackCommand.class),
            new Entry("upgrade", UpgradeCommand.class),
            new Entry("logs", LogsCommand.class),
            new Entry("start", StartCommand.class),
            new Entry("stop", StopCommand.class),
            new Entry("restart", RestartCommand.class),
            new Entry("repair", RepairCommand.class),
            new Entry("set", SetCommand.class),
            new Entry("get", GetCommand.class),
            new Entry("backup", BackupCommand.class),
            new Entry("restore", RestoreCommand.class),
            new Entry("revert", RevertCommand.class),
            new Entry("bundle", BundleCommand.class),
            new Entry("trust", TrustCommand.class),
            new Entry("yank", YankCommand.class),
            new Entry("uninstall", UninstallCommand.class),
            new Entry("keys", KeysCommand.class),
            new Entry("runner", RunnerCommand.class),
            new Entry("bench", BenchCommand.class),
            new Entry("completion", CompletionCommand.class));

    private record Entry(String name, Class<?> type) {}

    private Cli() {}

    /** The command line with every subcommand of this module, with exit codes and error texts in place. */
    public static CommandLine commandLine() {
        return commandLine(World.real(DockerEngine::connect));
    }

    /** The same for a process that is not this one. */
    public static CommandLine commandLine(World world) {
        return commandLine(world, _ -> true);
    }

    /** Only the commands that are wanted: to make all of them takes longer than most of them run. */
    public static CommandLine commandLine(Predicate<String> wanted) {
        return commandLine(World.real(DockerEngine::connect), wanted);
    }

    /**
     * Tells which commands can be needed: the one that {@code arguments} begin with, none to tell the version, and else all of them.
     * {@code completion} describes all.
     */
    public static Predicate<String> wanted(Set<String> names, String... arguments) {
        var first = arguments.length == 0 ? "" : arguments[0];
        if (first.equals("--version") || first.equals("-V")) return _ -> false;
        boolean one = names.contains(first) && !first.equals("completion");
        return one ? first::equals : _ -> true;
    }

    /** The names of the commands of this module. */
    public static Set<String> names() {
        return ENTRIES.stream().map(Entry::name).collect(Collectors.toSet());
    }

    private static CommandLine commandLine(World world, Predicate<String> wanted) {
        var factory = new Commands(world);
        var line = new CommandLine(Root.class, factory);
        for (var entry : ENTRIES) {
            if (wanted.test(entry.name())) line.addSubcommand(new CommandLine(entry.type(), factory));
        }
        // Only now, because what is set reaches the commands that are there.
        line.setExpandAtFiles(false)
                .setResourceBundle(new LadderWords())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(new PrintWriter(world.streams().out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(world.streams().err(), true, StandardCharsets.UTF_8));
        return equip(line, world);
    }

    /** Gives a command line the error texts and exit codes that every command here has. */
    private static CommandLine equip(CommandLine line, World world) {
        return line.setExecutionStrategy(parsed -> {
                    boolean shown = !parsed.hasSubcommand()
                            || parsed.asCommandLineList().stream().anyMatch(CommandLine::isUsageHelpRequested);
                    if (shown) line.setUsageHelpWidth(helpWidth(world));
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((problem, arguments) -> {
                    world.streams().out().flush();
                    world.streams().err().println("softservice: " + Complaint.text(problem));
                    return ExitCode.BAD_INPUT;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    world.streams().out().flush();
                    return Failures.explain(failure, world);
                });
    }

    /** Hands the error texts, exit codes and streams of a command line on to the commands that were added to it since. */
    public static CommandLine passedOn(CommandLine line) {
        return line.setParameterExceptionHandler(line.getParameterExceptionHandler())
                .setExecutionExceptionHandler(line.getExecutionExceptionHandler())
                .setExpandAtFiles(false)
                .setOut(line.getOut())
                .setErr(line.getErr());
    }

    /** Of all commands, those of other modules too; asked for when there is help to be shown. */
    private static int helpWidth(World world) {
        return world.streams().terminal()
                ? Math.clamp(Window.of(world).size().columns(), NARROWEST_HELP, WIDEST_HELP)
                : WIDEST_HELP;
    }

    /** The command without a subcommand shows its help. */
    @Command(
            name = "softservice",
            mixinStandardHelpOptions = true,
            versionProvider = VersionText.class,
            description = "Tests, installs and keeps up to date whole services that are made of other services.",
            synopsisSubcommandLabel = "COMMAND",
            commandListHeading = "%nCommands:%n",
            footer = {
                "",
                "Examples:",
                "  softservice init my-wiki            write a manifest for a folder",
                "  softservice test my-wiki            verify it in throwaway containers, as the hub does",
                "  softservice install https://hub.example.org/samples/team-wiki",
                "  softservice track                   keep what is installed up to date",
                "",
                "Exit codes: 0 passed, 1 failed, 2 bad input, 3 the platform could not tell."
            })
    static final class Root implements Runnable {
        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public void run() {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /** What {@code --version} prints. */
    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "softservice " + RunnerVersion.text() + " (Java "
                        + Runtime.version().feature() + ")"
            };
        }
    }

    /** Makes commands with the world that they run in. */
    private record Commands(World world) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == World.class) {
                    return type.cast(constructor.newInstance(world));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    /** One line for each way in which a command can go wrong; never a stack trace. */
    private static final class Failures {
        private Failures() {}

        static int explain(Exception failure, World world) {
            return switch (failure) {
                case Screen.OutputClosed _ -> ExitCode.OUTPUT_CLOSED;
                case BadInput wrong -> say(world, wrong.getMessage(), ExitCode.BAD_INPUT);
                case InstallRefusal refusal -> say(world, refusal.getMessage(), ExitCode.of(refusal.kind()));
                case EngineException engine -> say(world, engine.getMessage(), ExitCode.NO_ANSWER);
                case InterruptedException _ -> ExitCode.INTERRUPTED;
                default -> say(world, Complaint.unexpected(failure), ExitCode.NO_ANSWER);
            };
        }

        private static int say(World world, String text, int code) {
            world.streams()
                    .err()
                    .println("softservice: "
                            + Screen.clean(text.lines().findFirst().orElse("unknown failure")));
            return code;
        }
    }
}
