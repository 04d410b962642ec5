/** Released distros are verified anew, from scratch, so that rot is seen before users meet it. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.anew;
