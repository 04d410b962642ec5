package dev.softservice.runner.cli;

import dev.softservice.runner.files.Bundled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What a shell completes: one table made from the commands as they are, a function that looks into it, and one that offers what was found, in the way of the shell. */
final class CompletionScript {
    private CompletionScript() {}

    static String of(CommandLine root, CompletionCommand.Shell shell) {
        var script = new StringBuilder(
                "# Completes softservice in " + shell + ". Made by: softservice completion " + shell + "\n");
        script.append("_softservice_takes() {\n  case \"$1 $2\" in\n");
        row(script, "", "0", String.join(" ", root.getSubcommands().keySet()));
        row(script, "", "options", options(root.getCommandSpec()));
        root.getSubcommands().forEach((name, command) -> rows(script, name, command.getCommandSpec()));
        return script.append("  esac\n}\n")
                .append(Bundled.text(CompletionScript.class, "completion.sh"))
                .append(Bundled.text(CompletionScript.class, "completion." + shell))
                .toString();
    }

    private static void rows(StringBuilder script, String command, CommandSpec spec) {
        row(script, command, "options", options(spec));
        for (var option : spec.options()) {
            if (option.arity().max() > 0) for (var name : option.names()) row(script, command, name, taken(option));
            // Its further values look like arguments.
            if (option.arity().max() > 1) row(script, command, "*", taken(option));
        }
        for (var place : spec.positionalParameters()) {
            // Of arguments that may be repeated, none is the last.
            var index = place.index().isVariable() || place.arity().max() > 1
                    ? "*"
                    : Integer.toString(place.index().min());
            row(script, command, index, place.paramLabel().equals("NAME") ? "installed" : taken(place));
        }
    }

    /** {@code what}: a word for files, folders, installations, nothing; after an equals sign: of what follows one; else the words themselves. */
    private static void row(StringBuilder script, String command, String which, String what) {
        var pattern = which.equals("*") ? "'" + command + " '[0-9]*" : "'" + command + " " + which + "'";
        script.append("    ").append(pattern).append(") takes='").append(what).append("' ;;\n");
    }

    private static String taken(ArgSpec argument) {
        if (argument.completionCandidates() != null)
            return StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                    .collect(Collectors.joining(" "));
        return switch (argument.paramLabel()) {
            case "FILE", "PATH" -> "files";
            case "FOLDER", "DIR" -> "folders";
            case "ADDRESS" -> argument.isPositional() ? "folders" : "nothing";
            case "DISTRO=FOLDER" -> "=folders";
            default -> "nothing";
        };
    }

    private static String options(CommandSpec spec) {
        var names = new ArrayList<String>();
        spec.options().forEach(option -> names.addAll(List.of(option.names())));
        return String.join(" ", names);
    }
}
