package dev.softservice.runner.cli;

import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as one line: what is wrong, and what to do instead. */
final class Complaint {
    private Complaint() {}

    /** What was wrong with the arguments, with a suggestion where there is a near one, and where help is. */
    static String text(ParameterException problem) {
        var command = problem.getCommandLine().getCommandSpec().qualifiedName();
        return Screen.clean(reason(problem)) + " (see " + command + " --help)";
    }

    private static String reason(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            var word = unmatched.getUnmatched().getFirst();
            // Of slips the first letter is hardly ever one; without it anything is near.
            var near = unmatched.getSuggestions().stream()
                    .map(found -> found.replaceFirst("^softservice ", ""))
                    .filter(found -> initial(found).equals(initial(word)))
                    .toList();
            var kind = word.startsWith("-")
                    ? "unknown option "
                    : unmatched.getCommandLine().getSubcommands().isEmpty()
                            ? "unexpected argument "
                            : "unknown command ";
            return kind + word + (near.isEmpty() ? "" : ": did you mean " + near.getFirst() + "?");
        }
        if (problem instanceof MissingParameterException missing) {
            return "missing "
                    + String.join(
                            ", ",
                            missing.getMissing().stream()
                                    .map(argument -> argument.paramLabel())
                                    .toList());
        }
        var message = Reason.of(problem);
        var line = message.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
                + message.substring(1).lines().findFirst().orElse("");
        return line.replace("option option", "option").replace(" is not an int", " is not a whole number");
    }

    private static String initial(String word) {
        var letters = word.replaceFirst("^-+", "");
        return letters.substring(0, Math.min(1, letters.length()));
    }

    /** A failure that no command foresaw. */
    static String unexpected(Throwable failure) {
        return switch (failure) {
            case UncheckedIOException wrapped when wrapped.getCause() != null -> unexpected(wrapped.getCause());
            case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException file when file.getReason() != null -> file.getFile() + ": " + file.getReason();
            case IOException io -> Reason.of(io);
            default ->
                failure.getClass().getSimpleName() + (failure.getMessage() == null ? "" : ": " + failure.getMessage())
                        + " (a fault in softservice itself; please report it)";
        };
    }
}
