/** What an environment costs, this runner beside others: {@code softservice bench}. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.bench;
