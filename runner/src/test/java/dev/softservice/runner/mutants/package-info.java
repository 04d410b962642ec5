/** Seeded faults: a distro that holds to the top of the ladder, and everything that must turn it red. */
@NullMarked
package dev.softservice.runner.mutants;

import org.jspecify.annotations.NullMarked;
