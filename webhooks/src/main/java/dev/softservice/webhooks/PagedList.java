package dev.softservice.webhooks;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Reads a whole list that a forge returns page by page, or nothing of it. */
public final class PagedList {
    /** More open pull requests than this are refused: see {@link Forge#openPulls}. */
    private static final int MOST = 50;

    private PagedList() {}

    /** How one item of a page is read. */
    @FunctionalInterface
    public interface Item<T> {
        T read(Payload payload) throws UnreadablePayload;
    }

    /** Whether a page says that there is another. */
    @FunctionalInterface
    public interface Next {
        boolean follows(ApiClient.Reply reply, Payload body) throws UnreadablePayload;
    }

    /** {@code items}: where the items of a page are; empty: the page is their list. */
    public record Shape(String items, Next next) {
        /** A page is a list, and its headers say whether there is another. */
        public static Shape list(Predicate<ApiClient.Reply> hasNext) {
            return new Shape("", (reply, _) -> hasNext.test(reply));
        }
    }

    /** {@code address}: of each page, from 1. */
    public static <T> Answer<List<T>> all(
            ApiClient api, Map<String, String> headers, Shape shape, IntFunction<URI> address, Item<T> item) {
        List<T> items = new ArrayList<>();
        for (int page = 1; page <= MOST; page++) {
            URI uri = address.apply(page);
            Answer<Boolean> read = api.get(uri, headers)
                    .then(reply -> reply.read(uri, body -> {
                        Payload whole = Payload.any(body);
                        for (Payload payload : whole.items(shape.items())) {
                            items.add(item.read(payload));
                        }
                        return shape.next().follows(reply, whole);
                    }));
            if (!read.equals(new Answer.Got<>(true))) {
                return read.then(_ -> new Answer.Got<>(List.copyOf(items)));
            }
        }
        return new Answer.Refused<>("more open pull requests than fit on " + MOST + " pages; close some");
    }
}
