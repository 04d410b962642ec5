package dev.softservice.runner.docker.link;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Says in Podman's words on which network an image is to be built: it takes no notice of the word that Docker has for it, and would build on the machine's own. Docker takes none of
 * Podman's. Where Podman runs without root only its own interface builds on any network but the machine's, and each step then has one of its own.
 */
public record BuildNetwork(DockerHttpClient engine) implements DockerHttpClient {
    /** In the place of a network's name: what a Podman without root gives each step. */
    public static final String OWN = "private";

    private static final Pattern BUILD = Pattern.compile("(.*)/build\\?(.*\\bnetworkmode=([^&]+).*)");
    private static final String PODMANS = "/v4.0.0/libpod";
    private static final Pattern TAG = Pattern.compile("(?<=[?&]t=)");

    /** {@code path}: of a request to the engine, query included. */
    static String said(String path) {
        var build = BUILD.matcher(path);
        if (!build.matches()) return path;
        if (!build.group(3).equals(OWN)) return path + options(build.group(3));
        // Docker's own interface puts these before the name by itself.
        return TAG.matcher(PODMANS + "/build?" + build.group(2)).replaceAll("docker.io/")
                + "&isolation=rootless&layers=1" + options("");
    }

    private static String options(String network) {
        var options = "[{\"Name\":\"network\",\"Host\":false,\"Path\":\"" + network + "\"}]";
        return "&nsoptions=" + URLEncoder.encode(options, StandardCharsets.UTF_8);
    }

    @Override
    public Response execute(Request request) {
        var path = said(request.path());
        return engine.execute(
                path.equals(request.path())
                        ? request
                        : Request.builder().from(request).path(path).build());
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }
}
