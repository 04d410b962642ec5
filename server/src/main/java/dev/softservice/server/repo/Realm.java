package dev.softservice.server.repo;

/** A place where people can have roles. */
public sealed interface Realm {
    record Whole(Namespace namespace) implements Realm {
        @Override
        public String toString() {
            return namespace.name();
        }
    }

    record One(HostedRepository repository) implements Realm {
        @Override
        public String toString() {
            return repository.name().toString();
        }
    }
}
