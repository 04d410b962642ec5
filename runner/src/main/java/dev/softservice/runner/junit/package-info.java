/** Any distro as a throwaway environment in somebody's own tests: by an annotation of JUnit 5, as a {@code Startable} of Testcontainers, or by hand. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.junit;
