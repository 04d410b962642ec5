/** A release in one file, for machines that reach no hub: how it is written, and how one is read that anybody may have made. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.bundle;
