package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Style sheet, script, fonts and sign, each under a name that holds its content's hash, so that a browser keeps it for ever. */
public final class Assets {
    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("text.woff2", "font/woff2");
        TYPES.put("mono.woff2", "font/woff2");
        TYPES.put("mark.svg", "image/svg+xml");
        TYPES.put("site.js", "text/javascript; charset=utf-8");
        TYPES.put("site.css", "text/css; charset=utf-8");
    }

    private record Asset(String type, byte[] bytes) {}

    private final Map<String, Asset> byHashedName = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();

    public Assets() {
        for (var entry : TYPES.entrySet()) {
            var bytes = read(entry.getKey());
            if (entry.getKey().endsWith(".css"))
                bytes = withHashedNames(new String(bytes, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
            var dot = entry.getKey().lastIndexOf('.');
            var hashed = entry.getKey().substring(0, dot) + "." + hash(bytes)
                    + entry.getKey().substring(dot);
            byHashedName.put(hashed, new Asset(entry.getValue(), bytes));
            paths.put(entry.getKey(), "/assets/" + hashed);
        }
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/assets/{file}", ANONYMOUS, this::serve));
    }

    /** Where a page finds the asset. */
    String path(String name) {
        var path = paths.get(name);
        if (path == null) throw new IllegalArgumentException("no asset " + name);
        return path;
    }

    private Reply serve(Call call) {
        var asset = byHashedName.get(call.path("file"));
        if (asset == null) throw Refusal.notFound("no such file");
        return Reply.bytes(200, asset.type(), asset.bytes())
                .with("Cache-Control", "public, max-age=31536000, immutable");
    }

    private String withHashedNames(String css) {
        var text = css;
        for (var entry : paths.entrySet())
            text = text.replace("url(\"" + entry.getKey() + "\")", "url(\"" + entry.getValue() + "\")");
        return text;
    }

    private static byte[] read(String name) {
        try (var in = Assets.class.getResourceAsStream("/assets/" + name)) {
            if (in == null) throw new IllegalStateException("not in the build: assets/" + name);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256 in this JDK", e);
        }
    }
}
