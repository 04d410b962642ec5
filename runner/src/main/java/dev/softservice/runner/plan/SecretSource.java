package dev.softservice.runner.plan;

/**
 * Makes the secrets of used distros that nobody gave. Those of the root distro are among its {@link ParameterValues}.
 */
@FunctionalInterface
public interface SecretSource {
    /** The secret of one parameter of the part at {@code path} ({@code shop.database}); the same for equal arguments within one installation. */
    String secret(String path, String parameter);
}
