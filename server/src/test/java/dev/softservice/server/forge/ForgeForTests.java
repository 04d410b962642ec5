package dev.softservice.server.forge;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;

/** The stub of a forge, for tests of other packages: one repository to mirror, pushes to its main, and its signed hook. */
public final class ForgeForTests implements AutoCloseable {
    private static final String SECRET = "the hook's shared secret";

    private final ForgeStub stub;

    public ForgeForTests(Path folder) throws IOException {
        stub = new ForgeStub(folder);
    }

    public String origin() {
        return stub.origin();
    }

    /** Somebody pushes to main at the forge; returns the commit. */
    public String push(String file, String content) {
        return stub.push("main", file, content);
    }

    /** What a hub is told to mirror it. */
    public String settings() {
        return """
            {"kind": "github", "url": "%s", "secret": "%s", "token": "%s", "pollSeconds": 10}\
            """.formatted(stub.cloneUrl(), SECRET, ForgeStub.TOKEN);
    }

    /** The hook that says that main was pushed to. */
    public HttpRequest.Builder hook(HttpRequest.Builder request) {
        return stub.pushHook(SECRET, "main").to(request);
    }

    @Override
    public void close() {
        stub.close();
    }
}
