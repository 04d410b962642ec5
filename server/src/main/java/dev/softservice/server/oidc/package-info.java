@org.jspecify.annotations.NullMarked
package dev.softservice.server.oidc;
