package dev.softservice.server;

import dev.softservice.runner.cli.Cli;
import dev.softservice.server.app.AdminCommand;
import dev.softservice.server.app.ServeCommand;
import dev.softservice.server.client.HubCommand;
import dev.softservice.server.client.WhyCommand;
import dev.softservice.server.demo.DemoCommand;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The whole {@code softservice} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(System.getenv(), arguments).execute(arguments));
    }

    /** The commands that these arguments can need, those of the runner included; without arguments: all. */
    static CommandLine commandLine(Map<String, String> environment, String... arguments) {
        var names = Stream.concat(Cli.names().stream(), Stream.of("admin", "demo", "hub", "serve", "why"))
                .collect(Collectors.toSet());
        var wanted = Cli.wanted(names, arguments);
        var line = Cli.commandLine(wanted);
        if (wanted.test("admin")) line.addSubcommand(AdminCommand.in(environment));
        if (wanted.test("demo")) line.addSubcommand(new DemoCommand());
        if (wanted.test("hub")) line.addSubcommand(new HubCommand(environment));
        if (wanted.test("serve")) line.addSubcommand(ServeCommand.in(environment));
        if (wanted.test("why")) line.addSubcommand(new WhyCommand(environment));
        return Cli.passedOn(line);
    }
}
