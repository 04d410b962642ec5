package dev.softservice.server.client;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code softservice why}: what of a distro is not released yet, and all that it waits for. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Says what of a distro on a hub is not released yet, and what each of it waits for.",
        footer = {
            "",
            "Of a private distro it needs a token, in $SOFTSERVICE_TOKEN.",
            "Exit codes: 0 answered, 2 the hub says no, 3 it could not be asked.",
            "",
            "  softservice why samples/team-wiki --hub https://hub.example.org"
        })
public final class WhyCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final HubOptions options = new HubOptions();

    @Parameters(paramLabel = "OWNER/NAME", description = "The distro on the hub.")
    private String distro = "";

    /** {@code environment}: where the token is taken from. */
    public WhyCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!distro.matches("[a-z0-9-]+/[a-z0-9-]+"))
            throw new ParameterException(spec.commandLine(), "a distro is named OWNER/NAME, not " + distro);
        return new HubQuestion(spec.commandLine(), environment, options.hub()).answer(client -> {
            var answer = client.ask("GET", "/api/v1/repos/" + distro + "/why", Map.of());
            return options.json() ? answer + "\n" : WhyText.of(HubClient.read(answer));
        });
    }
}
