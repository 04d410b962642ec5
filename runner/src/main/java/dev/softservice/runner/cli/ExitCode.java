package dev.softservice.runner.cli;

import dev.softservice.runner.install.InstallRefusal;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.reporting.FinishedRun;

/** The exit codes of the command. */
public final class ExitCode {
    public static final int PASSED = 0;
    /** The distro's tests, or an installed service, say no; a release that can't be trusted. */
    public static final int FAILED = 1;
    /** The manifest, an option or an argument is wrong. */
    public static final int BAD_INPUT = 2;
    /** The platform could not tell: no engine, no network, disk full. */
    public static final int NO_ANSWER = 3;
    /** Ctrl-C, as shells have it. */
    public static final int INTERRUPTED = 130;
    /** The reader of the output went away, as shells have it. */
    public static final int OUTPUT_CLOSED = 141;

    private ExitCode() {}

    /** What a run ends with. */
    static int of(FinishedRun run) {
        return switch (run.verdict()) {
            case Verdict.Passed _ -> PASSED;
            case Verdict.Failed _ -> run.isInvalid() ? BAD_INPUT : FAILED;
            case Verdict.Errored _ -> NO_ANSWER;
            case Verdict.Cancelled _ -> INTERRUPTED;
        };
    }

    /** What refusing to do something to an installation ends with. */
    static int of(InstallRefusal.Kind kind) {
        return switch (kind) {
            case BAD_INPUT -> BAD_INPUT;
            case UNTRUSTED, FAILED -> FAILED;
            case UNREACHABLE, PLATFORM -> NO_ANSWER;
        };
    }
}
