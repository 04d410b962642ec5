/** The {@code softservice} command: arguments in, lines and exit codes out. What the commands do is in the packages beside this one. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.cli;
