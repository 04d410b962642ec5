/** What tests of both the runner and the server use to say what they need. */
@NullMarked
package dev.softservice.runner.testing;

import org.jspecify.annotations.NullMarked;
