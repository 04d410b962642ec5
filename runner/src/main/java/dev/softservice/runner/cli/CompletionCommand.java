package dev.softservice.runner.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = "Prints a script that completes commands, options, files and installations in your shell.",
        footer = {
            "",
            "Examples:",
            "  source <(softservice completion bash)",
            "  softservice completion bash > ~/.local/share/bash-completion/completions/softservice",
            "  source <(softservice completion zsh)",
            "",
            "It prints a shell script, so there is no --json."
        })
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        bash,
        zsh
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    private final World world;

    CompletionCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        Screen.of(world).raw(CompletionScript.of(spec.root().commandLine(), shell));
        return ExitCode.PASSED;
    }
}
