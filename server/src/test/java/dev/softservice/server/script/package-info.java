@NullMarked
package dev.softservice.server.script;

import org.jspecify.annotations.NullMarked;
