/** Rules that hold for the sources of every module. They stand in the module that is built first. */
@NullMarked
package dev.softservice.house;

import org.jspecify.annotations.NullMarked;
