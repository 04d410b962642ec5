package dev.softservice.server.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What operators do about runners: one of these. */
final class RunnerOptions {
    @Option(names = "--token", description = "Make a token for a new runner; it is good once, within an hour.")
    boolean token;

    @Nullable
    @Option(names = "--drain", paramLabel = "NAME", description = "Give this one no further run.")
    String drain;

    @Nullable
    @Option(names = "--resume", paramLabel = "NAME", description = "Give it runs again.")
    String resume;

    @Nullable
    @Option(names = "--remove", paramLabel = "NAME", description = "Remove it; its runs are taken up again at once.")
    String remove;

    /** {@code base}: the address of runners in the API. Returns the exit code. */
    int ask(String base, LifeOptions.Call call) throws InterruptedException {
        if (drain != null) return call.ask("PUT", base + "/" + segment(drain), Map.of("draining", true));
        if (resume != null) return call.ask("PUT", base + "/" + segment(resume), Map.of("draining", false));
        if (remove != null) return call.ask("DELETE", base + "/" + segment(remove), Map.of());
        return call.ask("POST", base + "/tokens", Map.of());
    }

    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
