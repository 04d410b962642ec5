/** Ending what is under way before its time: the code that wants it asks a value, and never a thread that belongs to other code. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.stop;
