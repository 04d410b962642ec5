/** A distro's acceptance tests, run in an environment that stands, and judged. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.acceptance;
