/** Ending what is under way before its time: who wants it asks a value, and never a thread of somebody else's. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.stop;
