package dev.softservice.server.account;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that remembers only the keys that were used last, so that nobody fills the memory with made-up ones. */
final class LastUsed<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;
    private static final int REMEMBERED = 10_000;

    LastUsed() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED;
    }
}
