/** A runner on another machine than the hub: takes runs from it, verifies them on an engine of its own, and tells what it sees. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.remote;
