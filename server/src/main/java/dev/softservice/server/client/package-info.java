@org.jspecify.annotations.NullMarked
package dev.softservice.server.client;
