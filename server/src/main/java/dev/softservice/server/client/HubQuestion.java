package dev.softservice.server.client;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** One command asks one hub: the answer is printed, and what became of it is the exit code. */
final class HubQuestion {
    static final int DONE = 0;
    private static final int REFUSED = 2;
    private static final int PLATFORM = 3;

    private final CommandLine line;
    private final Map<String, String> environment;
    private final String hub;

    /** {@code environment}: where the token is taken from; {@code hub}: its address, as somebody has written it. */
    HubQuestion(CommandLine line, Map<String, String> environment, String hub) {
        this.line = line;
        this.environment = environment;
        this.hub = hub;
    }

    interface Question {
        /** What is to be printed. */
        String ask(HubClient client) throws HubClient.FailedException, InterruptedException;
    }

    int answer(Question question) throws InterruptedException {
        try {
            line.getOut().print(question.ask(client()));
            line.getOut().flush();
            return DONE;
        } catch (HubClient.FailedException failed) {
            line.getErr().println("softservice: " + failed.getMessage());
            return failed.isPlatform() ? PLATFORM : REFUSED;
        }
    }

    private HubClient client() {
        var token = Optional.ofNullable(environment.get("SOFTSERVICE_TOKEN"))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        return new HubClient(address(), token);
    }

    private URI address() {
        try {
            var url = URI.create(hub.replaceAll("/+$", ""));
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme())))
                return url;
        } catch (IllegalArgumentException malformed) {
            // Said below, in our words.
        }
        throw new ParameterException(line, "--hub must be http://HOST or https://HOST, not " + hub);
    }
}
