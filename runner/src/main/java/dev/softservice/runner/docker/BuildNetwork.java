package dev.softservice.runner.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Says a second time on which network an image is to be built: Podman takes no notice of the word that Docker has for it, and would build on the machine's own. Docker takes none of
 * this one.
 */
record BuildNetwork(DockerHttpClient engine) implements DockerHttpClient {
    private static final Pattern BUILD = Pattern.compile(".*/build\\?.*\\bnetworkmode=([^&]+).*");

    /** {@code path}: of a request to the engine, query included. */
    static String said(String path) {
        var build = BUILD.matcher(path);
        if (!build.matches()) return path;
        var options = "[{\"Name\":\"network\",\"Host\":false,\"Path\":\"" + build.group(1) + "\"}]";
        return path + "&nsoptions=" + URLEncoder.encode(options, StandardCharsets.UTF_8);
    }

    @Override
    public Response execute(Request request) {
        var path = said(request.path());
        return engine.execute(path.equals(request.path()) ? request : Request.builder().from(request).path(path).build());
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }
}
