package dev.softservice.webhooks;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One request that a forge sent to a hook address: headers by name in any case, and the body byte for byte as it came. */
public final class Delivery {
    /** GitHub caps what it sends at 25 MB; nothing larger is a delivery. */
    public static final int MAX_BYTES = 25 * 1024 * 1024;

    private final Map<String, List<String>> headers;
    private final byte[] body;

    /** {@code body} is not copied: the caller hands it over. */
    public Delivery(Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> byName = new TreeMap<>();
        headers.forEach((name, values) -> byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .addAll(values));
        this.headers = byName;
        this.body = body;
    }

    /** The header's value where it was sent exactly once; sent twice, it is as good as absent, for nobody can say which one counts. */
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    public boolean sent(String header) {
        return headers.containsKey(header.toLowerCase(Locale.ROOT));
    }

    public byte[] body() {
        return body;
    }

    /** SHA-256 of the body, 64 hex digits: tells whether two deliveries with one id say the same. */
    public String digest() {
        return HexFormat.of().formatHex(Signature.sha256(body));
    }
}
