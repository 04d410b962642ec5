package dev.softservice.server.repo;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One decision at a time in each repository: proposals, landings and releases read refs and rows together, and must not see each other
 * half-way. One hub owns a data folder, so locks in memory are enough. Never taken inside a database transaction.
 */
public final class RepositoryLocks {
    private final ConcurrentHashMap<Long, ReentrantLock> locks = new ConcurrentHashMap<>();

    public <T> T with(long repository, Supplier<T> decision) {
        var lock = locks.computeIfAbsent(repository, _ -> new ReentrantLock());
        lock.lock();
        try {
            return decision.get();
        } finally {
            lock.unlock();
        }
    }
}
