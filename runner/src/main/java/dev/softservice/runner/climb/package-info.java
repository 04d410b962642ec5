/** One run: from rung to rung of the verification ladder, up to a verdict. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.climb;
