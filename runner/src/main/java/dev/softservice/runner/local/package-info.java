/** Distros in folders of this machine, and the runs that test them here. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.local;
