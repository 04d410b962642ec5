package dev.softservice.runner.docker;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes in a process of its own, on the engine and the network that this process was given. The last line that it prints counts them. */
final class OnEngine {
    private OnEngine() {}

    /** @param classes their full names; the exit code is 0 if some test ran and none failed */
    public static void main(String[] classes) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Arrays.stream(classes)
                                        .map(name -> selectClass(name))
                                        .toList())
                                .configurationParameter(
                                        "junit.jupiter.tempdir.factory.default",
                                        "dev.softservice.runner.testing.MemoryTempDir")
                                .build(),
                        listener);
        var summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true), 40);
        System.out.println(summary.getTestsSucceededCount() + " passed, " + summary.getTestsFailedCount() + " failed, "
                + (summary.getTestsSkippedCount() + summary.getTestsAbortedCount()) + " skipped");
        System.exit(summary.getTestsSucceededCount() > 0 && summary.getTotalFailureCount() == 0 ? 0 : 1);
    }
}
