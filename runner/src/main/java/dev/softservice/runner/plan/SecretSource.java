package dev.softservice.runner.plan;

/** Where the secrets of used distros come from that nobody gave; the root's own are among its {@link ParameterValues}. */
@FunctionalInterface
public interface SecretSource {
    /** The secret of one parameter of the part at {@code path} ({@code shop.database}); the same for equal arguments within one installation. */
    String secret(String path, String parameter);
}
