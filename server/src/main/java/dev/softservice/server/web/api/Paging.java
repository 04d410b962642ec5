package dev.softservice.server.web.api;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Lists that go back in time: {@code ?before=} the last seen number or id, {@code ?limit=} 1 to 100, and a Link header to the next part. */
public final class Paging {
    private static final int USUAL = 30;
    static final int MOST = 100;

    private Paging() {}

    public static int limit(Call call) {
        return limit(call, USUAL);
    }

    /** {@code usual}: where the call names none. */
    static int limit(Call call, int usual) {
        return (int) call.query("limit", 1, MOST, usual);
    }

    public static long before(Call call) {
        return call.query("before", 1, Long.MAX_VALUE / 2, 0);
    }

    /** A full part says where the next one is. */
    public static <T> Reply reply(Call call, PublicUrl url, List<T> items, ToLongFunction<T> number, List<?> shapes) {
        var full = items.size() >= limit(call);
        return full
                ? next(Reply.json(shapes), call, url, "before=" + number.applyAsLong(items.getLast()), limit(call))
                : Reply.json(shapes);
    }

    /** {@code from}: the parameter that the next part begins with. All others stay as they were asked for. */
    static Reply next(Reply reply, Call call, PublicUrl url, String from, int limit) {
        var query = new StringBuilder("?").append(from).append("&limit=").append(limit);
        for (var name : List.of("state", "commit", "kind", "account", "action", "subject", "since", "until")) {
            call.query(name)
                    .ifPresent(value -> query.append('&')
                            .append(name)
                            .append('=')
                            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        }
        return reply.with("Link", "<" + url.of(call.uri().split("\\?", 2)[0] + query) + ">; rel=\"next\"");
    }

    static <E extends Enum<E>> Optional<E> choice(Call call, String name, Class<E> type) {
        return call.query(name)
                .map(word -> Constants.named(type, word)
                        .orElseThrow(() -> Refusal.invalid("query parameter " + name + " must be one of "
                                + String.join(
                                        ", ",
                                        java.util.Arrays.stream(type.getEnumConstants())
                                                .map(Constants::word)
                                                .toList()))));
    }
}
