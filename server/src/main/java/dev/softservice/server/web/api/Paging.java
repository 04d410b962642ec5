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
final class Paging {
    private static final int USUAL = 30;
    private static final int MOST = 100;

    private Paging() {}

    static int limit(Call call) {
        return (int) call.query("limit", 1, MOST, USUAL);
    }

    static long before(Call call) {
        return call.query("before", 1, Long.MAX_VALUE / 2, 0);
    }

    /** {@code items}: what was found, at most {@code limit}; a full part says where the next one is. */
    static <T> Reply reply(Call call, PublicUrl url, List<T> items, ToLongFunction<T> number, List<?> shapes) {
        var reply = Reply.json(shapes);
        if (items.size() < limit(call)) return reply;
        var path = call.uri().split("\\?", 2)[0];
        var query = new StringBuilder("?before=")
                .append(number.applyAsLong(items.getLast()))
                .append("&limit=")
                .append(limit(call));
        for (var name : List.of("state", "commit", "kind")) {
            call.query(name)
                    .ifPresent(value -> query.append('&')
                            .append(name)
                            .append('=')
                            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        }
        return reply.with("Link", "<" + url.of(path + query) + ">; rel=\"next\"");
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
