/** From a distro's folder to a composition with everything checked out: what stands between resolving {@code uses} and planning. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.compose;
