/** How the first distros come to an empty hub: from the samples that ship with the program, or from a forge. */
@NullMarked
package dev.softservice.server.start;

import org.jspecify.annotations.NullMarked;
