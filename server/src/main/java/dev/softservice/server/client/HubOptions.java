package dev.softservice.server.client;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command that asks a hub's API. */
final class HubOptions {
    @Option(
            names = "--hub",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:SOFTSERVICE_HUB:-http://127.0.0.1:8080}",
            description = "The hub's address. $SOFTSERVICE_HUB, default: http://127.0.0.1:8080")
    private String hub = "";

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the API's answer.")
    private boolean json;

    /** The hub's address. */
    String hub() {
        return hub;
    }

    /** Whether the answer is printed as it came. */
    boolean json() {
        return json;
    }
}
