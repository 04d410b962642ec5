/** A distro as plain Compose: what it was planned to be, for engines and people without Softservice. Nobody is locked in. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.export;
