/** The hub's own certificates, which it gets from an authority by itself. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.tls;
